import { eq, sql } from "drizzle-orm";
import { sessions, users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { hashToken, randomToken } from "@/server/crypto";
import { log } from "@/server/log";
import { sessionCookies } from "./session-cookies";

/** A signed-in browser and whose it is. `sessionId` is the hash of what the browser holds; it opens nothing. */
export type SignedIn = {
  sessionId: string;
  userId: string;
  email: string;
  name: string | null;
  locale: string | null;
  /** The workspace last worked in; the person may have left it since. */
  activeTenantId: string | null;
};

/** A browser that stays away this long has to sign in again. */
export const SESSION_DAYS = 30;

const DAY_MS = 86_400_000;
const sessionEnd = () => new Date(Date.now() + SESSION_DAYS * DAY_MS);

/** What the request's cookie header says the session is; the secure name wins. */
function sessionToken(headers: Pick<Headers, "get">): string | undefined {
  const found = new Map<string, string>();
  for (const pair of (headers.get("cookie") ?? "").split(";")) {
    const at = pair.indexOf("=");
    if (at > 0) found.set(pair.slice(0, at).trim(), pair.slice(at + 1).trim());
  }
  return found.get(sessionCookies[1]) ?? found.get(sessionCookies[0]);
}

/** Who is asking, by the session cookie. Null when nobody is signed in. */
export async function readSession(headers: Pick<Headers, "get">): Promise<SignedIn | null> {
  const token = sessionToken(headers);
  return token ? readSessionRow(token) : null;
}

/** Whose session a browser's token is: one indexed join. Null for one that is over, revoked or invented. */
export async function readSessionRow(token: string): Promise<SignedIn | null> {
  const id = hashToken(token);
  const [row] = await systemDb()
    .select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      activeTenantId: sessions.activeTenantId,
      expires: sessions.expires,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(eq(sessions.sessionToken, id));
  if (!row || row.expires.getTime() <= Date.now()) return null;
  const { expires, ...person } = row;
  if (expires.getTime() < sessionEnd().getTime() - DAY_MS) await prolong(id);
  return { sessionId: id, ...person };
}

/** Once a day, a browser in use gets its full time again. */
async function prolong(id: string): Promise<void> {
  try {
    await systemDb().update(sessions).set({ expires: sessionEnd() }).where(eq(sessions.sessionToken, id));
  } catch (error) {
    log.warn({ err: error }, "a session could not be prolonged");
  }
}

/** A new session of this person. Returns what the browser is to keep; only its hash stays here. */
export async function startSession(userId: string, userAgent: string | null): Promise<string> {
  const token = randomToken(32);
  const row = { sessionToken: hashToken(token), userId, userAgent: userAgent?.slice(0, 300), expires: sessionEnd() };
  await systemDb().insert(sessions).values(row);
  return token;
}

/** Sign out the browser that holds this token. */
export async function endSession(token: string): Promise<void> {
  await systemDb()
    .delete(sessions)
    .where(eq(sessions.sessionToken, hashToken(token)));
}

/** Sessions that have run out open nothing; their rows go. */
export async function removeOldSessions(): Promise<void> {
  await systemDb().delete(sessions).where(sql`expires < now()`);
}
