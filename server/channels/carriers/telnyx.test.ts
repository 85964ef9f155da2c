import { afterEach, describe, expect, test } from "vitest";
import { sha256Hex } from "@/server/crypto";
import type { Item, WebhookRequest } from "../carrier";
import { closedPort, type FakeServer, fakeServer, type Said, testIo } from "../testing/fakes";
import { recordings } from "../testing/recorded";
import { signTelnyx, telnyxExample } from "../testing/recorded-telnyx";
import { local, withSettings } from "../testing/settings";
import { telnyx } from "./telnyx";
import { signedByTelnyx } from "./telnyx-signature";

const publicKey = "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=";
const channel = { credentials: { apiKey: "KEY1", publicKey }, numbers: [{ address: "+19729967252", fields: {} }] };
const nine = new Date("2026-11-20T09:00:00Z");

function request(body: string, headers: Record<string, string>, secondsLater = 0): WebhookRequest {
  const [url, path] = ["https://hooks.example.com/a", "/a"];
  const receivedAt = new Date(nine.getTime() + secondsLater * 1000);
  return { method: "POST", url, path, headers: new Headers(headers), rawBody: Buffer.from(body), part: "", receivedAt };
}

describe("a signature of Telnyx's own making", () => {
  const headers = {
    "Telnyx-Timestamp": "1795165200",
    "Telnyx-Signature-Ed25519":
      "7NpLdkWx/vteyoxV+TlFiQmiDBXLf0pnX9t5bW8XHrZdXKFBnKTSPVKNPHGuIBH1UKWlaDz8Lwegl9bCGdxUCg==",
  };
  const signed = (body = telnyxExample, more: Record<string, string> = {}, later = 0) =>
    signedByTelnyx(request(body, { ...headers, ...more }, later), publicKey);

  test("is over these very bytes", () => {
    expect(Buffer.byteLength(telnyxExample)).toBe(650);
    expect(sha256Hex(telnyxExample)).toBe("8f95188205249e15fc5168e9de36e777137cd15d855ee9fd52a9c813ba300123");
    expect(signed()).toBe(true);
    expect(signed(JSON.stringify(JSON.parse(telnyxExample)))).toBe(false);
    expect(signed(`${telnyxExample}\n`)).toBe(false);
    expect(signTelnyx(telnyxExample, nine)["telnyx-signature-ed25519"]).toBe(headers["Telnyx-Signature-Ed25519"]);
  });

  test.each([
    [300, true],
    [-300, true],
    [301, false],
    [-301, false],
  ])("%i seconds later: %s", (later, believed) => {
    expect(signed(telnyxExample, {}, later)).toBe(believed);
  });

  test.each(["", " 1795165200x", "1795165200.0", "-1795165200", "0x6b0", "1795165201"])("not at %j", (timestamp) => {
    expect(signed(telnyxExample, { "Telnyx-Timestamp": timestamp })).toBe(false);
  });

  test.each(["", "x", "A".repeat(88), `${headers["Telnyx-Signature-Ed25519"]},x`])("not as %j", (signature) => {
    expect(signed(telnyxExample, { "Telnyx-Signature-Ed25519": signature })).toBe(false);
  });

  test.each(["", "x", "AAAA", "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbk="])("not by the key %j", (key) => {
    expect(signedByTelnyx(request(telnyxExample, headers), key)).toBe(false);
  });
});

test.each([
  [publicKey, true],
  [` ${publicKey} `, true],
  [publicKey.slice(0, -1), false],
  ["A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbh=", false],
  ["A6EHv_POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=", false],
  [Buffer.alloc(33).toString("base64"), false],
  ["KEY0123", false],
])("the key %j is one: %s", (key, good) => {
  expect(telnyx.credentials.safeParse({ apiKey: "KEY1", publicKey: key }).success).toBe(good);
});

