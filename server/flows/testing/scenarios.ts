import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { Context, MemberActor } from "@/server/context";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { parseGraph } from "@/server/domain/flow/graph";
import type { TenantId } from "@/server/domain/ids";
import { createSandboxChannel, eventually, rowsIn, type TestChannel } from "@/server/testing/river";
import { createFlow, publishFlow, saveDraft } from "../edit";
import { getFlow } from "../list";
import { runsToWalk } from "../overdue";
import { runSprint } from "../run-sprint";
import { setWalker } from "../sprint-soon";
import { startFlow, stopFlow } from "../start-stop";

/**
 * What a flow does for its customers, told as stories: once with everything done ahead in the process that heard of it,
 * once by durable functions alone.
 */
export function flowScenarios(prepare: () => Promise<void> = async () => {}): void {
  let tenant: TenantId;
  let admin: Context;
  let ana: MemberActor;
  let channel: TestChannel;

  beforeAll(async () => {
    await prepare();
    setWalker(runSprint);
    tenant = await createTenant();
    admin = { tenant, actor: await createMember(tenant, { role: "admin", name: "Admin", takesConversations: false }) };
    ana = await createMember(tenant, { name: "Ana" });
    channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  });

  type Node = { id: string; type: string; config?: Record<string, unknown> };
  type Edge = [source: string, outcome: string, target: string];

  /** A started flow of these nodes; the first is the start. */
  async function started(
    nodes: Node[],
    edges: Edge[],
    trigger: { id: string; config: object } = { id: "sms.message", config: {} },
  ): Promise<string> {
    const { flowId } = await createFlow(admin, { name: "Test", kind: "sms", triggerId: trigger.id, language: "en" });
    const draft = {
      kind: "sms",
      nodes: nodes.map(({ id, type, config = {} }, index) => ({
        id,
        type,
        name: id,
        position: { x: 0, y: index * 100 },
        config,
      })),
      edges: edges.map(([source, outcome, target]) => ({ id: `${source}-${outcome}`, source, outcome, target })),
      trigger,
      settings: { onTakeover: "pause" },
    };
    expect(parseGraph(draft)).toHaveProperty("graph");
    const { revision } = await saveDraft(admin, { flowId, draft, revision: 1 });
    await publishFlow(admin, { flowId, revision });
    await startFlow(admin, { flowId });
    return flowId;
  }

  const only = (flowId: string) =>
    rowsIn(tenant, sql`update flows set state = 'stopped' where id <> ${flowId} and state = 'started'`);
  const runsOf = (phone: string) =>
    rowsIn<{ id: string; state: string; result: string | null; reason: string | null }>(
      tenant,
      sql`
    select r.id, r.state, r.result, r.reason from flow_runs r join conversations c on c.id = r.conversation_id where c.customer_address = ${phone} order by r.id`,
    );
  const answersTo = (phone: string) =>
    rowsIn<{ text: string }>(
      tenant,
      sql`select text from sandbox_messages where phone = ${phone} and direction = 'out' order by id`,
    );
  const conversationOf = async (phone: string) =>
    (
      await rowsIn<{ id: string; state: string; audience: string; owner_id: string | null; tags: string[] }>(
        tenant,
        sql`
    select id, state, audience, owner_id, tags from conversations where customer_address = ${phone} order by created_at desc`,
      )
    )[0]!;
  const reply = (text: string) => ({ as: "bot", channel: "conversation", source: "text", text, category: "service" });

  test("a text starts the flow: it answers by name, tags and leaves the conversation to everybody", async () => {
    const flowId = await started(
      [
        { id: "start", type: "start" },
        { id: "hello", type: "reply", config: reply("Thank you for “{{ message_body }}”.") },
        { id: "all", type: "assign_all" },
        { id: "end", type: "end" },
      ],
      [
        ["start", "SUCCESS", "hello"],
        ["hello", "SUCCESS", "all"],
        ["all", "SUCCESS", "end"],
      ],
    );
    await only(flowId);
    await channel.texts("+14155550101", "Hello");
    await eventually(
      () => answersTo("+14155550101"),
      (rows) => rows.length === 1,
    );
    expect(await answersTo("+14155550101")).toEqual([{ text: "Thank you for “Hello”." }]);
    expect(await conversationOf("+14155550101")).toMatchObject({ state: "waiting", audience: "everyone" });
    expect(await runsOf("+14155550101")).toMatchObject([{ state: "ended", result: "completed" }]);
    expect(
      await rowsIn(
        tenant,
        sql`select kind, actor_kind, data->>'flow' as flow from timeline where kind = 'transferred'`,
      ),
    ).toEqual([{ kind: "transferred", actor_kind: "system", flow: "Test" }]);
    const { runsPerNode } = await getFlow(admin, { flowId });
    expect(runsPerNode).toMatchObject({ start: 1, hello: 1, all: 1, end: 1 });
  });

  const asking: [Node[], Edge[]] = [
    [
      { id: "start", type: "start" },
      { id: "ask", type: "reply", config: reply("What is your order number?") },
      {
        id: "wait",
        type: "wait_reply",
        config: { timeout: { n: 2, unit: "hours" }, collect: "first", save: "var_order" },
      },
      { id: "thanks", type: "reply", config: reply("Order {{ var_order }}, thank you.") },
      { id: "end", type: "end" },
      { id: "gone", type: "end", config: { result: "abandoned" } },
    ],
    [
      ["start", "SUCCESS", "ask"],
      ["ask", "SUCCESS", "wait"],
      ["wait", "REPLIED", "thanks"],
      ["wait", "TIMEOUT", "gone"],
      ["thanks", "SUCCESS", "end"],
    ],
  ];

  test("it waits for a reply, and another text goes to the waiting run instead of starting one", async () => {
    await only(await started(...asking));
    const phone = "+14155550102";
    await channel.texts(phone, "Hi");
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "waiting",
    );
    await channel.texts(phone, "YL-20418");
    await eventually(
      () => answersTo(phone),
      (rows) => rows.length === 2,
    );
    expect((await answersTo(phone)).map(({ text }) => text)).toEqual([
      "What is your order number?",
      "Order YL-20418, thank you.",
    ]);
    expect(await runsOf(phone)).toMatchObject([{ state: "ended", result: "completed" }]);
  });

  test("a reply right behind the question is never lost, and two texts at once start one run", {
    timeout: 60_000,
  }, async () => {
    await only(await started(...asking));
    for (let round = 0; round < 15; round++) {
      const phone = `+1415555${String(6000 + round)}`;
      await Promise.all([channel.texts(phone, "Hi"), channel.texts(phone, "YL-1")]);
      await eventually(
        () => runsOf(phone),
        (runs) => runs.length === 1 && runs[0]!.state === "ended",
      );
      const sent = await eventually(
        () => answersTo(phone),
        (rows) => rows.length === 2,
      );
      const answers = sent.map(({ text }) => text);
      expect(answers[1]).toMatch(/^Order (Hi|YL-1), thank you\.$/);
    }
  });

  test("the deadline passes while nobody was there: it fires as soon as somebody is", async () => {
    await only(await started(...asking));
    const phone = "+14155550103";
    await channel.texts(phone, "Hi");
    const [run] = await eventually(
      () => runsOf(phone),
      ([one]) => one?.state === "waiting",
    );
    expect(await runsToWalk()).toEqual([]);
    await rowsIn(tenant, sql`update flow_runs set wake_at = now() - interval '1 minute' where id = ${run!.id}`);
    expect(await runsToWalk()).toEqual([{ tenant, runId: run!.id }]);
    await runSprint(tenant, run!.id, new Date(Date.now() + 3 * 3_600_000));
    expect(await runsOf(phone)).toMatchObject([{ state: "ended", result: "abandoned" }]);
  });

  test("an agent takes over: the run falls silent, and no flow that talks starts for his customer", async () => {
    const flowId = await started(...asking);
    await only(flowId);
    const phone = "+14155550104";
    await channel.texts(phone, "Hi");
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "waiting",
    );
    await eventually(
      () => answersTo(phone),
      (rows) => rows.length === 1,
    );
    const { id } = await conversationOf(phone);
    await pickUpConversation({ tenant, actor: ana }, { conversationId: id });
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "paused",
    );
    await channel.texts(phone, "YL-9");
    await eventually(
      () => rowsIn(tenant, sql`select 1 from flow_signals`),
      (rows) => rows.length === 0,
    );
    expect(await answersTo(phone)).toHaveLength(1);
    await endConversation({ tenant, actor: ana }, { conversationId: id });
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "ended",
    );
    expect(await runsOf(phone)).toMatchObject([{ result: "abandoned" }]);
  });

  test("a returning customer reaches his own agent, a new one everybody", async () => {
    const flowId = await started(
      [
        { id: "start", type: "start" },
        { id: "known", type: "is_assigned", config: { by: "contact_owner" } },
        { id: "own", type: "assign_agent", config: { who: "contact_owner", ifUnavailable: "assign_anyway" } },
        { id: "all", type: "assign_all" },
        { id: "end", type: "end" },
      ],
      [
        ["start", "SUCCESS", "known"],
        ["known", "TRUE", "own"],
        ["known", "FALSE", "all"],
        ["own", "SUCCESS", "end"],
        ["all", "SUCCESS", "end"],
      ],
    );
    await only(flowId);
    const phone = "+14155550105";
    await channel.texts(phone, "first time");
    await eventually(
      () => conversationOf(phone),
      ({ audience }) => audience === "everyone",
    );
    const { id } = await conversationOf(phone);
    await pickUpConversation({ tenant, actor: ana }, { conversationId: id });
    await endConversation({ tenant, actor: ana }, { conversationId: id });
    await channel.texts(phone, "me again");
    await eventually(
      () => conversationOf(phone),
      ({ owner_id }) => owner_id === ana.memberId,
    );
    expect(await conversationOf(phone)).toMatchObject({ state: "active" });
  });

  test("a node that cannot do its job hands the customer to everybody, with a note that says why", async () => {
    const gone = await createMember(tenant, { name: "Gone" });
    const flowId = await started(
      [
        { id: "start", type: "start" },
        {
          id: "to_gone",
          type: "assign_agent",
          config: { who: "agent", agentId: gone.memberId, ifUnavailable: "assign_anyway" },
        },
        { id: "end", type: "end" },
      ],
      [
        ["start", "SUCCESS", "to_gone"],
        ["to_gone", "SUCCESS", "end"],
      ],
    );
    await only(flowId);
    await rowsIn(tenant, sql`update memberships set disabled_at = now() where id = ${gone.memberId}`);
    const phone = "+14155550106";
    await channel.texts(phone, "Hello?");
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "failed",
    );
    expect(await conversationOf(phone)).toMatchObject({ state: "waiting", audience: "everyone" });
    const { id } = await conversationOf(phone);
    expect(
      await rowsIn<{ text: string }>(tenant, sql`select text from notes where conversation_id = ${id}`),
    ).toMatchObject([{ text: expect.stringContaining("to_gone") }]);
  });

  test("stopped: no new runs; those under way finish on their version, or are cancelled", async () => {
    const flowId = await started(...asking);
    await only(flowId);
    await channel.texts("+14155550107", "Hi");
    await channel.texts("+14155550108", "Hi");
    for (const phone of ["+14155550107", "+14155550108"])
      await eventually(
        () => runsOf(phone),
        ([run]) => run?.state === "waiting",
      );
    await stopFlow(admin, { flowId, running: "finish" });
    await channel.texts("+14155550107", "YL-7");
    await eventually(
      () => runsOf("+14155550107"),
      ([run]) => run?.state === "ended",
    );
    await channel.texts("+14155550109", "Hi");
    expect(await runsOf("+14155550109")).toEqual([]);
    await startFlow(admin, { flowId });
    await stopFlow(admin, { flowId, running: "cancel" });
    await eventually(
      () => runsOf("+14155550108"),
      ([run]) => run?.state === "cancelled",
    );
  });

  test("an opt-out word is seen by no flow", async () => {
    await only(await started(...asking));
    await channel.texts("+14155550110", "STOP");
    expect(await runsOf("+14155550110")).toEqual([]);
  });

  test("two editors: the second is told who was quicker; what has errors is not published", async () => {
    const { flowId } = await createFlow(admin, {
      name: "Twice",
      kind: "sms",
      triggerId: "sms.message",
      language: "en",
    });
    const { draft } = await getFlow(admin, { flowId });
    await saveDraft(admin, { flowId, draft, revision: 1 });
    await expect(saveDraft(admin, { flowId, draft, revision: 1 })).rejects.toMatchObject({
      reason: "flow.conflict",
      params: { name: "Admin", revision: 2 },
    });
    await expect(publishFlow(admin, { flowId, revision: 2 })).rejects.toMatchObject({ reason: "flow.findings" });
    await expect(
      saveDraft(admin, { flowId, draft: { nodes: "x".repeat(600_000) }, revision: 2 }),
    ).rejects.toMatchObject({
      reason: "flow.badGraph",
    });
    await expect(startFlow(admin, { flowId })).rejects.toMatchObject({ reason: "flow.notPublished" });
    await expect(saveDraft({ tenant, actor: ana }, { flowId, draft, revision: 2 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
}
