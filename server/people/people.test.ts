import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { auditLog } from "@/db/schema/contacts";
import { events } from "@/db/schema/conversations";
import { invitations, memberships } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { checkPassword } from "@/server/auth/sign-in";
import { lastMailTo, mailsTo, signedInPerson, someAddress, workspaceOf } from "@/server/auth/testing";
import type { Context } from "@/server/context";
import { openTenantFor } from "@/server/tenants/open";
import { acceptAsNewcomer, acceptInvitation, readInvitation } from "./accept-invitation";
import { changeMember, disableMember, enableMember } from "./change-member";
import { inviteMember, resendInvitation, revokeInvitation } from "./invite";
import { listPeople } from "./list";
import { renameSelf } from "./rename-self";

const asking = { ip: "203.0.113.20", locale: "en" };
const agent = { role: "agent", takesConversations: true } as const;

async function workspace() {
  const owner = await signedInPerson();
  return { owner, context: await workspaceOf(owner) };
}

async function member(context: Context & { workspace: { slug: string } }, place: { role: "admin" | "agent" }) {
  const person = await signedInPerson({ name: "Li Siyuan" });
  await inviteMember(context, { email: person.email, takesConversations: true, ...place });
  await acceptInvitation(person, (await lastMailTo(person.email)).token);
  return openTenantFor(person.userId, context.workspace.slug);
}

test("somebody new accepts with a name and a password, once", async () => {
  const { context } = await workspace();
  const email = someAddress();
  await inviteMember(context, { email, ...agent });
  const { token } = await lastMailTo(email);
  expect(await readInvitation(token)).toMatchObject({ state: "open", hasAccount: false, inviter: "Ana Ruiz" });
  const accepting = [1, 2].map((n) =>
    acceptAsNewcomer({ token, name: `Li ${n}`, password: "a long password" }, asking),
  );
  const results = await Promise.allSettled(accepting);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const { userId } = await checkPassword({ email, password: "a long password" }, { ip: "203.0.113.21", locale: "en" });
  expect((await openTenantFor(userId, context.workspace.slug)).actor).toMatchObject(agent);
  expect(await readInvitation(token)).toMatchObject({ state: "accepted" });
  const told = await withTenant(context.tenant, (tx) => tx.select().from(events));
  expect(told.map(({ name }) => name)).toEqual(["membership.changed"]);
});

test("somebody with an account signs in to accept, and nobody else can", async () => {
  const { context } = await workspace();
  const [invited, other] = await Promise.all([signedInPerson(), signedInPerson()]);
  await inviteMember(context, { email: invited.email, ...agent });
  const { token } = await lastMailTo(invited.email);
  const newcomer = { token, name: "X", password: "a long password" };
  await expect(acceptAsNewcomer(newcomer, asking)).rejects.toMatchObject({ reason: "signInToAccept" });
  await expect(acceptInvitation(other, token)).rejects.toMatchObject({
    reason: "invitedAnother",
    params: { invited: invited.email, signedIn: other.email },
  });
  const results = await Promise.allSettled([1, 2].map(() => acceptInvitation(invited, token)));
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const mine = eq(memberships.userId, invited.userId);
  expect(await systemDb().$count(memberships, mine)).toBe(1);
});

