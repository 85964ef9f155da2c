import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { SignUp } from "./shapes";
import { checkPassword } from "./sign-in";
import { signUp } from "./sign-up";
import { lastMailTo, mailsTo, signedInPerson, someAddress } from "./testing";
import { readVerification, verifyAddress } from "./verify";

const asking = (ip = "203.0.113.1") => ({ ip, locale: "en" as const });
const password = "a long enough password";

test("an address is proven once, by the browser that signed up, without its password", async () => {
  const email = someAddress();
  const { browserKey } = await signUp({ email, password, workspace: "Northbeam" }, asking("203.0.113.2"));
  const { token, link } = await lastMailTo(email);
  expect(link.searchParams.get("name")).toBe("Northbeam");
  expect(await readVerification(token, browserKey)).toEqual({ email, sameBrowser: true });
  const userId = await verifyAddress({ token }, { ip: "203.0.113.2", browserKey });
  expect(await checkPassword({ email, password }, asking("203.0.113.2"))).toEqual({ userId });
  await expect(verifyAddress({ token }, { ip: "203.0.113.2", browserKey })).rejects.toMatchObject({
    reason: "linkDead",
  });
});

test("another browser needs the password that was chosen", async () => {
  const email = someAddress();
  await signUp({ email, password }, asking("203.0.113.3"));
  const { token } = await lastMailTo(email);
  const elsewhere = { ip: "203.0.113.3", browserKey: null };
  await expect(verifyAddress({ token, password: "not this one" }, elsewhere)).rejects.toMatchObject({
    reason: "passwordWrong",
  });
  expect(await verifyAddress({ token, password }, elsewhere)).toBeTruthy();
});

test("two sign-ups at once leave one account, and one link that works", async () => {
  const email = someAddress();
  await Promise.all([
    signUp({ email, password: `${password} one` }, asking("203.0.113.4")),
    signUp({ email, password: `${password} two` }, asking("203.0.113.4")),
  ]);
  expect(await systemDb().$count(users, eq(users.email, email))).toBe(1);
  expect(await mailsTo(email)).toBe(2);
  const { text } = await lastMailTo(email);
  expect(text).toContain("/verify?token=");
});

test("an address with an account gets the same answer, another mail, and keeps its password", async () => {
  const email = someAddress();
  const known = await signedInPerson({ email, password: "the password it has" });
  const answer = await signUp({ email, password }, asking("203.0.113.5"));
  expect(Object.keys(answer)).toEqual(["browserKey"]);
  expect((await lastMailTo(email)).subject).toBe("You already have a Patchbay account");
  const signIn = { email, password: "the password it has" };
  expect(await checkPassword(signIn, asking("203.0.113.5"))).toEqual({ userId: known.userId });
});

test("known and unknown addresses take the same time", async () => {
  const known = someAddress();
  await signedInPerson({ email: known, password: "the password it has" });
  const took = async (email: string, ip: string) => {
    const started = performance.now();
    await checkPassword({ email, password: "a wrong password" }, asking(ip)).catch(() => {});
    return performance.now() - started;
  };
  const times = { known: [] as number[], unknown: [] as number[] };
  for (let i = 0; i < 9; i++) {
    times.known.push(await took(known, `198.51.100.${i}`));
    times.unknown.push(await took(someAddress(), `198.51.100.${i}`));
  }
  // The hash alone is ten milliseconds: leaving it out would make one of them a fraction of the other. The quickest
  // of each, since a busy machine makes the others as slow as it likes.
  const [quickKnown, quickUnknown] = [Math.min(...times.known), Math.min(...times.unknown)];
  expect(quickUnknown).toBeGreaterThan(quickKnown / 2);
  expect(quickKnown).toBeGreaterThan(quickUnknown / 2);
});

test("an unproven address is answered like a wrong password, and its link is sent again", async () => {
  const email = someAddress();
  await signUp({ email, password }, asking("203.0.113.6"));
  const first = await lastMailTo(email);
  await expect(checkPassword({ email, password }, asking("203.0.113.6"))).rejects.toMatchObject({
    reason: "signInWrong",
  });
  await expect.poll(() => mailsTo(email)).toBe(2);
  expect((await lastMailTo(email)).token).not.toBe(first.token);
});

test("too many sign-ups for one address are stopped, with the seconds to wait", async () => {
  const email = someAddress();
  for (let i = 0; i < 5; i++) await signUp({ email, password }, asking(`198.51.100.${100 + i}`));
  const sixth = signUp({ email, password }, asking("198.51.100.120"));
  await expect(sixth).rejects.toMatchObject({ code: "TOO_MANY_REQUESTS", reason: "tooManyAttempts" });
  const seconds = await sixth.catch((error) => error.params.seconds);
  expect(seconds).toBeGreaterThan(600);
  expect(seconds).toBeLessThanOrEqual(720);
});

test.each([
  ["  ANA@Example.COM ", "ana@example.com"],
  ["nobody", undefined],
  [`${"a".repeat(250)}@example.com`, undefined],
])("the address %j is kept as %j", (typed, kept) => {
  expect(SignUp.safeParse({ email: typed, password }).data?.email).toBe(kept);
});

test("a password has ten characters or more", () => {
  expect(SignUp.safeParse({ email: "a@example.com", password: "123456789" }).error?.issues[0]?.message).toBe(
    "passwordShort",
  );
});
