import { afterAll, expect, inject } from "vitest";
import { freshDatabase } from "@/db/testing";
import { forgetProcess } from "@/server/process";

// A process runs many files, one after another, and each finds it as the first one did: the environment it was started
// with, and nothing of what the product has once per process.
const environment = { ...process.env };
const databases: { drop: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const { drop } of databases) await drop();
  forgetProcess();
  for (const name of Object.keys(process.env)) if (!(name in environment)) delete process.env[name];
  Object.assign(process.env, environment);
});

// Rules and the launcher's own tests need no database; everything else gets one of its own before its modules load.
const file = expect.getState().testPath ?? "";
if (!/[/\\](server[/\\]domain|scripts)[/\\]/.test(file)) databases.push(await freshDatabase(inject("postgres")));
