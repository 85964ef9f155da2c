import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { MessageItem, WebhookRequest } from "../carrier";
import { closedPort, type Said, testIo } from "../testing/fakes";
import { type GeneralCarrier, generalCarrier } from "../testing/general-carrier";
import { generalExample } from "../testing/recorded";
import { local, withSettings } from "../testing/settings";
import { general, signedByGeneral } from "./general";

const numbers = [{ address: "+8618012121223", fields: {} }];
const credentials = {
  apiKey: "key-1",
  secret: "s3cr3t-General-Key",
  sendUrl: "https://service-provider.example.com/sendmessage",
  verifyUrl: "https://service-provider.example.com/verify",
};

function request(body: string, headers: HeadersInit = {}): WebhookRequest {
  const url = "https://hooks.example.com/api/webhooks/t/k";
  return {
    method: "POST",
    url,
    path: "/api/webhooks/t/k",
    headers: new Headers(headers),
    rawBody: Buffer.from(body),
    part: "",
    receivedAt: new Date(0),
  };
}

describe("the signature", () => {
  const right = "c8a5e039cfbc6cb739d9bb034be59ae84cebaa59d07d28fe4cda13d6daa9da86";
  const signed = (headers: [string, string][], body = generalExample) =>
    signedByGeneral(request(body, headers), "s3cr3t-General-Key");

  test("is the HMAC of the raw body", () => {
    expect(signed([["X-Signature-256", `sha256=${right}`]])).toBe(true);
    const second =
      '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2026-01-15T08:30:00.588+00:00","payload":{"id":"84cca175-9755-4859-b67f-4730d7f58aa3","direction":"inbound","from":{"phone_number":"+15145551111"},"to":[{"phone_number":"+15145552222"}],"text":"Bonjour ça va","media":[],"received_at":"2026-01-15T08:30:00.503+00:00","record_type":"message"},"record_type":"event"}}';
    const signature = "sha256=eda72c62fe1be5abe03015db352674d7958a0bd733c30ec3dee14b0069c7696c";
    expect(signedByGeneral(request(second, { "x-signature-256": signature }), "general-secret-0001")).toBe(true);
  });

  test.each([
    ["a plain hash of secret and body", "sha256=14b812fa1bba76055f490e0cb3cc7fa4ad488ca0d00052457b179968dee29c70"],
    ["a plain hash of body and secret", "sha256=98d37455cbab25183823125470f95417961d195d8250ccb709512e7c7f6ebcf9"],
    ["upper-case hex", `sha256=${right.toUpperCase()}`],
    ["an upper-case prefix", `SHA256=${right}`],
    ["no prefix", right],
    ["something behind it", `sha256=${right}00`],
    ["half of it", `sha256=${right.slice(0, 32)}`],
    ["another algorithm's name", `sha1=${right}`],
    ["nothing", ""],
  ])("is not %s", (_, signature) => {
    expect(signed([["X-Signature-256", signature]])).toBe(false);
  });

  test("is exactly one header over exactly these bytes", () => {
    expect(signed([])).toBe(false);
    expect(
      signed([
        ["X-Signature-256", `sha256=${right}`],
        ["X-Signature-256", `sha256=${right}`],
      ]),
    ).toBe(false);
    expect(signed([["X-Signature-256", `sha256=${right}`]], `${generalExample}\n`)).toBe(false);
    expect(signed([["X-Signature-256", `sha256=${right}`]], JSON.stringify(JSON.parse(generalExample), null, 1))).toBe(
      false,
    );
  });
});

