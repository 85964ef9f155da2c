import { afterEach, describe, expect, test } from "vitest";
import type { Item, WebhookRequest } from "../carrier";
import { readWebhook } from "../read-webhook";
import { closedPort, type FakeServer, fakeServer, type Said, testIo } from "../testing/fakes";
import { recordings } from "../testing/recorded";
import { local, withSettings } from "../testing/settings";
import { flowroute } from "./flowroute";

const credentials = { accessKey: "ak-1", secretKey: "sk-1", confirm: false };
const numbers = [{ address: "+19729967252", fields: {} }];
const channel = { credentials, numbers };
const careful = { credentials: { ...credentials, confirm: true }, numbers };

function request(body: unknown, part = "sms", method = "POST"): WebhookRequest {
  const [url, path] = [`https://hooks.example.com/a/${part}`, `/a/${part}`];
  const rawBody = Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
  return { method, url, path, headers: new Headers(), rawBody, part, receivedAt: new Date(0) };
}

const inbound = (attributes: object = {}, id: unknown = "mdr2-1") => ({
  data: {
    id,
    type: "message",
    attributes: { body: "Hello", direction: "inbound", from: "14102161183", to: "19729967252", ...attributes },
  },
});

test("each kind of callback has an address of its own, and a look at one is no callback", () => {
  const urls = flowroute.webhooks("https://h.example/a").map(({ url }) => url);
  expect(urls).toEqual(["https://h.example/a/sms", "https://h.example/a/mms", "https://h.example/a/dlr"]);
  const read = readWebhook(flowroute, request("", "sms", "GET"), [credentials], channel);
  expect(read).toEqual({ outcome: "handshake", answer: { status: 405, headers: { allow: "POST" } } });
});

describe("what a webhook says", () => {
  const parse = (body: unknown, part?: string) => flowroute.parse(request(body, part), channel) as Item[];

  test.each([
    ["14102161183", "+14102161183"],
    ["+14102161183", "+14102161183"],
    ["4102161183", "+14102161183"],
    ["72345", "72345"],
  ])("the sender %s is %s", (from, address) => {
    expect(parse(inbound({ from }))).toMatchObject([{ from: address, to: "+19729967252" }]);
  });

  test("a message of ours told back is none of the customer's", () => {
    expect(parse(inbound({ direction: "outbound" }))).toEqual([]);
  });

  test.each(["m1", "", null, "x".repeat(256)])("an id that is not Flowroute's (%j) is unreadable", (id) => {
    expect(() => parse(inbound({}, id))).toThrow();
  });

  test("every file that is included is taken, whatever ids say", () => {
    const file = (n: number, more: object) => ({
      id: "z",
      type: "media",
      attributes: { url: `https://a/${n}`, ...more },
    });
    const included = [
      file(1, { mime_type: "image/png" }),
      { id: "q", type: "else", attributes: { url: "https://a/2" } },
      file(3, {}),
    ];
    expect(parse({ ...inbound({ body: null }), included }, "mms")).toMatchObject([
      { text: "", media: [{ url: "https://a/1", contentType: "image/png" }, { url: "https://a/3" }] },
    ]);
  });

  const receipt = (attributes: object, type: string | undefined = "delivery_receipt") =>
    parse({ data: { id: "mdr2-1", type, attributes } }, "dlr");

  test.each([
    ["smsc submit", "sent"],
    ["message sent", "sent"],
    ["Message Buffered", "sent"],
    ["delivered", "delivered"],
    ["delivery success", "delivered"],
    ["failed", "failed"],
    ["undeliverable", "failed"],
    ["delivery failure", "failed"],
    ["smsc reject", "failed"],
    ["rejected", "failed"],
    ["expired", "failed"],
  ])("the state %s is %s, with the wrapping and without", (word, status) => {
    const told = { externalId: "mdr2-1", status, dedupeKey: `receipt:mdr2-1:${word.toLowerCase()}` };
    expect(receipt({ status: word, level: 2 })).toMatchObject([told]);
    expect(parse({ id: "mdr2-1", type: "delivery_receipt", attributes: { status: word } })).toMatchObject([told]);
    expect(parse({ data: { id: "mdr2-1", attributes: { status: word } } }, "dlr")).toMatchObject([told]);
  });

  test.each(["teleported", "constructor", "", null, 7])("the state %j changes nothing", (status) => {
    expect(receipt({ status })).toEqual([]);
  });

  test.each([
    [1010, "1010"],
    ["1010", "1010"],
    [null, "failed"],
  ])("the code %j of a failure is shown with its description", (status_code, code) => {
    expect(receipt({ status: "failed", status_code, status_code_description: "No luck" })).toMatchObject([
      { error: { kind: "refused", carrierCode: code, detail: `${code} - No luck` } },
    ]);
  });

  test("a receipt is one at any address, a message too", () => {
    const one = { data: { id: "mdr2-1", type: "delivery_receipt", attributes: { status: "delivered" } } };
    expect(parse(one, "sms")).toMatchObject([{ kind: "receipt" }]);
    expect(parse(inbound(), "dlr")).toMatchObject([{ kind: "message" }]);
  });
});

