import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import postgres from "postgres";
import { processState } from "@/server/process";
import { closePools } from "./clients";

/** Where the test run's PostgreSQL is: addresses that end where a database's name follows, and the migrated template. */
export type TestServer = { owner: string; app: string; template: string };

/**
 * A migrated database of a test file's own, put into the environment before the modules under test read it:
 * DATABASE_URL, APP_DATABASE_URL, APP_SECRET, PUBLIC_URL, DATA_DIR. The run's setup file calls it for every file
 * outside `server/domain` and `scripts`; a test has nothing to do but use `withTenant`, `system` and the factories.
 * @returns drop ends whatever the process still does and removes the database
 */
export async function freshDatabase(server: TestServer): Promise<{ drop: () => Promise<void> }> {
  const name = `t_${process.pid}_${randomBytes(4).toString("hex")}`;
  const admin = postgres(`${server.owner}postgres`, { max: 1, onnotice: () => {} });
  await copyTemplate(admin, server.template, name);
  const data = mkdtempSync(path.join(os.tmpdir(), "patchbay-data-"));
  Object.assign(process.env, {
    DATABASE_URL: server.owner + name,
    APP_DATABASE_URL: server.app + name,
    APP_SECRET: "a secret for tests, of at least thirty-two characters",
    PUBLIC_URL: "http://localhost:3000",
    DATA_DIR: data,
    LOG_LEVEL: process.env.LOG_LEVEL ?? "silent",
  });
  await closePools(); // a straggler of the file before may have opened one
  return {
    async drop() {
      processState().shutdown.abort();
      await everybodyLeft(admin, name);
      await admin.unsafe(`drop database if exists ${name} with (force)`);
      await admin.end();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/**
 * The engine's queue puts its own connections away, and must not find them broken meanwhile; what ends its work on
 * leaving may open a pool for it.
 */
async function everybodyLeft(admin: postgres.Sql, name: string) {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    await closePools();
    const [row] = await admin<{ some: boolean }[]>`
      select exists (select from pg_stat_activity where datname = ${name}) as some`;
    if (!row?.some) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const OBJECT_IN_USE = "55006"; // another file is copying the template at this moment

async function copyTemplate(admin: postgres.Sql, template: string, name: string) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await admin.unsafe(`create database ${name} template ${template} strategy file_copy`);
      return;
    } catch (error) {
      if ((error as { code?: string }).code !== OBJECT_IN_USE || attempt === 50) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20 * attempt));
    }
  }
}
