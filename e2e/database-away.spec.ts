import { mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { closePools } from "@/db/clients";
import { createDatabase, migrateDatabase } from "@/scripts/lib/migrate.mjs";
import { root } from "@/scripts/lib/paths.mjs";
import { anyFreePort } from "@/scripts/lib/ports.mjs";
import { runningPostgres, startPostgres } from "@/scripts/lib/postgres.mjs";
import { throwawayPostgres } from "@/scripts/lib/throwaway.mjs";
import { startWeb } from "@/scripts/lib/web.mjs";
import { forgetProcess } from "@/server/process";
import { expect, test, World } from "./inbox-world";

test.skip(!process.env.NEXT_DIST_DIR, "it kills the database of a server of its own, which needs a build");

/** A server on a PostgreSQL of its own; this process works with the same while the story lasts. */
async function ownServer() {
  const cluster = await throwawayPostgres();
  const port = await anyFreePort();
  const before = { ...process.env };
  const env = {
    DATABASE_URL: cluster.ownerUrl(),
    APP_DATABASE_URL: cluster.appUrl(),
    PUBLIC_URL: `http://localhost:${port}`,
    DATA_DIR: cluster.dir,
    NEXT_DIST_DIR: process.env.NEXT_DIST_DIR,
  };
  const turnTo = async (variables: NodeJS.ProcessEnv | typeof env) => {
    Object.assign(process.env, variables);
    await closePools();
    forgetProcess();
  };
  await createDatabase(cluster.ownerUrl("postgres"), "patchbay");
  await migrateDatabase({ url: env.DATABASE_URL, appLogin: { name: "patchbay_app", password: cluster.passwords.app } });
  await turnTo(env);
  const words = path.join(root, ".data/test");
  mkdirSync(words, { recursive: true });
  const web = startWeb({ port, host: "127.0.0.1", env, output: openSync(path.join(words, "database-away.log"), "w") });
  await web.healthy();
  return {
    url: env.PUBLIC_URL,
    async killDatabase() {
      const running = await runningPostgres(cluster.dir);
      process.kill(running?.pid ?? 0, "SIGKILL");
    },
    restartDatabase: () => startPostgres({ dir: cluster.dir, port: cluster.port, throwaway: true }),
    async stop() {
      await web.stop();
      await turnTo(before);
      await cluster.stop();
    },
  };
}

test("the database is killed under open pages: they say so, and go on by themselves when it is back", async ({
  browser,
}) => {
  const server = await ownServer();
  const world = await World.create(browser, server.url);
  try {
    const ana = await world.inboxOf(world.people.ana);
    const phone = await world.phone();
    await world.carrierTells(phone, "Before it went");
    await ana.open("Before it went");
    const fresh = await world.pageOf(world.people.ben);
    const loads: string[] = [];
    ana.page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));

    await server.killDatabase();
    // The page that is open says so, and what it shows can still be read.
    await expect(ana.page.getByText(/^The database has been out of reach since .* saved is safe/)).toBeVisible();
    await expect(ana.page.getByText("Live", { exact: true })).toHaveCount(0);
    await expect(ana.thread.getByText("Before it went")).toBeVisible();
    // A page that is asked for now is answered at its own address, with what to expect.
    const answer = await fresh.goto(`/${world.slug}/inbox`);
    expect(answer?.status()).toBe(503);
    await expect(fresh.getByRole("heading", { name: "The database cannot be reached right now" })).toBeVisible();
    await expect(fresh.getByText("Looking again every few seconds")).toBeVisible();
    expect(new URL(fresh.url()).pathname).toBe(`/${world.slug}/inbox`);
    // A carrier is told to come again.
    const told = await world.carrierAsks(phone, "While it was away", "the-same-message");
    expect(told.status).toBe(503);
    expect(Number(told.headers.get("retry-after"))).toBeGreaterThan(0);

    await server.restartDatabase();
    await expect(ana.page.getByText("Live", { exact: true })).toBeVisible();
    await expect(fresh.getByRole("navigation", { name: "Main navigation" })).toBeVisible();
    await expect
      .poll(async () => (await world.carrierAsks(phone, "While it was away", "the-same-message")).status)
      .toBeLessThan(300);
    await expect(ana.thread.getByText("While it was away")).toHaveCount(1);
    await expect(fresh.locator("[data-row]", { hasText: "While it was away" })).toBeVisible();
    expect(loads).toEqual([]);
  } finally {
    await world.close();
    await server.stop();
  }
});
