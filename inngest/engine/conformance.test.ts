import { afterAll, beforeAll, describe, test } from "vitest";
import { closePools } from "@/db/clients";
import { systemSql } from "@/db/system";
import type { Engine } from ".";
import { scenarios } from "./scenarios";
import { embeddedScenarios } from "./scenarios/embedded";
import type { Journal } from "./scenarios/scenario";
import { driverOf, embed } from "./testing";

describe("the embedded engine", () => {
  const all = [...scenarios, ...embeddedScenarios];
  const journals = new Map<string, Journal>(all.map(({ name }) => [name, []]));
  let engine: Engine;
  let client: Parameters<typeof driverOf>[0];

  beforeAll(async () => {
    ({ engine, client } = embed({ sql: systemSql(), databaseUrl: process.env.DATABASE_URL ?? "" }, (made) =>
      all.flatMap(({ name, functions }) => functions(made, journals.get(name) ?? [])),
    ));
    await engine.install();
    await engine.start();
  });

  afterAll(async () => {
    await engine.stop();
    await closePools();
  });

  test.concurrent.each(all)("$name", async ({ name, play }) => {
    await play(driverOf(client, systemSql()), journals.get(name) ?? []);
  });
});
