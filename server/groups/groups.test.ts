import { sql } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { createMember, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { createDraft } from "@/server/channels/create-draft";
import { deleteNumbers } from "@/server/channels/delete";
import { getChannel } from "@/server/channels/get";
import { saveNumber } from "@/server/channels/save-number";
import type { Context } from "@/server/context";
import { listStartNumbers } from "@/server/conversations/start-numbers";
import { listGroups } from "./list";
import { deleteGroup, saveGroup } from "./save";

let admin: Context;
let ben: Context["actor"];
let cleo: Context["actor"];

beforeEach(async () => {
  const tenant = await createTenant();
  admin = { tenant, actor: await createMember(tenant, { name: "Ana", role: "owner" }) };
  ben = await createMember(tenant, { name: "Ben" });
  cleo = await createMember(tenant, { name: "Cleo" });
});

/** A line that is on, from which only these may write first. */
async function line(starters: { starterIds?: string[]; starterGroupIds?: string[] }) {
  const { channelId } = await createDraft(admin, { carrier: "general", name: "Our carrier" });
  const rule = { channelId, address: "+14155550100", fields: {}, destination: { memberId: admin.actor.memberId } };
  const { numberId } = await saveNumber(admin, { ...rule, everyoneMayStart: false, starterIds: [], ...starters });
  await withTenant(admin.tenant, (tx) => tx.execute(sql`update channels set enabled = true where id = ${channelId}`));
  return { channelId, numberId, rule };
}

const mayStart = async (actor: Context["actor"]) =>
  (await listStartNumbers({ tenant: admin.tenant, actor })).map(({ address }) => address);

test("who is in the group at the moment may write first, and who leaves it no longer", async () => {
  const group = await saveGroup(admin, { name: "Day shift", memberIds: [ben.memberId] });
  const { channelId } = await line({ starterGroupIds: [group.id] });
  expect([await mayStart(ben), await mayStart(cleo)]).toEqual([["+14155550100"], []]);
  await saveGroup(admin, { groupId: group.id, name: "Late shift", memberIds: [cleo.memberId] });
  expect([await mayStart(ben), await mayStart(cleo)]).toEqual([[], ["+14155550100"]]);
  expect((await getChannel(admin, { channelId })).numbers[0]).toMatchObject({
    starters: [],
    starterGroups: [{ id: group.id, name: "Late shift", people: 1 }],
  });
  expect(await listGroups(admin)).toMatchObject([
    { name: "Late shift", members: [{ name: "Cleo" }], numbers: ["+14155550100"] },
  ]);
});

test("a group that is deleted takes its right along; who has it by name keeps it", async () => {
  const group = await saveGroup(admin, { name: "Day shift", memberIds: [ben.memberId, cleo.memberId] });
  const { channelId } = await line({ starterIds: [cleo.memberId], starterGroupIds: [group.id] });
  await deleteGroup(admin, { groupId: group.id });
  expect([await mayStart(ben), await mayStart(cleo)]).toEqual([[], ["+14155550100"]]);
  expect((await getChannel(admin, { channelId })).numbers[0]?.starterGroups).toEqual([]);
});

test("two groups have two names, agents make none, and another workspace's people and groups are nobody here", async () => {
  const stranger = await createMember(await createTenant(), { name: "Stranger" });
  const group = await saveGroup(admin, { name: "Day shift", memberIds: [stranger.memberId, ben.memberId] });
  expect(group.members.map(({ name }) => name)).toEqual(["Ben"]);
  await expect(saveGroup(admin, { name: "Day shift", memberIds: [] })).rejects.toMatchObject({
    reason: "group.nameTaken",
  });
  await expect(saveGroup({ ...admin, actor: ben }, { name: "Mine", memberIds: [] })).rejects.toMatchObject({
    code: "FORBIDDEN",
  });
  const elsewhere = await createTenant();
  const owner: Context = { tenant: elsewhere, actor: await createMember(elsewhere, { role: "owner" }) };
  await expect(saveGroup(owner, { groupId: group.id, name: "Ours", memberIds: [] })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
  await expect(deleteGroup(owner, { groupId: group.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("numbers are deleted together, and the report names those that stay", async () => {
  const { numberId, rule } = await line({});
  const other = await saveNumber(admin, { ...rule, address: "+14155550101", everyoneMayStart: true, starterIds: [] });
  await withTenant(admin.tenant, (tx) =>
    tx.execute(sql`
      with c as (insert into contacts (id, name) values (gen_random_uuid(), 'Zhou') returning id)
      insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience)
      select gen_random_uuid(), ${rule.channelId}, ${numberId}, c.id, 'sms', '+15035550164', 'waiting', 'everyone' from c`),
  );
  const numberIds = [numberId, other.numberId];
  expect(await deleteNumbers(admin, { numberIds, closeOpen: false })).toMatchObject([
    { address: "+14155550100", deleted: false, reason: "channel.hasOpen", params: { count: 1 } },
    { address: "+14155550101", deleted: true },
  ]);
  expect(await deleteNumbers(admin, { numberIds: [numberId], closeOpen: true })).toMatchObject([{ deleted: true }]);
  expect((await getChannel(admin, { channelId: rule.channelId })).numbers).toEqual([]);
});