describe("against a server that answers like Flowroute", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.stop());

  const json = (status: number, body: unknown): Said => ({ status, body: JSON.stringify(body) });
  const errors = (status: number, detail: string, title = "As it says") =>
    json(status, { errors: [{ id: "e", status, title, detail }] });
  async function answering(said: Said | (() => Said)) {
    server = await fakeServer(() => (typeof said === "function" ? said() : said));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ flowroute: server.url }) });
    return server;
  }
  const io = testIo("flowroute", { timeoutMs: 1500 });
  const text = {
    from: "+19729967252",
    to: "+14102161183",
    text: "“Hi” & ‘bye’",
    media: [],
    statusCallback: "https://hooks.example.com/api/webhooks/t/k/dlr",
    clientRef: "m1",
  };
  const send = () => flowroute.send(text, channel, io);
  const taken = json(202, { data: { id: "mdr2-9", type: "message" } });

  test("a message is posted with digits alone; beside pictures quotes are straight", async () => {
    const { heard } = await answering(taken);
    expect(await send()).toEqual({ externalId: "mdr2-9" });
    const media = [{ url: "https://files.example.com/a", contentType: "image/png", sizeBytes: 1 }];
    await flowroute.send({ ...text, media }, channel, io);
    expect(heard[0]).toMatchObject({
      method: "POST",
      path: "/v2.1/messages",
      headers: { authorization: `Basic ${btoa("ak-1:sk-1")}`, "content-type": "application/vnd.api+json" },
    });
    const own = { to: "14102161183", from: "19729967252", dlr_callback: text.statusCallback };
    expect(heard.map(({ body }) => JSON.parse(body))).toEqual([
      { data: { type: "message", attributes: { ...own, body: "“Hi” & ‘bye’" } } },
      {
        data: {
          type: "message",
          attributes: {
            ...own,
            body: "\"Hi\" & 'bye'",
            is_mms: true,
            media_urls: ["https://files.example.com/a"],
          },
        },
      },
    ]);
  });

  test.each<[Said, string, string | undefined]>([
    [errors(401, "no"), "refused", "10004"],
    [errors(403, "no"), "refused", "10005"],
    [errors(404, "no"), "refused", undefined],
    [errors(405, "no"), "refused", undefined],
    [errors(415, "no"), "refused", "10002"],
    [errors(422, 'File at "" is over 767840 byte limit'), "refused", "10008"],
    [errors(422, "Error fetching media: over the limit"), "refused", "10008"],
    [errors(422, "Error fetching media: not found"), "refused", "10003"],
    [errors(422, "'to' is not a valid number"), "refused", "10001"],
    [errors(422, "The to number is invalid"), "refused", "10001"],
    [errors(422, "Unable to send", "from"), "refused", "10002"],
    [errors(422, "body is required"), "refused", "10002"],
    [errors(400, "'to' is not a valid number"), "refused", "10002"],
    [json(422, {}), "refused", "10002"],
    [errors(429, "slower"), "retryable", "10006"],
    [errors(500, "no"), "refused", "10007"],
    [errors(503, "no"), "retryable", "10007"],
    [{ status: 504, body: "" }, "unknown", "10007"],
    [json(202, {}), "unknown", undefined],
    ["cut", "unknown", "10007"],
    ["hang", "unknown", "10007"],
  ])("a send answered with %j is %s %s", async (said, kind, code) => {
    await answering(said);
    const error = await send().catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "CarrierError", kind });
    expect(error.code).toBe(code);
  });

  test("nobody there: surely not sent", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ flowroute: await closedPort() }) });
    await expect(send()).rejects.toMatchObject({ kind: "retryable", code: "10007" });
  });

  test.each<[string, Said, string]>([
    ["numbers", json(200, { data: [{ id: "12065550101", type: "number" }], links: {} }), "connected"],
    ["a wrong login", errors(401, "no"), "unauthorized"],
    ["forbidden", errors(403, "no"), "unauthorized"],
    ["nothing at this address", json(404, {}), "unauthorized"],
    ["broken", errors(500, "no"), "service_unavailable"],
    ["busy with itself", json(503, {}), "service_unavailable"],
    ["too many requests", errors(429, "no"), "unchanged"],
    ["an error of another kind", errors(418, "no"), "unknown_source"],
    ["not JSON", { status: 200, body: "<html>" }, "request_failed"],
    ["an error without a body", { status: 418, body: "" }, "request_failed"],
    ["cut", "cut", "request_failed"],
    ["hanging", "hang", "request_failed"],
  ])("the check finds %s", async (_, said, state) => {
    const { heard } = await answering(said);
    expect((await flowroute.check(channel, io)).state).toBe(state);
    expect(heard[0]?.path).toBe("/v2/numbers?limit=1");
  });

  const record = (id: string, attributes: object) => ({ id, type: "message", attributes });
  const sent = { from: "19729967252", to: "14102161183", body: text.text, direction: "outbound" };
  const receipts = (...words: string[]) => ({ delivery_receipts: words.map((status) => ({ level: 2, status })) });

  test("a message is asked after by its id; the surest of its receipts counts", async () => {
    const sought = { ...text, since: new Date("2026-11-20T09:00:00Z"), externalId: "mdr2-9" };
    const found = async (attributes: object) => {
      const { heard, stop } = await answering(json(200, { data: record("mdr2-9", attributes) }));
      const result = await flowroute.lookup?.(sought, channel, io);
      expect(heard[0]?.path).toBe("/v2.1/messages/mdr2-9");
      await stop();
      return result;
    };
    expect(await found(receipts("delivered", "message buffered"))).toEqual({
      externalId: "mdr2-9",
      status: "delivered",
    });
    expect(await found(receipts("failed", "smsc submit"))).toMatchObject({
      status: "failed",
      error: { kind: "refused" },
    });
    expect(await found({})).toEqual({ externalId: "mdr2-9", status: "sent" });
  });

  test("a message whose send got no answer is looked for by all that it says", async () => {
    const sought = { ...text, since: new Date("2026-11-20T09:00:00Z") };
    let data = [
      record("mdr2-1", { ...sent, body: "else" }),
      record("mdr2-2", { ...sent, ...receipts("delivered") }),
      record("mdr2-3", { ...sent, direction: "inbound" }),
      record("mdr2-4", { ...sent, to: "14102161184" }),
    ];
    const { heard } = await answering(() => json(200, { data }));
    expect(await flowroute.lookup?.(sought, channel, io)).toEqual({ externalId: "mdr2-2", status: "delivered" });
    expect(heard[0]?.path).toBe("/v2.1/messages?start_date=2026-11-20T08%3A59%3A59.000Z&limit=100");
    data = [record("mdr2-2", sent), record("mdr2-5", sent)];
    expect(await flowroute.lookup?.(sought, channel, io)).toBeNull(); // two that look alike prove nothing
    data = [];
    expect(await flowroute.lookup?.(sought, channel, io)).toBeNull();
  });

  describe("with the switch on, Flowroute is asked before a message is believed", () => {
    const body = inbound();
    const resolve = () => flowroute.resolve?.([request(body)], careful, io);
    const own = { from: "14102161183", to: "19729967252", body: "Hello", direction: "inbound" };

    test("its webhook is put off; receipts and strangers' numbers are not", () => {
      expect(flowroute.parse(request(body), careful)).toEqual({ later: true, why: "fetch" });
      expect(flowroute.parse(request(inbound({ to: "19725550000" })), careful)).toMatchObject([{ kind: "message" }]);
      const [, , receipt] = recordings.flowroute?.webhooks ?? [];
      expect(flowroute.parse(request(receipt?.body, "dlr"), careful)).toMatchObject([{ kind: "receipt" }]);
    });

    test("the same message is shown", async () => {
      const { heard } = await answering(json(200, { data: record("mdr2-1", own) }));
      expect(await resolve()).toMatchObject([{ kind: "message", externalId: "mdr2-1", text: "Hello" }]);
      expect(heard).toMatchObject([
        { method: "GET", path: "/v2.1/messages/mdr2-1", headers: { authorization: `Basic ${btoa("ak-1:sk-1")}` } },
      ]);
    });

    test.each([[{ body: "Bye" }], [{ from: "14102161184" }], [{ to: "19725550000" }], [{ direction: "outbound" }]])(
      "another one by that id is refused: %j",
      async (other) => {
        await answering(json(200, { data: record("mdr2-1", { ...own, ...other }) }));
        await expect(resolve()).rejects.toThrow("another message");
      },
    );

    test.each<[Said]>([[json(503, {})], ["cut"]])("without an answer (%j) it waits", async (said) => {
      await answering(said);
      await expect(resolve()).rejects.toMatchObject({ name: "CarrierError" });
    });
  });

  test("what a gap missed is read back", async () => {
    const data = [
      record("mdr2-7", { from: "14102161183", to: "19729967252", body: "Hello?", direction: "inbound" }),
      record("mdr2-8", sent),
      record("mdr2-9", { from: "14102161183", to: "19725550000", body: "not ours", direction: "inbound" }),
    ];
    const { heard } = await answering(json(200, { data }));
    expect(await flowroute.missed?.(new Date("2026-11-20T09:00:00Z"), channel, io)).toMatchObject([
      { externalId: "mdr2-7", dedupeKey: "message:mdr2-7", from: "+14102161183", text: "Hello?" },
    ]);
    expect(heard[0]?.path).toBe("/v2.1/messages?start_date=2026-11-20T09%3A00%3A00.000Z&limit=100");
  });
});