describe("what a webhook says", () => {
  const parse = (event: object) => telnyx.parse(request(JSON.stringify({ data: event }), {}), channel) as Item[];
  const receipt = (status: unknown, more: object = {}) =>
    parse({
      event_type: "message.finalized",
      id: "e1",
      payload: { id: "m1", to: [{ phone_number: "+14102161183", status }], ...more },
    });

  test.each([
    ["queued", "sent"],
    ["sending", "sent"],
    ["scheduled", "sent"],
    ["sent", "sent"],
    ["delivery_unconfirmed", "sent"],
    ["delivered", "delivered"],
    ["Delivered", "delivered"],
    ["sending_failed", "failed"],
    ["delivery_failed", "failed"],
    ["expired", "failed"],
  ])("the state %s is %s", (word, status) => {
    expect(receipt(word)).toMatchObject([{ kind: "receipt", externalId: "m1", status, dedupeKey: "event:e1" }]);
  });

  test.each(["webhook_delivered", "received", "teleported", "constructor", "", null, 7])(
    "the state %j changes nothing",
    (word) => {
      expect(receipt(word)).toEqual([]);
    },
  );

  test("an event is known by its own id; without one, by message and state", () => {
    const event = { event_type: "message.sent", payload: { id: "m1", to: [{ status: "sent" }] } };
    expect(parse(event)).toMatchObject([{ dedupeKey: "receipt:m1:sent" }]);
    expect(parse({ ...event, id: "e9" })).toMatchObject([{ dedupeKey: "event:e9" }]);
  });

  test.each([
    ["40310", "refused", "10001"],
    ["40300", "opted_out", undefined],
    ["40317", "refused", "10008"],
    ["40301", "refused", "10003"],
    ["40333", "refused", "10005"],
    ["40318", "refused", "10006"],
    ["40002", "refused", undefined],
    ["40008", "refused", undefined],
    ["99999", "refused", undefined],
  ])("a failure with %s is %s %s, in Telnyx's words", (code, kind, ours) => {
    const errors = [{ code, title: "As it says", detail: "and why" }];
    expect(receipt("delivery_failed", { errors })).toMatchObject([
      {
        error: {
          kind,
          ...(ours ? { code: ours } : {}),
          carrierCode: code,
          detail: `${code} - As it says: and why`,
        },
      },
    ]);
  });

  test("a failure without errors is known by its state", () => {
    expect(receipt("expired")).toMatchObject([{ error: { kind: "refused", carrierCode: "expired" } }]);
  });

  const message = (more: object) =>
    parse({
      event_type: "message.received",
      payload: { id: "m1", from: { phone_number: "12345" }, to: [{ phone_number: "+19729967252" }], ...more },
    })[0];

  test("senders without a number are senders too; NUL is taken out", () => {
    expect(message({ text: "a\u0000b" })).toMatchObject({ from: "12345", text: "ab", media: [] });
  });

  test("our number is the one that is the channel's; without one, the first, which is nobody's", () => {
    const [ours, theirs] = [{ phone_number: "+19729967252" }, { phone_number: "+19725550000" }];
    expect(message({ to: [theirs, ours] })).toMatchObject({ to: "+19729967252" });
    expect(message({ to: [theirs] })).toMatchObject({ to: "+19725550000" });
    expect(() => message({ to: [] })).toThrow("names no number");
  });

  test.each([
    ["STOP", "stop"],
    ["START", "start"],
    ["HELP", "help"],
  ])("what Telnyx answered by itself: %s", (autoresponse_type, optOut) => {
    expect(message({ autoresponse_type })).toMatchObject({ optOut });
    expect(message({ text: autoresponse_type })).not.toHaveProperty("optOut");
  });
});

