import { and, eq, gt, sql } from "drizzle-orm";
import { verificationTokens } from "@/db/schema/auth";
import { type SystemTx, systemDb } from "@/db/system";
import { hashToken, randomToken } from "@/server/crypto";

/** What a link by mail is good for, and how long. */
const hoursOf = { verify: 24, reset: 1 } as const;
export type LinkPurpose = keyof typeof hoursOf;

type Db = ReturnType<typeof systemDb> | SystemTx;

const named = (purpose: LinkPurpose, email: string) => `${purpose}:${email}`;

/**
 * A new link's token for this purpose and address; earlier ones stop working. Only its hash is kept. Two at once for
 * one address leave one that works.
 */
export async function issueLink(tx: SystemTx, purpose: LinkPurpose, email: string): Promise<string> {
  const token = randomToken(32);
  const identifier = named(purpose, email);
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${identifier}, 0))`);
  await tx.delete(verificationTokens).where(eq(verificationTokens.identifier, identifier));
  const expires = new Date(Date.now() + hoursOf[purpose] * 3_600_000);
  await tx.insert(verificationTokens).values({ identifier, token: hashToken(token), expires });
  return token;
}

/** Whose link this is, without using it up. Undefined for a link that is used, late, replaced or invented. */
export async function readLink(db: Db, purpose: LinkPurpose, token: string): Promise<string | undefined> {
  const [row] = await db
    .select({ identifier: verificationTokens.identifier })
    .from(verificationTokens)
    .where(live(token));
  return addressIn(row?.identifier, purpose);
}

/** Use the link up and say whose it was. Of any number at once exactly one gets an answer. */
export async function takeLink(db: Db, purpose: LinkPurpose, token: string): Promise<string | undefined> {
  const mine = and(live(token), sql`starts_with(${verificationTokens.identifier}, ${`${purpose}:`})`);
  const [row] = await db
    .delete(verificationTokens)
    .where(mine)
    .returning({ identifier: verificationTokens.identifier });
  return addressIn(row?.identifier, purpose);
}

/** Links that nobody can use any more. */
export async function removeOldLinks(): Promise<void> {
  await systemDb().delete(verificationTokens).where(sql`expires < now()`);
}

const live = (token: string) =>
  and(eq(verificationTokens.token, hashToken(token)), gt(verificationTokens.expires, sql`now()`));

function addressIn(identifier: string | undefined, purpose: LinkPurpose): string | undefined {
  const prefix = `${purpose}:`;
  return identifier?.startsWith(prefix) ? identifier.slice(prefix.length) : undefined;
}
