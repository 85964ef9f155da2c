import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, eventually, rowsIn } from "@/server/testing/river";
import { bundled, Child } from "./children";

const PROCESSES = 4;

let tenant: TenantId;
let webs: Child[] = [];
let worker: Child;
let programs: Awaited<ReturnType<typeof bundled>>;

beforeAll(async () => {
  programs = await bundled(["web-process", "worker-process"]);
  tenant = await createTenant();
  const ana = await createMember(tenant);
  const channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  webs = Array.from({ length: PROCESSES }, () => new Child(programs.file("web-process")));
  worker = new Child(programs.file("worker-process"));
  for (const child of [...webs, worker]) {
    await child.said("loaded");
    child.begin({ tenant, channelId: channel.channelId, memberId: ana.memberId, deadlineMs: 60_000 });
    await child.said("ready");
  }
}, 120_000);

afterAll(async () => {
  await Promise.all([...webs, worker].map((child) => child.kill()));
  programs.remove();
});

const rows = <T extends Record<string, unknown>>(query: ReturnType<typeof sql>) => rowsIn<T>(tenant, query);

/** Texts handed to the processes in turn, all at once. */
const tellAll = (texts: { from: string; text: string; messageId: string }[]) =>
  Promise.all(texts.map((text, index) => webs[index % PROCESSES]!.ask({ kind: "text", ...text })));

test("fifty first texts of a newcomer at four processes: one contact, one conversation, no gap", {
  timeout: 120_000,
}, async () => {
  for (let round = 0; round < 4; round++) {
    const from = `+1415555${1000 + round}`;
    const answers = await tellAll(
      Array.from({ length: 50 }, (_, index) => ({ from, text: `text ${index}`, messageId: `${from}-${index}` })),
    );
    expect(answers.filter((answer) => !answer?.ok)).toEqual([]);
    // On a slow machine a door has no time for the last in the line: it keeps the request, and a function takes it.
    const messages = await eventually(
      () =>
        rows<{ seq: number; text: string }>(sql`select seq, text from messages where address = ${from} order by seq`),
      ({ length }) => length >= 50,
      60_000,
    );
    expect(messages.map(({ seq }) => seq)).toEqual(Array.from({ length: 50 }, (_, index) => index + 2));
    expect(new Set(messages.map(({ text }) => text)).size).toBe(50);
    expect(
      await rows(sql`select message_seq, inbound_count, state from conversations where customer_address = ${from}`),
    ).toEqual([{ message_seq: 51, inbound_count: 50, state: "waiting" }]);
    expect(await rows(sql`select 1 from contact_identities where value = ${from}`)).toHaveLength(1);
  }
  expect(await rows(sql`select 1 from contacts`)).toHaveLength(4);
});

const noneWaits = () =>
  eventually(
    () => rows(sql`select 1 from webhook_journal where state <> 'done'`),
    ({ length }) => length === 0,
    60_000,
  );

test("the same text told by four processes at once is taken once", { timeout: 120_000 }, async () => {
  for (let round = 0; round < 10; round++) {
    const from = `+1415555${2000 + round}`;
    const answers = await tellAll(
      Array.from({ length: 12 }, () => ({ from, text: "Hello", messageId: `${from}-once` })),
    );
    expect(answers.filter((answer) => !answer?.ok)).toEqual([]);
    await noneWaits();
    expect(await rows(sql`select seq from messages where address = ${from}`)).toEqual([{ seq: 2 }]);
    expect(await rows(sql`select inbound_count from conversations where customer_address = ${from}`)).toEqual([
      { inbound_count: 1 },
    ]);
  }
});

test("events of one workspace, numbered by four processes, have no gap and no double", async () => {
  const numbers = () => rows<{ seq: string | null }>(sql`select seq from events order by seq nulls last`);
  const numbered = await eventually(numbers, (all) => all.every(({ seq }) => seq !== null), 30_000);
  expect(numbered.map(({ seq }) => Number(seq))).toEqual(numbered.map((_, index) => index + 1));
});
