import postgres from "postgres";
import { embed } from "./testing";

/*
 * A process of its own that runs functions until it is stopped or killed, for tests of what a death leaves behind.
 * What functions do is written into the table `journal` (entry, pid) of the database that DATABASE_URL names.
 */
const databaseUrl = process.env.DATABASE_URL ?? "";
const sql = postgres(databaseUrl, { max: 5, onnotice: () => {} });
const note = (entry: string) => sql`insert into journal (entry, pid) values (${entry}, ${process.pid})`;

const { engine } = embed({ sql, databaseUrl, concurrency: 4 }, (client) => [
  client.createFunction({ id: "victim", retries: 0, triggers: [{ event: "t/victim" }] }, async ({ step }) => {
    await step.run("before", () => note("before").then(() => null));
    await step.run("during", async () => {
      await note("during");
      const [tries] = await sql<{ n: number }[]>`select count(*)::int as n from journal where entry = 'during'`;
      if (tries?.n === 1) await new Promise(() => {}); // never ends: whoever runs the test kills this process
    });
    return step.run("after", () => note("after").then(() => "survived"));
  }),
  client.createFunction(
    { id: "place", concurrency: 1, retries: 0, triggers: [{ event: "t/place" }] },
    ({ step, event }) =>
      step.run("hold", async () => {
        await note(`hold ${event.data.n}`);
        const [held] = await sql<{ n: number }[]>`select count(*)::int as n from journal where entry like 'hold %'`;
        if (held?.n === 1) await new Promise(() => {});
      }),
  ),
  client.createFunction({ id: "shared", triggers: [{ event: "t/shared" }] }, async ({ step }) => {
    await step.run("work", async () => {
      await sql`select pg_sleep(0.02)`;
      await note("shared");
    });
  }),
  client.createFunction({ id: "tick", triggers: [{ cron: "* * * * * *" }] }, async ({ event }) => {
    await note(`tick ${(event.data as { fireAt: string }).fireAt}`);
  }),
]);

await engine.start();
await note("started");
process.on("SIGTERM", () => {
  void engine.stop().then(() => process.exit(0));
});
