import { expect, test } from "vitest";
import { listSessions, revokeOtherSessions, revokeSession } from "./account";
import { askReset, readReset, resetPassword } from "./reset";
import { readSessionRow, startSession } from "./session";
import { checkPassword } from "./sign-in";
import { lastMailTo, signedInPerson, someAddress } from "./testing";

const asking = { ip: "203.0.113.9", locale: "en" as const };

test("a reset changes the password once, signs every browser out and tells the owner", async () => {
  const email = someAddress();
  const { userId } = await signedInPerson({ email, password: "the old password" });
  const browser = await startSession(userId, "Firefox");
  await askReset({ email }, asking);
  const { token } = await lastMailTo(email);
  expect(await readReset(token)).toBe(email);
  const tries = [1, 2].map((n) => resetPassword({ token, password: `the new password ${n}` }, asking));
  const results = await Promise.allSettled(tries);
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(await readSessionRow(browser)).toBeNull();
  expect((await lastMailTo(email)).subject).toBe("Your Patchbay password was changed");
  await expect(checkPassword({ email, password: "the old password" }, asking)).rejects.toMatchObject({
    reason: "signInWrong",
  });
});

test("only the newest reset link works", async () => {
  const email = someAddress();
  await signedInPerson({ email, password: "the old password" });
  await askReset({ email }, asking);
  const first = await lastMailTo(email);
  await askReset({ email }, asking);
  expect(await readReset(first.token)).toBeNull();
  expect(await readReset((await lastMailTo(email)).token)).toBe(email);
});

test("an address without an account is told so by mail, and by nothing else", async () => {
  const email = someAddress();
  expect(await askReset({ email }, asking)).toBeUndefined();
  expect((await lastMailTo(email)).subject).toBe("No Patchbay account for this address");
});

test("a person sees and ends the sessions of his own browsers only", async () => {
  const me = await signedInPerson();
  const phone = await startSession(me.userId, "Phone");
  const stranger = await signedInPerson();
  expect((await listSessions(me)).map(({ isThis, userAgent }) => [isThis, userAgent])).toEqual([
    [true, "Test browser"],
    [false, "Phone"],
  ]);
  await expect(revokeSession(me, { sessionId: stranger.sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  await revokeOtherSessions(me);
  expect(await readSessionRow(phone)).toBeNull();
  expect((await listSessions(me)).length).toBe(1);
  expect((await listSessions(stranger)).length).toBe(1);
});