describe("what a webhook says", () => {
  const example = JSON.parse(generalExample);
  const parse = (payload: Record<string, unknown>) => {
    const data = { ...example.data, payload: { ...example.data.payload, ...payload } };
    return (general.parse(request(JSON.stringify({ data })), { credentials, numbers }) as MessageItem[])[0];
  };

  test("of several receivers, the one that is ours", () => {
    const to = [{ phone_number: "+8618000000000" }, { phone_number: "+86 180 1212 1223" }];
    expect(parse({ to })?.to).toBe("+8618012121223");
    expect(parse({ to: [{ phone_number: "+8618000000000" }] })?.to).toBe("+8618000000000");
    expect(parse({ to: { phone_number: "+8618012121223" } })?.to).toBe("+8618012121223");
  });

  test("what a file is, when told", () => {
    const sha256 = "AB".repeat(32);
    const media = [
      { url: "https://m.example.com/a.png", content_type: "image/png", sha256, size: 102400 },
      { url: "https://m.example.com/b" },
    ];
    expect(parse({ media })?.media).toEqual([
      { url: "https://m.example.com/a.png", contentType: "image/png", sha256: sha256.toLowerCase(), sizeBytes: 102400 },
      { url: "https://m.example.com/b" },
    ]);
  });

  test.each([
    ["no id", { id: null }],
    ["an empty id", { id: "" }],
    ["an id too long", { id: "x".repeat(256) }],
    ["no sender", { from: null }],
    ["a sender without a number", { from: {} }],
    ["no receiver", { to: [] }],
    ["neither text nor media", { text: "", media: [] }],
    ["media that are no list", { media: { url: "https://m.example.com" } }],
    ["a medium without an address", { media: [{}] }],
  ])("%s is unreadable", (_, payload) => {
    expect(() => parse(payload)).toThrow(expect.objectContaining({ name: "Unreadable" }));
  });

  test.each(["", "[]", "null", "1", '{"data":[]}', '{"data":{"event_type":1}}', "{", "\u0000", "[".repeat(100_000)])(
    "body %# is unreadable",
    (body) => {
      expect(() => general.parse(request(body), { credentials, numbers })).toThrow(
        expect.objectContaining({ name: "Unreadable" }),
      );
    },
  );

  test("an event of another type is ignored, a strange time is left out, a number as id is text", () => {
    expect(general.parse(request('{"data":{"event_type":"message.finalized"}}'), { credentials, numbers })).toEqual([]);
    expect(parse({ received_at: "yesterday" })).not.toHaveProperty("sentAt");
    expect(parse({ received_at: "9999-12-31T23:59:59+00:00" })).not.toHaveProperty("sentAt");
    expect(parse({ id: 7 })?.externalId).toBe("7");
  });

  test("bytes that are no UTF-8 do not cost the message", () => {
    const broken = Buffer.from(generalExample.replace("PBX!", "caf#"));
    broken[broken.indexOf("#")] = 0xe9;
    const [item] = general.parse({ ...request(""), rawBody: broken }, { credentials, numbers }) as MessageItem[];
    expect(item?.text).toBe("Hello from caf\ufffd");
  });
});

