import { afterEach, describe, expect, test } from "vitest";
import { sha256Hex } from "@/server/crypto";
import type { Item, WebhookRequest } from "../carrier";
import { closedPort, type FakeServer, fakeServer, type Said, testIo } from "../testing/fakes";
import { local, withSettings } from "../testing/settings";
import { siptrunk } from "./siptrunk";

const credentials = { accessKey: "ak-1", secretKey: "sk-1", quiet: false };
const channel = { credentials, numbers: [{ address: "+19729967252", fields: {} }] };

function request(body: unknown): WebhookRequest {
  const [url, path] = ["https://hooks.example.com/a", "/a"];
  const rawBody = Buffer.from(JSON.stringify(body));
  return { method: "POST", url, path, headers: new Headers(), rawBody, part: "", receivedAt: new Date(0) };
}
const parse = (body: unknown) => siptrunk.parse(request(body), channel) as Item[];
const inbound = (attributes: object, more: object = { message_id: "s1" }) => ({
  data: { type: "message", ...more, attributes: { from: "14102161183", to: "9729967252", body: "Hi", ...attributes } },
});

describe("what a webhook says", () => {
  test("numbers come with + or without, with the 1 or without", () => {
    expect(parse(inbound({}))).toMatchObject([{ from: "+14102161183", to: "+19729967252", text: "Hi" }]);
    expect(parse(inbound({ from: "+442071838750" }))).toMatchObject([{ from: "+442071838750" }]);
  });

  test("the message's id is its own, else the record's, else the body itself", () => {
    expect(parse(inbound({}, { message_id: "s1", id: "d1" }))).toMatchObject([{ externalId: "s1" }]);
    expect(parse(inbound({}, { id: "d1" }))).toMatchObject([{ externalId: "d1" }]);
    const body = inbound({}, {});
    expect(parse(body)).toMatchObject([{ externalId: `sha256:${sha256Hex(JSON.stringify(body))}` }]);
    expect(parse(body)[0]?.dedupeKey).toBe(parse(body)[0]?.dedupeKey);
  });

  test("files may lack everything but their address, and a message its text", () => {
    const included = [{ attributes: { url: "https://m.example/a" } }, { attributes: {} }, null];
    expect(parse({ ...inbound({ body: null }), included })).toMatchObject([
      { text: "", media: [{ url: "https://m.example/a" }] },
    ]);
    expect(parse(inbound({ body: undefined }))).toMatchObject([{ text: "", media: [] }]);
  });

  test("a time that reads as one is the message's", () => {
    expect(parse(inbound({ timestamp: "2026-01-15T08:30:05.00Z" }))).toMatchObject([
      { sentAt: new Date("2026-01-15T08:30:05Z") },
    ]);
    expect(parse(inbound({ timestamp: "yesterday" }))[0]).not.toHaveProperty("sentAt");
  });

  test.each([
    ["message buffered", "sent"],
    ["sent", "sent"],
    ["Accepted by carrier", "sent"],
    ["delivered", "delivered"],
    ["failed", "failed"],
    ["undelivered", "failed"],
    ["undeliverable", "failed"],
    ["rejected", "failed"],
    ["expired", "failed"],
  ])("a receipt %s is %s, and never a message", (status, told) => {
    const attributes = { level: 2, status, from: "14102161183", to: "19729967252", body: "Hi" };
    expect(parse({ data: { type: "delivery_receipt", id: "s1", attributes } })).toMatchObject([
      { kind: "receipt", externalId: "s1", status: told },
    ]);
  });

  test("a word that is none changes nothing", () => {
    expect(parse({ data: { type: "delivery_receipt", id: "s1", attributes: { status: "teleported" } } })).toEqual([]);
  });
});

test.each([
  ["ak", "sk", true],
  ["", "sk", false],
  ["a k", "sk", false],
  ["ak", "s k", false],
])("keys are not empty and have no blanks: %j %j", (accessKey, secretKey, good) => {
  expect(siptrunk.credentials.safeParse({ accessKey, secretKey }).success).toBe(good);
});

