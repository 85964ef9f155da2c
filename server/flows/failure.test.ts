import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue } from "@/db/factories";
import { start } from "@/inngest/start";
import { deleteChannels, deleteNumbers } from "@/server/channels/delete";
import { changeMember, disableMember } from "@/server/people/change-member";
import { deleteQueues } from "@/server/queues/delete";
import { asking, drawn, type Edge, flowWorkspace, type Node, reply } from "@/server/testing/flows";
import { createSandboxChannel, eventually } from "@/server/testing/river";
import { checkFlow, publishFlow, saveDraft } from "./edit";
import { failRun } from "./fail-run";
import { getFlow } from "./list";
import { getRun } from "./runs";

let house: Awaited<ReturnType<typeof flowWorkspace>>;
beforeAll(async () => {
  await start();
  house = await flowWorkspace();
});

const waits = (phone: string) =>
  eventually(
    () => house.runsOf(phone),
    ([run]) => run?.state === "waiting",
  );
const ended = (phone: string, state = "ended") =>
  eventually(
    () => house.runsOf(phone),
    ([run]) => run?.state === state,
  );
/** As if an installation had lost a part that this version was built of. */
const lose = (flowId: string) =>
  house.rows(sql`
    update flow_versions set graph = jsonb_set(graph, '{nodes,0,type}', '"lost"') where flow_id = ${flowId}`);
const forget = async () => (await import("@/server/process")).processState().singletons.delete("flow plans");

test("a run that cannot be walked any more fails, and its customer goes to all agents with a note", async () => {
  const phone = "+14155550401";
  const flowId = await house.started(...asking);
  await house.channel.texts(phone, "Hi");
  await waits(phone);
  await lose(flowId);
  await forget();
  await house.channel.texts(phone, "YL-1");
  const [run] = await ended(phone, "failed");
  expect(run).toMatchObject({ result: "failed", reason: "run_crashed" });
  const [conversation] = await house.conversationsOf(phone);
  expect(conversation).toMatchObject({ state: "waiting", audience: "everyone" });
  expect(await house.notesIn(conversation!.id)).toEqual([{ text: expect.stringMatching(/“Test” failed at “wait”/) }]);
  const { visits } = await getRun(house.admin, { runId: run!.id });
  expect(visits.at(-1)).toMatchObject({ nodeId: "wait", data: { reason: { code: "run_crashed" } } });
  expect(visits.at(-1)!.endedAt).not.toBeNull();
  // Given up once: another word about it changes nothing.
  await failRun(house.tenant, run!.id);
  expect(await house.notesIn(conversation!.id)).toHaveLength(1);
  // The next message is taken, although that flow can be read no more.
  await house.channel.texts(phone, "Hello?");
  expect(await house.rows(sql`select text from messages where address = ${phone} and text = 'Hello?'`)).toHaveLength(1);
  expect(await house.rows(sql`select 1 from webhook_journal where state <> 'done'`)).toEqual([]);
});

test("a flow that is to end on failure ends, and disturbs nobody", async () => {
  const phone = "+14155550402";
  const flowId = await house.started(...asking, { settings: { onFailure: "end" } });
  await house.channel.texts(phone, "Hi");
  const [run] = await waits(phone);
  await lose(flowId);
  await failRun(house.tenant, run!.id);
  expect(await house.runsOf(phone)).toMatchObject([{ state: "failed" }]);
  const [conversation] = await house.conversationsOf(phone);
  expect(conversation).toMatchObject({ state: "waiting", audience: "queue" });
  expect(await house.notesIn(conversation!.id)).toEqual([]);
});

test("the agent ends it before the run came to speak: the run is over with it, and nobody is alarmed", async () => {
  const phone = "+14155550403";
  await house.started(...asking);
  await house.channel.texts(phone, "Hi");
  const [run] = await waits(phone);
  const [conversation] = await house.conversationsOf(phone);
  await house.rows(sql`
    update conversations set state = 'closed', closed_at = now(), audience = 'owner', waiting_since = null where id = ${conversation!.id}`);
  await house.rows(sql`
    insert into flow_signals (id, run_id, signal)
    values (gen_random_uuid(), ${run!.id}, ${JSON.stringify({ kind: "reply", at: Date.now(), message: { id: "m", text: "x" } })}::jsonb)`);
  const { runSprint } = await import("./run-sprint");
  await runSprint(house.tenant, run!.id);
  expect(await house.runsOf(phone)).toMatchObject([
    { state: "ended", result: "abandoned", reason: "conversation_closed" },
  ]);
  expect(await house.conversationsOf(phone)).toHaveLength(1);
});

/** start → what is mentioned → end */
const mentioning = (node: Omit<Node, "id">, outcomes: string[]): [Node[], Edge[]] => [
  [
    { id: "start", type: "start" },
    { id: "it", ...node },
    { id: "end", type: "end" },
  ],
  [["start", "SUCCESS", "it"], ...outcomes.map((outcome): Edge => ["it", outcome, "end"])],
];

