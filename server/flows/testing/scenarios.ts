import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { createMember } from "@/db/factories";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { asking, flowWorkspace, reply } from "@/server/testing/flows";
import { eventually, type TestChannel } from "@/server/testing/river";
import { createFlow, publishFlow, saveDraft } from "../edit";
import { getFlow } from "../list";
import { runsToWalk } from "../overdue";
import { runSprint } from "../run-sprint";
import { startFlow, stopFlow } from "../start-stop";

/**
 * What a flow does for its customers, told as stories: once with everything done ahead in the process that heard of it,
 * once by durable functions alone.
 */
export function flowScenarios(prepare: () => Promise<void> = async () => {}): void {
  let house: Awaited<ReturnType<typeof flowWorkspace>>;
  let ana: Awaited<ReturnType<typeof flowWorkspace>>["ana"];
  let channel: TestChannel;

  beforeAll(async () => {
    await prepare();
    house = await flowWorkspace();
    ({ ana, channel } = house);
  });

  const runsOf = (phone: string) => house.runsOf(phone);
  const answersTo = (phone: string) => house.answersTo(phone);
  const conversationOf = async (phone: string) => (await house.conversationsOf(phone)).at(-1)!;

  test("a text starts the flow: it answers by name, tags and leaves the conversation to everybody", async () => {
    const flowId = await house.started(
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
    await channel.texts("+14155550101", "Hello");
    await eventually(
      () => answersTo("+14155550101"),
      (rows) => rows.length === 1,
    );
    expect(await answersTo("+14155550101")).toEqual(["Thank you for “Hello”."]);
    expect(await conversationOf("+14155550101")).toMatchObject({ state: "waiting", audience: "everyone" });
    expect(await runsOf("+14155550101")).toMatchObject([{ state: "ended", result: "completed" }]);
    expect(
      await house.rows(sql`select kind, actor_kind, data->>'flow' as flow from timeline where kind = 'transferred'`),
    ).toEqual([{ kind: "transferred", actor_kind: "system", flow: "Test" }]);
    const { runsPerNode } = await getFlow(house.admin, { flowId });
    expect(runsPerNode).toMatchObject({ start: 1, hello: 1, all: 1, end: 1 });
  });

  test("it waits for a reply, and another text goes to the waiting run instead of starting one", async () => {
    await house.started(...asking);
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
    expect(await answersTo(phone)).toEqual(["What is your order number?", "Order YL-20418, thank you."]);
    expect(await runsOf(phone)).toMatchObject([{ state: "ended", result: "completed" }]);
  });

  test("a reply right behind the question is never lost, and two texts at once start one run", {
    timeout: 60_000,
  }, async () => {
    await house.started(...asking);
    for (let round = 0; round < 15; round++) {
      const phone = `+1415555${String(6000 + round)}`;
      await Promise.all([channel.texts(phone, "Hi"), channel.texts(phone, "YL-1")]);
      await eventually(
        () => runsOf(phone),
        (runs) => runs.length === 1 && runs[0]!.state === "ended",
      );
      const answers = await eventually(
        () => answersTo(phone),
        (rows) => rows.length === 2,
      );
      expect(answers[1]).toMatch(/^Order (Hi|YL-1), thank you\.$/);
    }
  });

  test("the deadline passes while nobody was there: it fires as soon as somebody is", async () => {
    await house.started(...asking);
    const phone = "+14155550103";
    await channel.texts(phone, "Hi");
    const [run] = await eventually(
      () => runsOf(phone),
      ([one]) => one?.state === "waiting",
    );
    expect(await runsToWalk()).toEqual([]);
    await house.rows(sql`update flow_runs set wake_at = now() - interval '1 minute' where id = ${run!.id}`);
    expect(await runsToWalk()).toEqual([{ tenant: house.tenant, runId: run!.id }]);
    await runSprint(house.tenant, run!.id, new Date(Date.now() + 3 * 3_600_000));
    expect(await runsOf(phone)).toMatchObject([{ state: "ended", result: "abandoned" }]);
  });

  test("an agent takes over: the run falls silent, and no flow that talks starts for his customer", async () => {
    await house.started(...asking);
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
    await pickUpConversation(ana, { conversationId: id });
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "paused",
    );
    await channel.texts(phone, "YL-9");
    await eventually(
      () => house.rows(sql`select 1 from flow_signals`),
      (rows) => rows.length === 0,
    );
    expect(await answersTo(phone)).toHaveLength(1);
    await endConversation(ana, { conversationId: id });
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "ended",
    );
    expect(await runsOf(phone)).toMatchObject([{ result: "abandoned" }]);
  });

  test("a returning customer reaches his own agent, a new one everybody", async () => {
    await house.started(
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
    const phone = "+14155550105";
    await channel.texts(phone, "first time");
    await eventually(
      () => conversationOf(phone),
      ({ audience }) => audience === "everyone",
    );
    const { id } = await conversationOf(phone);
    await pickUpConversation(ana, { conversationId: id });
    await endConversation(ana, { conversationId: id });
    await channel.texts(phone, "me again");
    await eventually(
      () => conversationOf(phone),
      ({ owner_id }) => owner_id === ana.actor.memberId,
    );
    expect(await conversationOf(phone)).toMatchObject({ state: "active" });
  });

  test("a node that cannot do its job hands the customer to everybody, with a note that says why", async () => {
    const gone = await createMember(house.tenant, { name: "Gone" });
    await house.started(
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
    await house.rows(sql`update memberships set disabled_at = now() where id = ${gone.memberId}`);
    const phone = "+14155550106";
    await channel.texts(phone, "Hello?");
    await eventually(
      () => runsOf(phone),
      ([run]) => run?.state === "failed",
    );
    expect(await conversationOf(phone)).toMatchObject({ state: "waiting", audience: "everyone" });
    const { id } = await conversationOf(phone);
    expect(await house.notesIn(id)).toMatchObject([{ text: expect.stringContaining("to_gone") }]);
  });

  test("stopped: no new runs; those under way finish on their version, or are cancelled", async () => {
    const flowId = await house.started(...asking);
    await channel.texts("+14155550107", "Hi");
    await channel.texts("+14155550108", "Hi");
    for (const phone of ["+14155550107", "+14155550108"])
      await eventually(
        () => runsOf(phone),
        ([run]) => run?.state === "waiting",
      );
    await stopFlow(house.admin, { flowId, running: "finish" });
    await channel.texts("+14155550107", "YL-7");
    await eventually(
      () => runsOf("+14155550107"),
      ([run]) => run?.state === "ended",
    );
    await channel.texts("+14155550109", "Hi");
    expect(await runsOf("+14155550109")).toEqual([]);
    await startFlow(house.admin, { flowId });
    await stopFlow(house.admin, { flowId, running: "cancel" });
    await eventually(
      () => runsOf("+14155550108"),
      ([run]) => run?.state === "cancelled",
    );
  });

  test("an opt-out word is seen by no flow", async () => {
    await house.started(...asking);
    await channel.texts("+14155550110", "STOP");
    expect(await runsOf("+14155550110")).toEqual([]);
  });

  test("two editors: the second is told who was quicker; what has errors is not published", async () => {
    const { flowId } = await createFlow(house.admin, {
      name: "Twice",
      kind: "sms",
      triggerId: "sms.message",
      language: "en",
    });
    const { draft } = await getFlow(house.admin, { flowId });
    await saveDraft(house.admin, { flowId, draft, revision: 1 });
    await expect(saveDraft(house.admin, { flowId, draft, revision: 1 })).rejects.toMatchObject({
      reason: "flow.conflict",
      params: { name: "Admin", revision: 2 },
    });
    await expect(publishFlow(house.admin, { flowId, revision: 2 })).rejects.toMatchObject({ reason: "flow.findings" });
    await expect(
      saveDraft(house.admin, { flowId, draft: { nodes: "x".repeat(600_000) }, revision: 2 }),
    ).rejects.toMatchObject({
      reason: "flow.badGraph",
    });
    await expect(startFlow(house.admin, { flowId })).rejects.toMatchObject({ reason: "flow.notPublished" });
    await expect(saveDraft(ana, { flowId, draft, revision: 2 })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
}
