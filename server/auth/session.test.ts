import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { sessions } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { hashToken } from "@/server/crypto";
import { endSession, readSession, removeOldSessions, startSession } from "./session";
import { signedInPerson } from "./testing";
import { makeTicket, takeTicket } from "./ticket";

const holding = (cookie: string) => new Headers({ cookie });
const days = (n: number) => new Date(Date.now() + n * 86_400_000);

test("a browser is known by its cookie, of which only a hash is kept", async () => {
  const person = await signedInPerson();
  const token = await startSession(person.userId, "Firefox");
  const signedIn = await readSession(holding(`theme=dark; authjs.session-token=${token}; x=1`));
  expect(signedIn).toMatchObject({ userId: person.userId, email: person.email });
  expect(JSON.stringify(signedIn)).not.toContain(token);
  const rows = await systemDb().select().from(sessions);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test("where both cookies are there the secure one counts", async () => {
  const [one, other] = await Promise.all([signedInPerson(), signedInPerson()]);
  const [plain, secure] = await Promise.all([one, other].map(({ userId }) => startSession(userId, null)));
  const both = `authjs.session-token=${plain}; __Secure-authjs.session-token=${secure}`;
  expect((await readSession(holding(both)))?.userId).toBe(other.userId);
});

test.each(["", "authjs.session-token=", "authjs.session-token=invented", "authjs.session-token"])(
  "%j is nobody",
  async (cookie) => {
    expect(await readSession(holding(cookie))).toBeNull();
  },
);

test("the hash that is kept opens nothing", async () => {
  const { sessionId } = await signedInPerson();
  expect(await readSession(holding(`authjs.session-token=${sessionId}`))).toBeNull();
});

test("signing out ends it at once, and thirty days away too", async () => {
  const { userId } = await signedInPerson();
  const [left, late] = await Promise.all([startSession(userId, null), startSession(userId, null)]);
  await endSession(left);
  expect(await readSession(holding(`authjs.session-token=${left}`))).toBeNull();
  await systemDb()
    .update(sessions)
    .set({ expires: days(-1) })
    .where(eq(sessions.userId, userId));
  expect(await readSession(holding(`authjs.session-token=${late}`))).toBeNull();
  await removeOldSessions();
  expect(await systemDb().$count(sessions, eq(sessions.userId, userId))).toBe(0);
});

test("a browser in use gets its full time again, once a day", async () => {
  const { userId } = await signedInPerson();
  const token = await startSession(userId, null);
  const mine = eq(sessions.sessionToken, hashToken(token));
  await systemDb()
    .update(sessions)
    .set({ expires: days(3) })
    .where(mine);
  await readSession(holding(`authjs.session-token=${token}`));
  const [row] = await systemDb().select().from(sessions).where(mine);
  expect(row?.expires.getTime()).toBeGreaterThan(days(29).getTime());
});

test("a ticket opens one session, and only its own", () => {
  const ticket = makeTicket("somebody");
  expect(takeTicket("invented")).toBeUndefined();
  expect(takeTicket(undefined)).toBeUndefined();
  expect(takeTicket(ticket)).toBe("somebody");
  expect(takeTicket(ticket)).toBeUndefined();
});
