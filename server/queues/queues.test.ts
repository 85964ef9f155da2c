import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { beforeEach, expect, test } from "vitest";
import { createMember, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { createDraft } from "@/server/channels/create-draft";
import { saveNumber } from "@/server/channels/save-number";
import type { Context } from "@/server/context";
import { deleteQueues } from "./delete";
import { queueLimits } from "./limits";
import { listAgents, listQueues } from "./list";
import { createQueue, editQueue } from "./save";

let admin: Context;
let ana: string;
let li: string;

beforeEach(async () => {
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { role: "admin", takesConversations: false, name: "Ada" }) };
  ana = (await createMember(tenant, { name: "Ana" })).memberId;
  li = (await createMember(tenant, { name: "Li" })).memberId;
});

/** A conversation that waits in a queue, as ingest leaves it. */
async function waitingIn(queueId: string, channelId: string, numberId: string, address: string): Promise<string> {
  const [id, contactId] = [uuidv7(), uuidv7()];
  const { tenant } = admin;
  await systemDb().execute(sql`insert into contacts (tenant_id, id) values (${tenant}, ${contactId})`);
  await systemDb().execute(sql`
    insert into conversations (tenant_id, id, channel_id, number_id, contact_id, kind, customer_address, state, audience, queue_id, waiting_since)
    values (${tenant}, ${id}, ${channelId}, ${numberId}, ${contactId}, 'sms', ${address}, 'waiting', 'queue', ${queueId}, now())`);
  return id;
}

async function numberFor(queueId: string, address = "+14155550100") {
  const { channelId } = await createDraft(admin, { carrier: "sandbox", name: "Test line" });
  const { numberId } = await saveNumber(admin, {
    channelId,
    address,
    destination: { queueId },
    everyoneMayStart: true,
    fields: {},
    starterIds: [],
  });
  return { channelId, numberId };
}

const eventsOf = async (name: string) =>
  await systemDb().execute<{ data: Record<string, unknown>; before: unknown; after: unknown }>(sql`
    select data, audience_before as before, audience_after as after from events
    where tenant_id = ${admin.tenant} and name = ${name} order by id`);

test("a queue is made with its agents, listed, and changed", async () => {
  const queue = await createQueue(admin, { name: "Support", memberIds: [ana, li] });
  expect(queue).toMatchObject({
    name: "Support",
    members: [{ name: "Ana" }, { name: "Li" }],
    waiting: 0,
    updatedBy: "Ada",
  });
  const changed = await editQueue(admin, { queueId: queue.id, name: "Help", memberIds: [li] });
  expect(changed.members.map(({ name }) => name)).toEqual(["Li"]);
  expect(await listQueues(admin)).toHaveLength(1);
  expect((await eventsOf("queue.changed")).at(-1)?.data).toEqual({ queueId: queue.id, joined: [], left: [ana] });
});

test("only people who take conversations can be in a queue", async () => {
  expect((await listAgents(admin)).map(({ name }) => name)).toEqual(["Ana", "Li"]);
  await expect(createQueue(admin, { name: "Support", memberIds: [admin.actor.memberId] })).rejects.toMatchObject({
    reason: "queue.notAnAgent",
  });
  expect(await listQueues(admin)).toEqual([]);
});

test("two queues cannot have one name", async () => {
  await createQueue(admin, { name: "Support", memberIds: [] });
  await expect(createQueue(admin, { name: "Support", memberIds: [] })).rejects.toMatchObject({
    reason: "queue.nameTaken",
  });
});

test("an agent may read queues and may not change them", async () => {
  const agent: Context = { tenant: admin.tenant, actor: await createMember(admin.tenant) };
  expect(await listQueues(agent)).toEqual([]);
  await expect(createQueue(agent, { name: "Mine", memberIds: [] })).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("the number of queues and their agents is limited by the size of the workspace", async () => {
  expect(queueLimits(500)).toEqual({ queues: 32, agents: 60 });
  expect(queueLimits(501)).toEqual({ queues: 128, agents: 120 });
  for (let n = 0; n < 32; n++) await createQueue(admin, { name: `Queue ${n}`, memberIds: [] });
  await expect(createQueue(admin, { name: "One more", memberIds: [] })).rejects.toMatchObject({
    reason: "queue.tooMany",
    params: { max: 32 },
  });
});

test("a queue that a number leads to is refused with the number's name, and goes once it is re-pointed", async () => {
  const queue = await createQueue(admin, { name: "Support", memberIds: [ana] });
  const other = await createQueue(admin, { name: "Sales", memberIds: [li] });
  await numberFor(queue.id);
  expect(await deleteQueues(admin, { queueIds: [queue.id] })).toEqual([
    {
      queueId: queue.id,
      name: "Support",
      deleted: false,
      reason: "queue.isDestination",
      params: { count: 1, numbers: "+14155550100" },
    },
  ]);
  expect(await deleteQueues(admin, { queueIds: [queue.id], numbersTo: { queueId: other.id } })).toEqual([
    { queueId: queue.id, name: "Support", deleted: true },
  ]);
  expect(await listQueues(admin)).toMatchObject([{ name: "Sales", numbers: [{ address: "+14155550100" }] }]);
});

test("what waits in a deleted queue moves to another one, with a line in its timeline and both audiences told", async () => {
  const queue = await createQueue(admin, { name: "Support", memberIds: [ana] });
  const other = await createQueue(admin, { name: "Sales", memberIds: [li] });
  const { channelId, numberId } = await numberFor(other.id);
  const conversation = await waitingIn(queue.id, channelId, numberId, "+15035550164");
  const [refused] = await deleteQueues(admin, { queueIds: [queue.id] });
  expect(refused).toMatchObject({ deleted: false, reason: "queue.hasWaiting", params: { count: 1 } });
  const [done] = await deleteQueues(admin, { queueIds: [queue.id], waitingTo: other.id });
  expect(done).toMatchObject({ deleted: true });
  expect(await listQueues(admin)).toMatchObject([{ name: "Sales", waiting: 1 }]);
  expect(await eventsOf("conversation.transferred")).toMatchObject([
    { before: [null, queue.id, false], after: [null, other.id, false] },
  ]);
  const [line] = await systemDb().execute(sql`select kind, data from timeline where conversation_id = ${conversation}`);
  expect(line).toMatchObject({ kind: "transferred", data: { from: "Support", to: "Sales", actor: "Ada" } });
});

test("a bulk deletion reports each queue", async () => {
  const free = await createQueue(admin, { name: "Free", memberIds: [] });
  const used = await createQueue(admin, { name: "Used", memberIds: [] });
  await numberFor(used.id);
  const gone = uuidv7();
  expect(await deleteQueues(admin, { queueIds: [free.id, used.id, gone] })).toMatchObject([
    { name: "Free", deleted: true },
    { name: "Used", deleted: false, reason: "queue.isDestination" },
    { queueId: gone, deleted: false, reason: "notFound" },
  ]);
});

test("another workspace's queue is not there", async () => {
  const queue = await createQueue(admin, { name: "Support", memberIds: [] });
  const tenant = await createTenant("Elsewhere");
  const stranger: Context = { tenant, actor: await createMember(tenant, { role: "owner" }) };
  await expect(editQueue(stranger, { queueId: queue.id, name: "Mine", memberIds: [] })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  expect(await deleteQueues(stranger, { queueIds: [queue.id] })).toMatchObject([
    { deleted: false, reason: "notFound" },
  ]);
});
