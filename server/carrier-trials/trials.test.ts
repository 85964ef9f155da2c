import { createHmac } from "node:crypto";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import { systemDb } from "@/db/system";
import { examples } from "../channels/carriers/general-contract";
import { testIo } from "../channels/testing/fakes";
import { type GeneralCarrier, generalCarrier } from "../channels/testing/general-carrier";
import { live, local, withSettings } from "../channels/testing/settings";
import { arriveAtTrial, removeOldTrials, trialArrivals } from "./arrive";
import { runTrial, TrialInput } from "./run";

const login = { apiKey: "key-of-the-carrier", secret: "s3cr3t-of-the-carrier" };
let theirs: GeneralCarrier;

beforeAll(async () => {
  withSettings(local);
  theirs = await generalCarrier(login);
});
afterAll(() => theirs.stop());

let strangers = 0;
const someone = () => ({ ip: `203.0.113.${strangers++}`, io: testIo("general") });
const numbers = { from: "+86 180 1212 1222", to: "+86 180 1212 1223" };
const filled = () => ({ ...login, ...numbers, verifyUrl: theirs.verifyUrl, sendUrl: theirs.sendUrl });

const body = JSON.stringify(examples.webhook);
const sign = (text: string, secret = login.secret) =>
  `sha256=${createHmac("sha256", secret).update(text).digest("hex")}`;
const post = (token: string, text: string, signature = sign(text)) =>
  arriveAtTrial(
    token,
    new Request("http://localhost/api/sms-api/x", {
      method: "POST",
      body: text,
      headers: { "x-signature-256": signature },
    }),
  );

test("challenge, send, and a signed webhook go through and are shown", async () => {
  const trial = await runTrial(filled(), someone());
  expect(trial.check).toEqual({ state: "connected", detail: null });
  expect(trial.send).toEqual({ externalId: "g-1" });
  expect(theirs.taken.at(-1)).toMatchObject({ from: "+8618012121222", to: "+8618012121223" });
  expect((await post(trial.webhook.token, body)).status).toBe(204);
  expect((await post(trial.webhook.token, body, sign(body, "another"))).status).toBe(400);
  expect((await post(trial.webhook.token, "{}")).status).toBe(400);
  expect(await trialArrivals(trial.webhook)).toMatchObject([
    { status: 400, outcome: "unreadable" },
    { status: 400, outcome: "refused" },
    {
      status: 204,
      outcome: "accepted",
      message: { from: "+8618012121222", to: "+8618012121223", text: "Hello!", media: 1 },
    },
  ]);
});

test("a wrong login stops at the challenge, in the state an administrator would see", async () => {
  const trial = await runTrial({ ...filled(), apiKey: "wrong" }, someone());
  expect(trial.check.state).toBe("unauthorized");
  expect(trial.send).toBeNull();
});

test("a refused message reads as an agent would read it", async () => {
  const refused = await runTrial({ ...filled(), sendUrl: `${theirs.url}/nowhere` }, someone());
  expect(refused.check.state).toBe("connected");
  expect(refused.send).toEqual({ problem: "send.default", detail: "HTTP 404" });
});

test.each(["http://service.example.com/verify", "not an address", "https://", ""])(
  "no secure address: %j",
  (verifyUrl) => {
    expect(TrialInput.safeParse({ ...filled(), sendUrl: "https://a.example.com", verifyUrl }).success).toBe(false);
  },
);

test("our own network is not called for a stranger", async () => {
  withSettings(live);
  const heard = theirs.heard.length;
  const trial = await runTrial(filled(), someone());
  expect(trial.check.state).toBe("request_failed");
  expect(theirs.heard.length).toBe(heard);
  withSettings(local);
});

test("so many times from one place", async () => {
  const stranger = someone();
  const tries = await Promise.allSettled(
    Array.from({ length: 25 }, () => runTrial({ ...filled(), from: "none" }, stranger)),
  );
  const reasons = tries.map((one) => (one as PromiseRejectedResult).reason.reason);
  expect(reasons.filter((reason) => reason === "badNumber")).toHaveLength(20);
  expect(reasons.filter((reason) => reason === "tooManyAttempts")).toHaveLength(5);
});

test("the newest twenty are kept, the secret is sealed, and after an hour nothing is there", async () => {
  const { webhook } = await runTrial(filled(), someone());
  for (let round = 0; round < 25; round++) await post(webhook.token, body);
  expect(await trialArrivals(webhook)).toHaveLength(20);
  const stored = JSON.stringify(await systemDb().execute(sql`select * from carrier_trials`));
  expect(stored).not.toContain(login.secret);
  expect(stored).not.toContain(webhook.token);
  await systemDb().execute(sql`update carrier_trials set expires_at = now() - interval '1 second'`);
  expect((await post(webhook.token, body)).status).toBe(404);
  expect(await trialArrivals(webhook)).toBeNull();
  await removeOldTrials();
  expect([...(await systemDb().execute(sql`select 1 from carrier_trials`))]).toEqual([]);
});

test("an address that was never made: 404", async () => {
  expect((await post("x".repeat(43), body)).status).toBe(404);
});