describe("against a server that answers like Telnyx", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.stop());

  async function answering(said: Said) {
    server = await fakeServer(() => said);
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ telnyx: server.url }) });
    return server;
  }
  const io = testIo("telnyx", { timeoutMs: 1500 });
  const json = (status: number, body: unknown, headers?: Record<string, string>): Said => ({
    status,
    body: JSON.stringify(body),
    ...(headers ? { headers } : {}),
  });
  const errors = (status: number, ...codes: string[]) =>
    json(status, { errors: codes.map((code) => ({ code, title: "As it says" })) });
  const text = {
    from: "+19729967252",
    to: "+14102161183",
    text: "Hi & bye 👋",
    media: [],
    statusCallback: "https://hooks.example.com/api/webhooks/t/k",
    clientRef: "m1",
  };
  const send = () => telnyx.send(text, channel, io);

  test("a message is posted with the key, every file and nothing that is not used", async () => {
    const { heard } = await answering(
      json(200, { data: { id: "t1", parts: 2, to: [{ status: "queued" }], errors: [] } }),
    );
    expect(await send()).toEqual({ externalId: "t1", segments: 2 });
    const media = [{ url: "https://files.example.com/a", contentType: "image/png", sizeBytes: 1 }];
    await telnyx.send({ ...text, text: "", media }, channel, io);
    expect(heard.map(({ method, path, headers }) => [method, path, headers.authorization])).toEqual([
      ["POST", "/v2/messages", "Bearer KEY1"],
      ["POST", "/v2/messages", "Bearer KEY1"],
    ]);
    const [from, to, webhook_url] = [text.from, text.to, text.statusCallback];
    expect(heard.map(({ body }) => JSON.parse(body))).toEqual([
      { from, to, webhook_url, text: "Hi & bye 👋" },
      { from, to, webhook_url, media_urls: ["https://files.example.com/a"] },
    ]);
  });

  test.each<[number, string[], string, string | undefined]>([
    [401, ["10009"], "refused", "10004"],
    [401, ["20006"], "refused", "10004"],
    [403, ["10010"], "refused", "10005"],
    [403, ["20013"], "refused", "10005"],
    [403, [], "refused", "10005"],
    [400, ["40309"], "refused", "10005"],
    [429, ["10011"], "retryable", "10006"],
    [400, ["40318"], "retryable", "10006"],
    [400, ["10002"], "refused", "10001"],
    [400, ["10016"], "refused", "10001"],
    [400, ["40310"], "refused", "10001"],
    [422, ["10004"], "refused", "10002"],
    [422, ["40325"], "refused", "10002"],
    [400, ["40308"], "refused", "10003"],
    [400, ["40317"], "refused", "10008"],
    [400, ["40300"], "opted_out", undefined],
    [500, ["10007"], "refused", "10007"],
    [502, [], "unknown", "10007"],
    [503, ["10037"], "retryable", "10007"],
    [504, [], "unknown", "10007"],
    [400, ["40322"], "refused", undefined],
    [400, ["1", "40310"], "refused", "10001"],
    [404, ["10005"], "refused", undefined],
  ])("a refusal with %i and %j is %s %s", async (status, codes, kind, code) => {
    await answering(errors(status, ...codes));
    const refused = await send().catch((thrown) => thrown);
    expect(refused.failure).toMatchObject({ kind, detail: expect.stringMatching(/As it says|HTTP/) });
    expect(refused.failure.code).toBe(code);
  });

  test("how long to wait is Telnyx's word, in either header", async () => {
    await answering(json(429, { errors: [{ code: "10011", title: "t" }] }, { "x-ratelimit-reset": "7" }));
    await expect(send()).rejects.toMatchObject({ kind: "retryable", retryAfterMs: 7000 });
    expect(await telnyx.check(channel, io)).toMatchObject({ state: "unchanged", retryAfterMs: 7000 });
  });

  test.each<[string, Said, string]>([
    ["a refusal without a readable body", { status: 400, body: "<html>" }, "refused"],
    ["taken, but the answer names nothing", { status: 200, body: "{}" }, "unknown"],
    ["cut before the answer", "cut", "unknown"],
    ["no answer in time", "hang", "unknown"],
  ])("%s: %s", async (_, said, kind) => {
    await answering(said);
    await expect(send()).rejects.toMatchObject({ name: "CarrierError", kind });
  });

  test("nobody there: surely not sent", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ telnyx: await closedPort() }) });
    await expect(send()).rejects.toMatchObject({ kind: "retryable", code: "10007" });
  });

  const profile = (webhook_api_version: string) => ({ data: [{ id: "p", name: "Main", webhook_api_version }] });
  test.each<[string, Said, string]>([
    ["a profile", json(200, profile("2")), "connected"],
    ["no profile", json(200, { data: [], meta: {} }), "connected"],
    ["a wrong key", errors(401, "10009"), "unauthorized"],
    ["a blocked account", errors(403, "20013"), "unauthorized"],
    ["nothing at this address", { status: 404, body: "" }, "unauthorized"],
    ["broken", errors(500, "10007"), "service_unavailable"],
    ["busy with itself", { status: 503, body: "" }, "service_unavailable"],
    ["too many requests", errors(429, "10011"), "unchanged"],
    ["an error of another kind", errors(418, "1"), "unknown_source"],
    ["not JSON", { status: 200, body: "<html>" }, "request_failed"],
    ["cut", "cut", "request_failed"],
    ["hanging", "hang", "request_failed"],
  ])("the check finds %s", async (_, said, state) => {
    const { heard } = await answering(said);
    expect((await telnyx.check(channel, io)).state).toBe(state);
    expect(heard[0]?.path).toBe("/v2/messaging_profiles?page%5Bsize%5D=1");
  });

  test("a profile that posts in an older form is warned of", async () => {
    await answering(json(200, profile("1")));
    expect(await telnyx.check(channel, io)).toEqual({
      state: "connected",
      detail: "Messaging profile Main: webhook API version 1; it must be 2",
    });
  });

  test("a message is asked after by its id, and by nothing else", async () => {
    const errors = [{ code: "40001", title: "Not routable" }];
    const { heard } = await answering(json(200, { data: { id: "t1", to: [{ status: "sending_failed" }], errors } }));
    const sought = { ...text, since: nine };
    expect(await telnyx.lookup?.({ ...sought, externalId: "t1" }, channel, io)).toEqual({
      externalId: "t1",
      status: "failed",
      error: { kind: "refused", code: "10001", carrierCode: "40001", detail: "40001 - Not routable" },
    });
    expect(await telnyx.lookup?.(sought, channel, io)).toBeNull();
    expect(heard.map(({ path }) => path)).toEqual(["/v2/messages/t1"]);
  });

  test("a message that Telnyx no longer knows stays unknown", async () => {
    await answering(errors(404, "10005"));
    expect(await telnyx.lookup?.({ ...text, since: nine, externalId: "t1" }, channel, io)).toBeNull();
  });
});

test("the recordings are signed with the key of the documentation", () => {
  expect(recordings.telnyx?.credentials.publicKey).toBe(publicKey);
});