describe("against a carrier made from the contract alone", () => {
  let carrier: GeneralCarrier;
  const io = testIo("general", { timeoutMs: 1500 });
  const channel = () => ({
    credentials: { ...credentials, sendUrl: carrier.sendUrl, verifyUrl: carrier.verifyUrl },
    numbers,
  });
  const text = {
    from: "+8618012121223",
    to: "+8618012121222",
    text: "Hello, World!",
    media: [],
    statusCallback: "",
    clientRef: "m1",
  };
  const file = { url: "https://files.example.com/a", contentType: "image/png", sizeBytes: 10 };

  beforeEach(async () => {
    withSettings(local);
    carrier = await generalCarrier(credentials);
  });
  afterEach(() => carrier.stop());

  test("the check succeeds with the key and fails without", async () => {
    expect(await general.check(channel(), io)).toEqual({ state: "connected" });
    expect(carrier.heard[0]?.path).toMatch(/^\/verify\?challenge=[\w-]{32}$/);
    const wrong = { ...channel(), credentials: { ...channel().credentials, apiKey: "wrong" } };
    expect(await general.check(wrong, io)).toMatchObject({
      state: "unauthorized",
      detail: "Authentication failed, says the carrier",
    });
  });

  test("the challenge joins a query that is there already", async () => {
    const verifyUrl = `${carrier.verifyUrl}?tenant=7`;
    expect(await general.check({ credentials: { ...credentials, verifyUrl }, numbers }, io)).toEqual({
      state: "connected",
    });
    expect(carrier.heard[0]?.path).toMatch(/^\/verify\?tenant=7&challenge=/);
  });

  test("a text and files arrive as the contract wants them, and what is empty is left out", async () => {
    expect(await general.send(text, channel(), io)).toEqual({ externalId: "g-1" });
    expect(await general.send({ ...text, text: "", media: [file] }, channel(), io)).toEqual({ externalId: "g-2" });
    expect(carrier.heard.map(({ body }) => body)).toEqual([
      '{"from":"+8618012121223","to":"+8618012121222","text":"Hello, World!"}',
      '{"from":"+8618012121223","to":"+8618012121222","media_urls":["https://files.example.com/a"]}',
    ]);
  });

  test("the carrier's own refusal is passed on in its words", async () => {
    await expect(general.send({ ...text, to: "12345" }, channel(), io)).rejects.toMatchObject({
      kind: "refused",
      code: "10001",
      carrierCode: "10001",
      detail: "Invalid 'to' address, says the carrier",
    });
  });

  test("what its customers text is read back", () => {
    const { headers, body } = carrier.webhook({
      id: "in-1",
      from: "+8618012121222",
      to: "+8618012121223",
      text: "在吗？",
    });
    const incoming = request(body, headers);
    expect(general.verify(incoming, [credentials])).toBe(true);
    expect(general.parse(incoming, { credentials, numbers })).toMatchObject([
      {
        externalId: "in-1",
        from: "+8618012121222",
        to: "+8618012121223",
        text: "在吗？",
        sentAt: new Date("2026-11-20T09:00:00.503Z"),
      },
    ]);
  });

  const errors = (status: number, ...codes: (string | number)[]): Said => ({
    status,
    body: JSON.stringify({ errors: codes.map((code) => ({ code, title: `title ${code}`, detail: `detail ${code}` })) }),
  });

  test.each<[string, Said, string]>([
    ["another challenge", { status: 200, body: "something else" }, "unauthorized"],
    ["an empty answer", { status: 200, body: "" }, "unauthorized"],
    ["the challenge in an object", { status: 200, body: '{"challenge":"x"}' }, "unauthorized"],
    ["401", errors(401, "10004"), "unauthorized"],
    ["403", { status: 403 }, "unauthorized"],
    ["404", { status: 404, body: "<html>" }, "unauthorized"],
    ["500", { status: 500 }, "service_unavailable"],
    ["500 with an error", errors(500, "10007"), "service_unavailable"],
    ["503 with an error", errors(503, "10007"), "unknown_source"],
    ["429 with an error whose code is a number", errors(429, 10006), "unknown_source"],
    ["400 with JSON of another kind", { status: 400, body: '{"error":"no"}' }, "request_failed"],
    ["400 with errors that are no list", { status: 400, body: '{"errors":{"code":"10002"}}' }, "request_failed"],
    ["503 with nothing", { status: 503 }, "request_failed"],
    ["204", { status: 204 }, "request_failed"],
    ["a redirect", { status: 302, headers: { location: "/verify" } }, "request_failed"],
    ["a cut connection", "cut", "request_failed"],
    ["no answer in time", "hang", "request_failed"],
  ])("the check of a carrier that answers with %s", async (_, said, state) => {
    carrier.next.push(said);
    expect((await general.check(channel(), io)).state).toBe(state);
  });

  test("the check takes the challenge as bare text, as JSON text and with blanks around", async () => {
    const shapes = [(c: string) => c, (c: string) => JSON.stringify(c), (c: string) => `  ${c}\r\n`];
    for (const shape of shapes) {
      const http = testIo("general").http;
      const reshaped = async (url: string, options?: Parameters<typeof http>[1]) => {
        const answer = await http(url, options);
        return { ...answer, text: () => shape(answer.text()) };
      };
      expect(await general.check(channel(), { ...io, http: reshaped })).toEqual({ state: "connected" });
    }
  });

  test("the check of nobody", async () => {
    const verifyUrl = `${await closedPort()}/verify`;
    const result = await general.check({ credentials: { ...credentials, verifyUrl }, numbers }, io);
    expect(result).toMatchObject({ state: "request_failed", detail: expect.stringContaining("ECONNREFUSED") });
  });

  test.each<[string, Said, string, string | undefined, string | undefined]>([
    ["10001", errors(400, "10001"), "refused", "10001", "detail 10001"],
    ["10002", errors(400, "10002"), "refused", "10002", "detail 10002"],
    ["10003", errors(400, "10003"), "refused", "10003", "detail 10003"],
    ["10004", errors(400, "10004"), "refused", "10004", "detail 10004"],
    ["10005", errors(400, "10005"), "refused", "10005", "detail 10005"],
    ["10006", errors(400, "10006"), "retryable", "10006", "detail 10006"],
    ["10007", errors(400, "10007"), "refused", "10007", "detail 10007"],
    ["10008", errors(413, "10008"), "refused", "10008", "detail 10008"],
    ["a code as a number", errors(400, 10001), "refused", "10001", "detail 10001"],
    ["401 alone", { status: 401 }, "refused", "10004", "HTTP 401"],
    ["403 alone", { status: 403 }, "refused", "10007", "HTTP 403"],
    ["404 alone", { status: 404 }, "refused", undefined, "HTTP 404"],
    ["500 alone", { status: 500 }, "refused", undefined, "HTTP 500"],
    ["429 alone", { status: 429 }, "retryable", undefined, "HTTP 429"],
    ["503 with 10007", errors(503, "10007"), "retryable", "10007", "detail 10007"],
    ["401, but the code says 10001", errors(401, "10001"), "refused", "10001", "detail 10001"],
    ["403, but the code says 10004", errors(403, "10004"), "refused", "10004", "detail 10004"],
    ["401 and a code of its own", errors(401, "777"), "refused", "10004", "detail 777"],
    ["several errors: the first known code", errors(400, "777", "10003", "10001"), "refused", "10003", "detail 777"],
    ["a code nobody knows", errors(400, "777"), "refused", undefined, "detail 777"],
    ["200 with errors", errors(200, "10001"), "refused", "10001", "detail 10001"],
    ["200 without an id", { status: 200, body: '{"data":{}}' }, "refused", undefined, "no data.id in the answer"],
    [
      "200 with an empty id",
      { status: 200, body: '{"data":{"id":""}}' },
      "refused",
      undefined,
      "no data.id in the answer",
    ],
    [
      "200 with null for an id",
      { status: 200, body: '{"data":{"id":null}}' },
      "refused",
      undefined,
      "no data.id in the answer",
    ],
    ["201 with an id", { status: 201, body: '{"data":{"id":"x"}}' }, "refused", undefined, "HTTP 201"],
    [
      "a title without a detail",
      { status: 400, body: '{"errors":[{"code":"777","title":"Nope"}]}' },
      "refused",
      undefined,
      "Nope",
    ],
  ])("a send answered with %s", async (_, said, kind, code, detail) => {
    carrier.next.push(said);
    const thrown = await general.send(text, channel(), io).catch((error) => error);
    expect(thrown).toMatchObject({ name: "CarrierError", kind });
    expect([thrown.code, thrown.detail]).toEqual([code, detail]);
  });

  test("a number as id is an id", async () => {
    carrier.next.push({ status: 200, body: '{"data":{"id":42}}' });
    expect(await general.send(text, channel(), io)).toEqual({ externalId: "42" });
  });

  test("a cut connection and a missing answer leave it unknown; nobody there proves that nothing was sent", async () => {
    carrier.next.push("cut", "hang");
    await expect(general.send(text, channel(), io)).rejects.toMatchObject({ kind: "unknown" });
    await expect(general.send(text, channel(), io)).rejects.toMatchObject({ kind: "unknown" });
    const sendUrl = `${await closedPort()}/sendmessage`;
    await expect(general.send(text, { credentials: { ...credentials, sendUrl }, numbers }, io)).rejects.toMatchObject({
      kind: "retryable",
    });
  });
});

test.each([
  ["https://service-provider.example.com/verify", true],
  ["https://service-provider.example.com:8443/verify?a=b", true],
  ["https://service-provider.example.com", true],
  ["service-provider.example.com/verify", false],
  ["ftp://service-provider.example.com/verify", false],
  ["https://user:password@service-provider.example.com/verify", false],
  ["https://service-provider.example.com/verify#part", false],
  ["javascript:alert(1)", false],
  ["https://", false],
])("%s as an address in the form: %s", (verifyUrl, valid) => {
  expect(general.credentials.safeParse({ ...credentials, verifyUrl }).success).toBe(valid);
});
