import { sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { createQueue, createTenant } from "@/db/factories";
import { createChannel, rowsIn } from "@/server/testing/river";
import type { WebhookRequest } from "../carrier";
import { receive } from "../receive";
import { channelsToReconcile, reconcileChannel } from "../reconcile";
import { carrierContract } from "../testing/contract";
import { closedPort, type FakeServer, fakeServer, type Heard, type Said, testIo } from "../testing/fakes";
import { recordedRequest } from "../testing/recorded";
import { recordedVoipms, recordedVoipmsRest } from "../testing/recorded-voipms";
import { local, withSettings } from "../testing/settings";
import { voipms } from "./voipms";

carrierContract(voipms, recordedVoipmsRest, { mutations: 2000 });

const numbers = recordedVoipms.numbers;
const general = voipms.credentials.parse(recordedVoipms.credentials) as Parameters<
  typeof voipms.send
>[1]["credentials"];
const rest = voipms.credentials.parse(recordedVoipmsRest.credentials) as typeof general;
const channel = { credentials: rest, numbers };

const get = (query: string): WebhookRequest => ({
  method: "GET",
  url: `https://hooks.example.com/api/webhooks/3kTMd9/0f8f${query}`,
  path: "/api/webhooks/3kTMd9/0f8f",
  headers: new Headers(),
  rawBody: new Uint8Array(),
  part: "",
  receivedAt: new Date("2026-11-20T09:00:00Z"),
});

describe("the two ways, chosen by the form", () => {
  test("the sheet's vector, and the plain hash that is refused", () => {
    const request = recordedRequest(recordedVoipms, recordedVoipms.webhooks[0]?.body ?? "");
    expect(request.headers.get("x-signature-256")).toBe(
      "sha256=eda72c62fe1be5abe03015db352674d7958a0bd733c30ec3dee14b0069c7696c",
    );
    const plain = new Headers({
      "x-signature-256": "sha256=eee9efcd99d4ec6dd2368a9d12e0f83505118bea35545a589beb107c37f7a463",
    });
    expect(voipms.verify({ ...request, headers: plain }, [general])).toBe(false);
  });

  test("a request cannot choose the way without a signature, also while former credentials are honoured", () => {
    expect(voipms.verify(get("?id=1&from=5145551111&to=5145552222"), [general])).toBe(false);
    expect(voipms.verify(get("?id=1&from=5145551111&to=5145552222"), [general, rest])).toBe(false);
    expect(voipms.verify(get("?id=1&from=5145551111&to=5145552222"), [rest, general])).toBe(true);
  });

  test("the answer is exactly ok", () => {
    for (const outcome of ["accepted", "ignored"] as const) {
      expect(voipms.answer(outcome, get(""))).toMatchObject({ status: 200, body: "ok" });
    }
  });
});

describe("a URL callback", () => {
  const sheet =
    "?to=5145552222&from=5145551111&message=Where%20is%20my%20order%3F&id=1122334&date=2026-01-15+03%3A30%3A00&media=";
  const said = {
    externalId: "1122334",
    dedupeKey: "message:1122334",
    from: "+15145551111",
    to: "+15145552222",
    text: "Where is my order?",
    media: [],
    sentAt: new Date("2026-01-15T08:30:00Z"),
  };
  test("is the same message as its JSON form", () => {
    expect(voipms.parse(get(sheet), channel)).toEqual([{ kind: "message", ...said }]);
  });

  test("may be written with semicolons, and a text keeps its own", () => {
    expect(voipms.parse(get(sheet.replaceAll("&", ";")), channel)).toMatchObject([said]);
    expect(voipms.parse(get(sheet.replace("Where", "a;b")), channel)).toMatchObject([{ text: "a;b is my order?" }]);
  });

  test.each([
    ["in summer", "date=2026-07-15+03%3A30%3A00", { sentAt: new Date("2026-07-15T07:30:00Z") }],
    [
      "several files",
      "media=https://a.example/1.jpg,https://a.example/2,3.jpg",
      {
        media: [{ url: "https://a.example/1.jpg" }, { url: "https://a.example/2,3.jpg" }],
      },
    ],
    ["a short code", "from=78787", { from: "78787" }],
    ["eleven digits", "from=15145551111", { from: "+15145551111" }],
  ])("%s", (_, field, expected) => {
    const name = field.slice(0, field.indexOf("="));
    expect(voipms.parse(get(sheet.replace(new RegExp(`${name}=[^&]*`), field)), channel)).toMatchObject([expected]);
  });

  test.each(["", "?", "?id=1", "?id=&from=1&to=2", "?from=5145551111&to=5145552222"])("%j says nothing", (query) => {
    expect(() => voipms.parse(get(query), channel)).toThrow("no usable");
  });
});

describe("against the REST API", () => {
  let server: FakeServer;
  const io = testIo("voipms", { timeoutMs: 500 });
  const fields = (heard: Heard | undefined) => Object.fromEntries(new URLSearchParams(heard?.body));
  async function says(said: Said | object | ((asked: Record<string, string>) => object)) {
    server = await fakeServer((heard) => {
      if (
        typeof said === "string" ||
        ("status" in said === true && typeof (said as { status: unknown }).status === "number")
      )
        return said as Said;
      const body = typeof said === "function" ? said(fields(heard)) : said;
      return { status: 200, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
    });
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ voipms: server.url }) });
  }
  afterEach(() => server?.stop());

  const message = {
    from: "+15145552222",
    to: "+15145551111",
    text: "Hello",
    media: [],
    statusCallback: "",
    clientRef: "m1",
  };
  const picture = (at: number) => ({ url: `https://f.example/${at}.jpg`, contentType: "image/jpeg", sizeBytes: 9 });
  const login = { api_username: "owner@example.com", api_password: "api-password", content_type: "json" };

  test("a text goes by sendSMS, the login in the body", async () => {
    await says({ status: "success", sms: 23434 });
    expect(await voipms.send(message, channel, io)).toEqual({ externalId: "sms:23434" });
    expect(server.heard[0]).toMatchObject({ method: "POST", path: "/api/v1/rest.php" });
    expect(fields(server.heard[0])).toEqual({
      ...login,
      method: "sendSMS",
      did: "5145552222",
      dst: "5145551111",
      message: "Hello",
    });
  });

  test.each([
    ["160 characters", "a".repeat(160), "sendSMS"],
    ["161 characters", "a".repeat(161), "sendMMS"],
    ["70 of another alphabet", "中".repeat(70), "sendSMS"],
    ["71 of another alphabet", "中".repeat(71), "sendMMS"],
  ])("%s", async (_, text, method) => {
    await says(({ method }) => ({ status: "success", [method === "sendSMS" ? "sms" : "mms"]: 1 }));
    await voipms.send({ ...message, text }, channel, io);
    expect(fields(server.heard[0]).method).toBe(method);
  });

  test("more than one message holds goes in several, in order", async () => {
    let id = 0;
    await says(() => ({ status: "success", mms: ++id }));
    const media = [1, 2, 3, 4].map(picture);
    expect(await voipms.send({ ...message, text: `${"a".repeat(1600)} b`, media }, channel, io)).toEqual({
      externalId: "mms:1",
      moreExternalIds: ["mms:2"],
    });
    expect(server.heard.map(fields)).toMatchObject([
      { message: "a".repeat(1600), media1: "https://f.example/1.jpg", media3: "https://f.example/3.jpg" },
      { message: "b", media1: "https://f.example/4.jpg" },
    ]);
  });

  test("once a piece is taken nothing goes back into the line", async () => {
    let id = 0;
    await says(() => (++id === 1 ? { status: "success", mms: 1 } : { status: "api_limit_exceeded" }));
    await expect(voipms.send({ ...message, text: "a".repeat(1700) }, channel, io)).rejects.toMatchObject({
      failure: { kind: "refused", code: "10006", detail: "part 2 of 2: api_limit_exceeded" },
    });
  });

  test.each([
    ["+442071838750", "+15145552222", "10001"],
    ["+15145551111", "+442071838750", "10002"],
  ])("to %s from %s nothing is called", async (to, from, code) => {
    await says("cut");
    await expect(voipms.send({ ...message, to, from }, channel, io)).rejects.toMatchObject({ kind: "refused", code });
    expect(server.heard).toEqual([]);
  });

  test.each<[string, Said | object, string, string | undefined]>([
    ["invalid_dst", { status: "invalid_dst" }, "refused", "10001"],
    ["missing_message", { status: "missing_message" }, "refused", "10002"],
    ["sms_toolong", { status: "sms_toolong" }, "refused", "10002"],
    ["invalid_media", { status: "invalid_media" }, "refused", "10003"],
    ["limit_reached", { status: "limit_reached" }, "refused", "10006"],
    ["api_limit_exceeded", { status: "api_limit_exceeded" }, "retryable", "10006"],
    ["invalid_credentials", { status: "invalid_credentials" }, "refused", "10004"],
    ["ip_not_enabled", { status: "ip_not_enabled" }, "refused", "10005"],
    ["sms_failed", { status: "sms_failed" }, "refused", "10007"],
    ["a new word", { status: "moon_full" }, "refused", undefined],
    ["a page of a firewall", { status: 200, body: "<html>" }, "unknown", "10007"],
    ["500", { status: 500 }, "refused", "10007"],
    ["503", { status: 503 }, "retryable", "10007"],
    ["a cut connection", "cut", "unknown", "10007"],
    ["no answer", "hang", "unknown", "10007"],
    ["success without an id", { status: "success" }, "unknown", undefined],
  ])("sending: %s", async (_, said, kind, code) => {
    await says(said);
    await expect(voipms.send(message, channel, io)).rejects.toMatchObject({ kind, code });
  });

  test.each<[string, Said | object, string, string | undefined]>([
    [
      "the number with SMS",
      { status: "success", dids: [{ did: "5145552222", sms_enabled: "1" }] },
      "connected",
      undefined,
    ],
    [
      "the number without SMS",
      { status: "success", dids: [{ did: "5145552222", sms_enabled: "0" }] },
      "connected",
      "no SMS at VoIP.ms: +15145552222",
    ],
    ["no numbers", { status: "no_did" }, "connected", "no SMS at VoIP.ms: +15145552222"],
    ["a wrong login", { status: "invalid_credentials" }, "unauthorized", "invalid_credentials"],
    ["a blocked address", { status: "ip_not_enabled" }, "unauthorized", "ip_not_enabled"],
    ["too many calls", { status: "api_limit_exceeded" }, "unchanged", "api_limit_exceeded"],
    ["another word", { status: "moon_full" }, "unknown_source", "moon_full"],
    ["500", { status: 500 }, "service_unavailable", "HTTP 500"],
    ["a page", { status: 200, body: "<html>" }, "request_failed", "HTTP 200, not the API"],
  ])("checking: %s", async (_, said, state, detail) => {
    await says(said);
    expect(await voipms.check(channel, io)).toEqual({ state, ...(detail ? { detail } : {}) });
  });

  test("checking: nobody there", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ voipms: await closedPort() }) });
    expect((await voipms.check(channel, io)).state).toBe("request_failed");
  });

  const row = (fields: object) => ({
    id: "7",
    date: "2026-11-20 08:59:50",
    type: "0",
    contact: "5145551111",
    message: "Hello",
    ...fields,
  });
  const sought = {
    from: "+15145552222",
    to: "+15145551111",
    text: "Hello",
    since: new Date("2026-11-20T08:59:00Z"),
    clientRef: "m1",
  };
  test.each([
    ["the one that is there", [row({})], { externalId: "sms:7", status: "sent" }],
    ["another text", [row({ message: "Hallo" })], null],
    ["an earlier one", [row({ date: "2026-11-20 08:00:00" })], null],
    ["two alike", [row({}), row({ id: "8" })], null],
  ])("looking up: %s", async (_, sms, found) => {
    await says({ status: "success", sms });
    expect(await voipms.lookup?.(sought, channel, io)).toEqual(found);
    expect(fields(server.heard[0])).toMatchObject({ method: "getSMS", type: "0", contact: "5145551111" });
  });

  const received = {
    id: "1122334",
    date: "2026-11-20 08:30:00",
    type: "1",
    did: "5145552222",
    contact: "5145551111",
    message: "Where is my order?",
    col_media1: "https://voip.ms/1.jpg",
    col_media2: "",
    media: [],
  };
  test("what a gap missed is read back under the same keys", async () => {
    await says({ status: "success", sms: [received, { ...received, id: "5", date: "2026-11-20 06:00:00" }] });
    expect(await voipms.missed?.(new Date("2026-11-20T07:00:00Z"), channel, io)).toEqual([
      {
        kind: "message",
        externalId: "1122334",
        dedupeKey: "message:1122334",
        from: "+15145551111",
        to: "+15145552222",
        text: "Where is my order?",
        media: [{ url: "https://voip.ms/1.jpg" }],
        sentAt: new Date("2026-11-20T08:30:00Z"),
      },
    ]);
    expect(fields(server.heard[0])).toMatchObject({
      method: "getMMS",
      all_messages: "1",
      type: "1",
      did: "5145552222",
    });
  });

  test("an empty list is not an error", async () => {
    await says({ status: "no_sms" });
    expect(await voipms.missed?.(new Date(0), channel, io)).toEqual([]);
  });

  test("a lost callback is made up for, and one that came after all is not taken twice", async () => {
    const at = new Date().toISOString().slice(0, 19).replace("T", " ");
    await says({ status: "success", sms: [{ ...received, date: at }] });
    const tenant = await createTenant();
    const line = await createChannel(tenant, {
      ...recordedVoipmsRest,
      carrier: "voipms",
      queue: await createQueue(tenant),
    });
    expect(await channelsToReconcile()).toContainEqual({ tenant, channelId: line.channelId });
    expect(await reconcileChannel(tenant, line.channelId)).toBe(1);
    expect(await reconcileChannel(tenant, line.channelId)).toBe(0);
    const query = "?to=5145552222&from=5145551111&message=Where%20is%20my%20order%3F&id=1122334";
    const answer = await receive(new Request(line.url + query), { ...line.place, part: "" });
    expect([answer.status, await answer.text()]).toEqual([200, "ok"]);
    expect(await rowsIn(tenant, sql`select text from messages`)).toEqual([{ text: "Where is my order?" }]);
    await server.stop();
    expect(await reconcileChannel(tenant, line.channelId)).toBe(0);
  });

  test("where each message is confirmed, VoIP.ms's word counts and not the callback's", async () => {
    await says({ status: "success", sms: [received] });
    const careful = { credentials: { ...rest, confirm: true }, numbers };
    const request = get("?to=5145552222&from=5145551111&message=forged&id=1122334");
    expect(voipms.parse(request, careful)).toEqual({ later: true, why: "fetch" });
    expect(await voipms.resolve?.([request], careful, io)).toMatchObject([{ text: "Where is my order?" }]);
    await expect(
      voipms.resolve?.([get("?to=5145552222&from=5145551111&message=forged&id=9")], careful, io),
    ).rejects.toThrow("does not know");
  });
});
