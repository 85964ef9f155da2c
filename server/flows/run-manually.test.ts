import { sql } from "drizzle-orm";
import { beforeAll, expect, test } from "vitest";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { asking, flowWorkspace } from "@/server/testing/flows";
import { eventually } from "@/server/testing/river";
import { runManually } from "./run-manually";
import { stopFlow } from "./start-stop";

let house: Awaited<ReturnType<typeof flowWorkspace>>;
beforeAll(async () => {
  house = await flowWorkspace();
});

const manual = { trigger: { id: "manual", config: {} } };
const until = async (phone: string, state: string) =>
  eventually(
    () => house.runsOf(phone),
    (runs) => runs.at(-1)?.state === state,
  );

test("a flow that writes first opens a conversation that is nobody's, and closes it when it is over", async () => {
  const flowId = await house.started(...asking, manual);
  const phone = "+14155550201";
  const { runId } = await runManually(house.admin, { flowId, address: "+1 415 555 0201" });
  const [run] = await until(phone, "waiting");
  expect(run!.id).toBe(runId);
  expect(await house.conversationsOf(phone)).toMatchObject([{ state: "bot", audience: "owner", started_by: "flow" }]);
  await eventually(
    () => house.answersTo(phone),
    (texts) => texts.length === 1,
  );
  await expect(runManually(house.admin, { flowId, address: phone })).rejects.toMatchObject({ reason: "flow.busy" });
  await house.channel.texts(phone, "YL-1");
  await until(phone, "ended");
  expect(
    await eventually(
      () => house.answersTo(phone),
      (texts) => texts.length === 2,
    ),
  ).toEqual(["What is your order number?", "Order YL-1, thank you."]);
  expect(await house.conversationsOf(phone)).toMatchObject([{ state: "closed" }]);
  const id = (await house.conversationsOf(phone))[0]!.id;
  expect(
    await house.rows(sql`select kind, actor_kind from timeline where conversation_id = ${id} order by seq`),
  ).toEqual([
    { kind: "created", actor_kind: "system" },
    { kind: "closed", actor_kind: "system" },
  ]);
});

test("on a contact we know, in the conversation that is open; never over a person who has taken it", async () => {
  const flowId = await house.started(...asking, manual);
  const phone = "+14155550202";
  await house.channel.texts(phone, "Hello");
  const [conversation] = await house.conversationsOf(phone);
  const [contact] = await house.rows<{ id: string }>(
    sql`select contact_id as id from contact_identities where value = ${phone}`,
  );
  await runManually(house.admin, { flowId, contactId: contact!.id });
  await until(phone, "waiting");
  expect(await house.conversationsOf(phone)).toMatchObject([{ id: conversation!.id, state: "waiting" }]);
  await house.channel.texts(phone, "YL-2");
  await until(phone, "ended");
  expect(await house.conversationsOf(phone)).toMatchObject([{ id: conversation!.id, state: "waiting" }]);
  await pickUpConversation(house.ana, { conversationId: conversation!.id });
  await expect(runManually(house.admin, { flowId, contactId: contact!.id })).rejects.toMatchObject({
    reason: "flow.takenOver",
  });
});

test("one that only notes something opens nothing", async () => {
  const flowId = await house.started(
    [
      { id: "start", type: "start" },
      { id: "tag", type: "tag", config: { on: "contact", add: ["test"], remove: [] } },
      { id: "end", type: "end" },
    ],
    [
      ["start", "SUCCESS", "tag"],
      ["tag", "SUCCESS", "end"],
    ],
    manual,
  );
  const phone = "+14155550203";
  await runManually(house.admin, { flowId, address: phone });
  await until(phone, "ended");
  expect(await house.conversationsOf(phone)).toEqual([]);
  expect(
    await house.rows(
      sql`select tags from contacts p join contact_identities i on i.contact_id = p.id where i.value = ${phone}`,
    ),
  ).toEqual([{ tags: ["test"] }]);
});

test("what cannot be: another trigger, a stopped flow, a bad number, somebody without the right", async () => {
  const other = await house.started(...asking);
  const address = "+14155550204";
  await expect(runManually(house.admin, { flowId: other, address })).rejects.toMatchObject({
    reason: "flow.notManual",
  });
  const flowId = await house.started(...asking, manual);
  await expect(runManually(house.admin, { flowId, address: "12" })).rejects.toMatchObject({
    reason: "channel.badNumber",
  });
  await expect(runManually(house.ana, { flowId, address })).rejects.toMatchObject({ code: "FORBIDDEN" });
  await stopFlow(house.admin, { flowId, running: "finish" });
  await expect(runManually(house.admin, { flowId, address })).rejects.toMatchObject({ reason: "flow.notStarted" });
  expect(await house.conversationsOf(address)).toEqual([]);
});