describe("against a server that answers as SIPTRUNK is thought to", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.stop());

  const json = (status: number, body: unknown): Said => ({ status, body: JSON.stringify(body) });
  const errors = (status: number, detail = "as it says") =>
    json(status, { errors: [{ id: "e", status: String(status), title: "As it says", detail }] });
  async function answering(said: Said) {
    server = await fakeServer(() => said);
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ siptrunk: server.url }) });
    return server;
  }
  const io = testIo("siptrunk", { timeoutMs: 1500 });
  const text = {
    from: "+19729967252",
    to: "+14102161183",
    text: "Your order has shipped",
    media: [],
    statusCallback: "https://hooks.example.com/api/webhooks/t/k",
    clientRef: "m1",
  };
  const send = () => siptrunk.send(text, channel, io);

  test("a message is posted with +, and with pictures says so in a text", async () => {
    const { heard } = await answering(json(202, { data: { id: "s9" } }));
    expect(await send()).toEqual({ externalId: "s9" });
    const media = [{ url: "https://files.example.com/a", contentType: "image/png", sizeBytes: 1 }];
    await siptrunk.send({ ...text, text: "", media }, channel, io);
    expect(heard[0]).toMatchObject({
      method: "POST",
      path: "/",
      headers: { authorization: `Basic ${btoa("ak-1:sk-1")}`, "content-type": "application/vnd.api+json" },
    });
    const both = { to: text.to, from: text.from };
    expect(heard.map(({ body }) => JSON.parse(body).data)).toEqual([
      { type: "message", attributes: { ...both, body: "Your order has shipped" } },
      {
        type: "message",
        attributes: { ...both, body: "", is_mms: "true", media_urls: ["https://files.example.com/a"] },
      },
    ]);
  });

  test.each<[Said, string | null]>([
    [json(202, { data: { id: "s9", message_id: "m9" } }), "s9"],
    [json(200, { data: { message_id: "m9" } }), "m9"],
    [json(201, {}), null],
    [{ status: 200, body: "OK" }, null],
    [{ status: 204 }, null],
  ])("taken with %j: never a failure, its id is %j", async (said, externalId) => {
    await answering(said);
    expect(await send()).toEqual({ externalId });
  });

  test.each<[Said, string, string | undefined]>([
    [errors(400), "refused", "10002"],
    [errors(422), "refused", "10002"],
    [errors(422, "'to' is invalid"), "refused", "10001"],
    [errors(422, "from is not enabled"), "refused", "10001"],
    [errors(401), "refused", "10004"],
    [errors(403), "refused", "10005"],
    [errors(413), "refused", "10008"],
    [errors(422, 'File at "" is over 767840 byte limit'), "refused", "10008"],
    [errors(415), "refused", "10003"],
    [errors(429), "retryable", "10006"],
    [errors(500), "refused", "10007"],
    [{ status: 502, body: "<html>" }, "unknown", "10007"],
    [{ status: 503, body: "" }, "retryable", "10007"],
    [{ status: 504, body: "" }, "unknown", "10007"],
    [{ status: 422, body: "no" }, "refused", "10002"],
    ["cut", "unknown", "10007"],
    ["hang", "unknown", "10007"],
  ])("a send answered with %j is %s %s", async (said, kind, code) => {
    await answering(said);
    const error = await send().catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "CarrierError", kind });
    expect(error.code).toBe(code);
  });

  test("nobody there: surely not sent", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ siptrunk: await closedPort() }) });
    await expect(send()).rejects.toMatchObject({ kind: "retryable", code: "10007" });
  });

  test.each<[string, Said, string]>([
    ["401", errors(401), "unauthorized"],
    ["403", errors(403), "unauthorized"],
    ["404", errors(404), "unauthorized"],
    ["400", { status: 400, body: "" }, "connected"],
    ["422", errors(422), "connected"],
    ["another 4xx with a list of errors", errors(409), "connected"],
    ["another 4xx without", { status: 409, body: "" }, "request_failed"],
    ["2xx", json(202, { data: { id: "s1" } }), "unknown_source"],
    ["429", errors(429), "unchanged"],
    ["500", errors(500), "service_unavailable"],
    ["505", errors(505), "service_unavailable"],
    ["cut", "cut", "request_failed"],
    ["hanging", "hang", "request_failed"],
  ])("a message without a recipient is offered, and %s means", async (_, said, state) => {
    const { heard } = await answering(said);
    expect((await siptrunk.check(channel, io)).state).toBe(state);
    expect(heard.map(({ body }) => JSON.parse(body))).toEqual([{ data: { type: "message", attributes: {} } }]);
  });

  test("switched off, nothing is offered", async () => {
    const { heard } = await answering(errors(401));
    const quiet = { ...channel, credentials: { ...credentials, quiet: true } };
    expect(await siptrunk.check(quiet, io)).toEqual({ state: "connected" });
    expect(heard).toEqual([]);
  });
});