test("sending again replaces the link, inviting again replaces the offer, taking back ends it", async () => {
  const { context } = await workspace();
  const email = someAddress();
  const { invitationId } = await inviteMember(context, { email, ...agent });
  const first = await lastMailTo(email);
  await resendInvitation(context, { invitationId });
  expect(await readInvitation(first.token)).toBeNull();
  expect(await inviteMember(context, { email, role: "admin", takesConversations: false })).toEqual({ invitationId });
  const last = await lastMailTo(email);
  expect(await readInvitation(last.token)).toMatchObject({ role: "admin", state: "open" });
  await revokeInvitation(context, { invitationId });
  expect(await readInvitation(last.token)).toMatchObject({ state: "revoked" });
  const newcomer = { token: last.token, name: "X", password: "a long password" };
  await expect(acceptAsNewcomer(newcomer, asking)).rejects.toMatchObject({ reason: "invitationDead" });
  await expect(resendInvitation(context, { invitationId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await mailsTo(email)).toBe(3);
});

test("an invitation that has run out opens nothing", async () => {
  const { context } = await workspace();
  const invited = await signedInPerson();
  await inviteMember(context, { email: invited.email, ...agent });
  const { token } = await lastMailTo(invited.email);
  const yesterday = new Date(Date.now() - 86_400_000);
  await withTenant(context.tenant, (tx) => tx.update(invitations).set({ expiresAt: yesterday }));
  expect(await readInvitation(token)).toMatchObject({ state: "expired" });
  await expect(acceptInvitation(invited, token)).rejects.toMatchObject({ reason: "invitationDead" });
});

test("two owners who unmake each other leave one", async () => {
  const { context } = await workspace();
  const admin = await member(context, { role: "admin" });
  await changeMember(context, { memberId: admin.actor.memberId, role: "owner" });
  const second = await openTenantFor(admin.actor.userId, context.workspace.slug);
  const results = await Promise.allSettled([
    changeMember(context, { memberId: second.actor.memberId, role: "admin" }),
    changeMember(second, { memberId: context.actor.memberId, role: "admin" }),
  ]);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const owners = await withTenant(context.tenant, (tx) => tx.$count(memberships, eq(memberships.role, "owner")));
  expect(owners).toBe(1);
});

test("the last owner can be neither unmade nor disabled", async () => {
  const { context } = await workspace();
  const me = { memberId: context.actor.memberId };
  await expect(changeMember(context, { ...me, role: "admin" })).rejects.toMatchObject({ reason: "lastOwner" });
  await expect(disableMember(context, me)).rejects.toMatchObject({ reason: "lastOwner" });
  await changeMember(context, { ...me, takesConversations: false });
});

test("an administrator manages everybody but owners", async () => {
  const { context } = await workspace();
  const admin = await member(context, { role: "admin" });
  const { actor } = await member(context, { role: "agent" });
  await changeMember(admin, { memberId: actor.memberId, rights: ["see_all_conversations"] });
  const attempts = await Promise.allSettled([
    changeMember(admin, { memberId: actor.memberId, role: "owner" }),
    changeMember(admin, { memberId: context.actor.memberId, role: "agent" }),
    disableMember(admin, { memberId: context.actor.memberId }),
  ]);
  for (const attempt of attempts) expect(attempt).toMatchObject({ status: "rejected", reason: { code: "FORBIDDEN" } });
  const { members } = await listPeople(admin);
  expect(members.find(({ id }) => id === actor.memberId)).toMatchObject({ rights: ["see_all_conversations"] });
});

test("who is disabled is out at once, and back when enabled", async () => {
  const { context } = await workspace();
  const { actor } = await member(context, { role: "agent" });
  const one = { memberId: actor.memberId };
  await disableMember(context, one);
  await expect(openTenantFor(actor.userId, context.workspace.slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  await enableMember(context, one);
  expect((await openTenantFor(actor.userId, context.workspace.slug)).actor.memberId).toBe(actor.memberId);
  const log = await withTenant(context.tenant, (tx) => tx.select({ action: auditLog.action }).from(auditLog));
  expect(log.map(({ action }) => action)).toEqual(
    expect.arrayContaining(["member.invited", "member.joined", "member.disabled", "member.enabled"]),
  );
});

test("agents see their colleagues but not who is invited", async () => {
  const { context } = await workspace();
  const colleague = await member(context, { role: "agent" });
  await inviteMember(context, { email: someAddress(), ...agent });
  expect((await listPeople(context)).invitations).toHaveLength(1);
  const seen = await listPeople(colleague);
  expect(seen.invitations).toEqual([]);
  expect(seen.members.map(({ name, isMe, queues }) => ({ name, isMe, queues }))).toEqual([
    { name: "Ana Ruiz", isMe: false, queues: ["Customer service"] },
    { name: "Li Siyuan", isMe: true, queues: [] },
  ]);
});

test("a person is renamed in every workspace", async () => {
  const { owner, context } = await workspace();
  const second = await workspaceOf(owner);
  await renameSelf(owner, { name: "Ana María" });
  for (const { workspace } of [context, second]) {
    expect((await openTenantFor(owner.userId, workspace.slug)).actor.name).toBe("Ana María");
  }
});
