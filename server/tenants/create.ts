import { randomBytes } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import type { z } from "zod";
import { sessions, users } from "@/db/schema/auth";
import { queueMembers, queues } from "@/db/schema/channels";
import { memberships, tenantSeqs, tenants } from "@/db/schema/tenants";
import { type SystemTx, systemDb } from "@/db/system";
import { postgresCode, type Tx } from "@/db/tenant";
import { audit } from "@/server/audit";
import type { SignedIn } from "@/server/auth/session";
import type { MemberActor } from "@/server/context";
import { refuse } from "@/server/errors";
import { takeAttempt } from "@/server/rate-limit";
import { suggestSlug } from "./check-slug";
import type { CreateWorkspace } from "./shapes";

const UNIQUE_VIOLATION = "23505";

/** What the first queue is called, in the workspace's language. */
const firstQueue = { en: "Customer service", "zh-CN": "客户服务" } as const;

/**
 * A workspace for this person, who owns it and answers customers in it, with a first queue. Of any number at once for
 * one slug exactly one gets it; the others hear what is free.
 * @throws AppError slugTaken with `suggestion`, tooManyAttempts
 */
export async function createWorkspace(
  session: SignedIn,
  asked: z.infer<typeof CreateWorkspace>,
): Promise<{ slug: string; tenantId: string }> {
  await takeAttempt("workspace.user", session.userId);
  const { slug } = asked;
  try {
    const tenantId = await systemDb().transaction((tx) => writeWorkspace(tx, session, asked));
    return { slug, tenantId };
  } catch (error) {
    if (postgresCode(error) !== UNIQUE_VIOLATION) throw error;
    throw refuse("slugTaken", { slug, suggestion: await suggestSlug(slug) });
  }
}

async function writeWorkspace(tx: SystemTx, session: SignedIn, asked: z.infer<typeof CreateWorkspace>) {
  const { name, slug, personName, locale, timeZone } = asked;
  const { userId, email } = session;
  const [id, memberId, queueId] = [uuidv7(), uuidv7(), uuidv7()];
  await tx.execute(sql`select set_config('app.tenant_id', ${id}, true)`);
  await tx.insert(tenants).values({ id, shortId: makeShortId(), slug, name, locale, timeZone });
  await tx.insert(tenantSeqs).values({ tenantId: id });
  const owner = { userId, name: personName, role: "owner", takesConversations: true } as const;
  await tx.insert(memberships).values({ id: memberId, email, ...owner });
  await tx.insert(queues).values({ id: queueId, name: firstQueue[locale], updatedBy: memberId });
  await tx.insert(queueMembers).values({ queueId, memberId });
  const actor: MemberActor = { kind: "member", memberId, ...owner, rights: [] };
  await audit(tx as unknown as Tx, { actor }, "workspace.created", id);
  await tx.update(users).set({ name: personName }).where(sql`id = ${userId} and name is null`);
  await tx.update(sessions).set({ activeTenantId: id }).where(eq(sessions.sessionToken, session.sessionId));
  return id;
}

const base32 = "abcdefghijklmnopqrstuvwxyz234567";

/** Ten characters, 50 bits: short enough to read out, and never the same twice in practice (the table would refuse). */
const makeShortId = () => [...randomBytes(10)].map((byte) => base32[byte % 32]).join("");
