import { and, eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { queueMembers, queues } from "@/db/schema/channels";
import { auditLog } from "@/db/schema/contacts";
import { tenantSeqs, tenants } from "@/db/schema/tenants";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { signedInPerson, workspaceOf } from "@/server/auth/testing";
import { checkSlug } from "./check-slug";
import { createWorkspace } from "./create";
import { editWorkspace } from "./edit";
import { homeOf, listWorkspaces } from "./list";
import { openTenantFor } from "./open";
import { CreateWorkspace } from "./shapes";

const asked = {
  name: "北辰户外",
  slug: "beichen",
  personName: "林悦",
  locale: "zh-CN",
  timeZone: "Asia/Shanghai",
} as const;

test("a workspace begins with its owner in a first queue, ready to answer", async () => {
  const owner = await signedInPerson();
  const { slug, tenantId } = await createWorkspace(owner, asked);
  const { tenant, actor, workspace } = await openTenantFor(owner.userId, slug);
  expect(actor).toMatchObject({ role: "owner", takesConversations: true, name: "林悦" });
  expect(workspace).toMatchObject({ name: "北辰户外", locale: "zh-CN", timeZone: "Asia/Shanghai" });
  expect(workspace.shortId).toMatch(/^[a-z2-7]{10}$/);
  expect(await systemDb().select().from(tenantSeqs).where(eq(tenantSeqs.tenantId, tenantId))).toEqual([
    { tenantId, lastSeq: 0 },
  ]);
  const waiting = await withTenant(tenant, (tx) =>
    tx
      .select({ name: queues.name, memberId: queueMembers.memberId })
      .from(queues)
      .innerJoin(queueMembers, and(eq(queueMembers.tenantId, queues.tenantId), eq(queueMembers.queueId, queues.id))),
  );
  expect(waiting).toEqual([{ name: "客户服务", memberId: actor.memberId }]);
  const log = await withTenant(tenant, (tx) => tx.select({ action: auditLog.action }).from(auditLog));
  expect(log).toEqual([{ action: "workspace.created" }]);
});

test("one of many at once gets a slug, the others hear what is free", async () => {
  const people = await Promise.all([1, 2, 3, 4].map(() => signedInPerson()));
  const results = await Promise.allSettled(people.map((who) => createWorkspace(who, { ...asked, slug: "wanted" })));
  expect(results.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  for (const result of results) {
    if (result.status === "rejected") {
      expect(result.reason).toMatchObject({ reason: "slugTaken", params: { slug: "wanted", suggestion: "wanted-2" } });
    }
  }
  expect(await systemDb().$count(tenants, eq(tenants.slug, "wanted"))).toBe(1);
});

test("an address is checked while it is typed", async () => {
  const me = await signedInPerson();
  await workspaceOf(me, "occupied");
  expect(await checkSlug(me, { slug: "Occupied" })).toEqual({
    slug: "occupied",
    state: "taken",
    suggestion: "occupied-2",
  });
  expect(await checkSlug(me, { slug: "login" })).toMatchObject({ state: "reserved", suggestion: "login-2" });
  expect(await checkSlug(me, { slug: "not this" })).toEqual({
    slug: "not this",
    state: "shape",
    suggestion: "not-this",
  });
  expect(await checkSlug(me, { slug: "vacant" })).toEqual({ slug: "vacant", state: "free", suggestion: null });
  expect(await checkSlug(me, { name: "Occupied!" })).toMatchObject({ slug: "occupied-2", state: "free" });
  expect((await checkSlug(me, { name: "北辰户外" })).slug).toMatch(/^team-[0-9a-f]{6}$/);
});

test("a stranger, a slug of nobody and an odd slug are one answer", async () => {
  const [owner, stranger] = await Promise.all([signedInPerson(), signedInPerson()]);
  const { workspace } = await workspaceOf(owner);
  for (const slug of [workspace.slug, "nobody-has-this", "../etc", ""]) {
    await expect(openTenantFor(stranger.userId, slug)).rejects.toMatchObject({ code: "NOT_FOUND" });
  }
});

test("a rename keeps the permanent address and refuses what others have", async () => {
  const owner = await signedInPerson();
  const context = await workspaceOf(owner, "before");
  const other = await workspaceOf(owner, "others");
  const edit = { name: "After", slug: "after", locale: "en", timeZone: "Europe/Berlin" } as const;
  await editWorkspace(context, edit);
  const { workspace } = await openTenantFor(owner.userId, "after");
  expect(workspace).toEqual({ ...edit, shortId: context.workspace.shortId });
  await expect(editWorkspace(context, { ...edit, slug: "others" })).rejects.toMatchObject({ reason: "slugTaken" });
  await expect(editWorkspace(context, { ...edit, slug: "api" })).rejects.toMatchObject({ reason: "slugShape" });
  expect((await listWorkspaces(owner)).map(({ slug }) => slug)).toEqual(["after", "others"]);
  expect(await homeOf({ userId: owner.userId, activeTenantId: other.tenant })).toBe("/others");
  expect(await homeOf({ userId: owner.userId, activeTenantId: null })).toBeNull();
});

test.each([
  [{ name: "   " }, "workspaceNameMissing"],
  [{ name: "x".repeat(81) }, "nameLong"],
  [{ slug: "login" }, "slugShape"],
  [{ timeZone: "Mars/Olympus" }, "timeZoneUnknown"],
])("%j is refused as %s", (wrong, reason) => {
  expect(CreateWorkspace.safeParse({ ...asked, ...wrong }).error?.issues[0]?.message).toBe(reason);
});

test("a name keeps no characters that turn the text around it", () => {
  expect(CreateWorkspace.parse({ ...asked, name: " A\u202eB\n C " }).name).toBe("A B C");
});