test("a queue, a number or a channel that a started flow uses stays, and the refusal names the flow", async () => {
  const queue = await createQueue(house.tenant, [house.ana.actor], "Repairs");
  const used = { count: 1, flows: "Routing" };
  await house.started(...mentioning({ type: "assign_queue", config: { queueId: queue.id } }, ["SUCCESS", "FALSE"]), {
    name: "Routing",
  });
  expect(await deleteQueues(house.admin, { queueIds: [queue.id] })).toMatchObject([
    { deleted: false, reason: "flow.uses", params: used },
  ]);
  const other = await createSandboxChannel(house.tenant, { queue, address: "+14155550199" });
  const trigger = { id: "sms.message", config: { numberIds: [other.numberId] } };
  await house.started(...mentioning({ type: "assign_all" }, ["SUCCESS"]), { name: "Routing", trigger });
  const alone = { numberIds: [other.numberId], closeOpen: false };
  expect(await deleteNumbers(house.admin, alone)).toMatchObject([
    { deleted: false, reason: "flow.uses", params: used },
  ]);
  expect(await deleteChannels(house.admin, { channelIds: [other.channelId], closeOpen: false })).toMatchObject([
    { deleted: false, reason: "flow.uses", params: used },
  ]);
  await house.rows(sql`update flows set state = 'stopped'`);
  expect(await deleteNumbers(house.admin, alone)).toMatchObject([{ deleted: true }]);
  expect(await deleteChannels(house.admin, { channelIds: [other.channelId], closeOpen: false })).toMatchObject([
    { deleted: true },
  ]);
  expect(await deleteQueues(house.admin, { queueIds: [queue.id] })).toMatchObject([{ deleted: true }]);
});

test("somebody who leaves does not wait for flows; they are named, and their runs end well", async () => {
  const leo = await createMember(house.tenant, { name: "Leo" });
  const giving = mentioning(
    { type: "assign_agent", config: { who: "agent", agentId: leo.memberId, ifUnavailable: "assign_anyway" } },
    ["SUCCESS"],
  );
  const asks: [Node[], Edge[]] = [
    [...giving[0], ...asking[0].filter(({ id }) => id === "ask" || id === "wait")],
    [
      ["start", "SUCCESS", "ask"],
      ["ask", "SUCCESS", "wait"],
      ["wait", "REPLIED", "it"],
      ["wait", "TIMEOUT", "end"],
      ["it", "SUCCESS", "end"],
    ],
  ];
  const phone = "+14155550404";
  await house.started(...asks, { name: "To Leo" });
  await house.channel.texts(phone, "Hi");
  await waits(phone);
  expect(await changeMember(house.admin, { memberId: leo.memberId, takesConversations: false })).toEqual({
    flows: ["To Leo"],
  });
  expect(await disableMember(house.admin, { memberId: leo.memberId })).toEqual({ flows: ["To Leo"] });
  await house.channel.texts(phone, "YL-1");
  expect(await ended(phone, "failed")).toMatchObject([{ reason: "agent_gone" }]);
  const [conversation] = await house.conversationsOf(phone);
  expect(conversation).toMatchObject({ state: "waiting", audience: "everyone" });
  expect(await house.notesIn(conversation!.id)).toEqual([{ text: expect.stringMatching(/“it”.*disabled/) }]);
});

test("publishing says which other started flow hears the same messages", async () => {
  await house.started(...asking, { name: "First" });
  const second = await house.published(...asking, { name: "Second" });
  expect((await checkFlow(house.admin, { flowId: second })).map(({ code, params }) => [code, params?.flow])).toEqual([
    ["W06", "First"],
  ]);
});

test("a message by a channel the customer has no address for is skipped, not sent by another", async () => {
  const phone = "+14155550405";
  await house.started(...mentioning({ type: "reply", config: { ...reply("By mail"), channel: "email" } }, ["SUCCESS"]));
  await house.channel.texts(phone, "Hi");
  const [run] = await ended(phone);
  const { visits } = await getRun(house.admin, { runId: run!.id });
  expect(visits.find(({ nodeId }) => nodeId === "it")).toMatchObject({
    outcome: "SKIPPED",
    data: { reason: { code: "no_address" } },
  });
  expect(await house.answersTo(phone)).toEqual([]);
});

test("a draft with a reference to what is gone is not published", async () => {
  const flowId = await house.published(...asking);
  const { draftRevision } = await getFlow(house.admin, { flowId });
  const draft = drawn(
    ...mentioning({ type: "assign_queue", config: { queueId: crypto.randomUUID() } }, ["SUCCESS", "FALSE"]),
  );
  const { revision } = await saveDraft(house.admin, { flowId, draft, revision: draftRevision });
  expect(await checkFlow(house.admin, { flowId })).toContainEqual(
    expect.objectContaining({ code: "E12", nodeId: "it" }),
  );
  await expect(publishFlow(house.admin, { flowId, revision })).rejects.toMatchObject({ reason: "flow.findings" });
});
