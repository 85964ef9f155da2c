import { getExpectedBodyHash, getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { afterEach, describe, expect, test } from "vitest";
import type { Item, MessageItem, ReceiptItem, WebhookRequest } from "../carrier";
import { type Said as Answer, closedPort, type FakeServer, fakeServer, testIo } from "../testing/fakes";
import { randomFrom } from "../testing/random";
import { recordings, twilioFields } from "../testing/recorded";
import { local, withSettings } from "../testing/settings";
import { twilio } from "./twilio";
import { signedByTwilio } from "./twilio-signature";

const token = "0123456789abcdef0123456789abcdef";
const accountSid = "AC00000000000000000000000000000001";
const channel = { credentials: { accountSid, authToken: token }, numbers: [{ address: "+19729967252", fields: {} }] };
const [inbound, status] = (recordings.twilio?.webhooks ?? []).map(({ body }) => body);

function request(url: string, signature: string, body = "", method = "POST"): WebhookRequest {
  const headers = new Headers({ "x-twilio-signature": signature });
  const path = url.replace(/^https?:\/\/[^/]+|[?#].*$/g, "");
  return { method, url, path, headers, rawBody: Buffer.from(body), part: "", receivedAt: new Date(0) };
}

describe("signatures of Twilio's own making", () => {
  const base = "https://hooks.example.com/webhooks/twilio/ch_01";
  const json = '{"property": "value", "boolean": true}';
  const hash = "0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
  test.each([
    ["a message", `${base}?v=1`, "Th9WGDDTb5D832CQldAAbgen5vA=", inbound, "POST"],
    ["a receipt", `${base}/status`, "b6yYOte0pNYl7hKFWXMlqpg+mjo=", status, "POST"],
    ["a receipt, signed with the standard port", `${base}/status`, "GivhGdD5nzVxfYjAhq61ti8fJe0=", status, "POST"],
    ["a JSON body", `${base}?bodySHA256=${hash}`, "8Y6sirkyyrs5naia1GeveKG1pGo=", json, "POST"],
    [
      "a GET",
      `${base}?From=%2B14102161183&Body=It's+amazing&To=%2B19729967252`,
      "TruGRj4BNWjgpF98xzmX3XPLt5U=",
      "",
      "GET",
    ],
  ])("%s", (_, url, signature, body = "", method) => {
    expect(signedByTwilio(request(url, signature, body, method), token)).toBe(true);
    expect(signedByTwilio(request(url, signature, body, method), `${token}0`)).toBe(false);
    expect(signedByTwilio(request(`${url}x`, signature, body, method), token)).toBe(false);
    expect(signedByTwilio(request(url, signature.toLowerCase(), body, method), token)).toBe(false);
  });

  test("a JSON body that is not the one that was hashed", () => {
    const url = `${base}?bodySHA256=${hash}`;
    expect(signedByTwilio(request(url, "8Y6sirkyyrs5naia1GeveKG1pGo=", json.replace("true", "false")), token)).toBe(
      false,
    );
  });

  test("with a port of our own, with and without it in what was signed", () => {
    const ours = "https://hooks.example.com:8443/a";
    for (const signed of [ours, "https://hooks.example.com/a"]) {
      const signature = getExpectedTwilioSignature(token, signed, twilioFields(inbound ?? ""));
      expect(signedByTwilio(request(ours, signature, inbound), token)).toBe(true);
    }
    const local = getExpectedTwilioSignature(token, "http://localhost:3000/a", twilioFields(inbound ?? ""));
    expect(signedByTwilio(request("http://localhost:3000/a", local, inbound), token)).toBe(true);
    expect(signedByTwilio(request("http://localhost:3001/a", local, inbound), token)).toBe(false);
  });

  test("with the fragment of our own address in what was signed, or not", () => {
    const [address] = twilio.webhooks(base);
    const signature = getExpectedTwilioSignature(token, address?.url ?? "", twilioFields(inbound ?? ""));
    expect(address?.url).toContain("#");
    expect(signedByTwilio(request(base, signature, inbound), token)).toBe(true);
  });

  test("over anything a form may hold", () => {
    const random = randomFrom("twilio signatures");
    const texts = ["", "a", "B", "é", "你好", "👋", "a+b c&d=e%", "'", "\r\n", "\u0000", "Body", "~!*()"];
    for (let at = 0; at < 500; at++) {
      const form = new URLSearchParams();
      for (let left = random.whole(8); left > 0; left--) form.append(`${random.pick(texts)}x`, random.pick(texts));
      const body = form.toString();
      const signature = getExpectedTwilioSignature(token, base, twilioFields(body));
      expect(signedByTwilio(request(base, signature, body), token), body).toBe(true);
    }
  });

  test("over JSON", () => {
    const body = '{"a":"é"}';
    const url = `${base}?bodySHA256=${getExpectedBodyHash(body)}`;
    expect(signedByTwilio(request(url, getExpectedTwilioSignature(token, url, {}), body), token)).toBe(true);
  });
});

test("rightly signed for another account is refused", () => {
  const body = (inbound ?? "").replace("AC00000000000000000000000000000001", "AC00000000000000000000000000000002");
  const signed = request(
    "https://h.example/a",
    getExpectedTwilioSignature(token, "https://h.example/a", twilioFields(body)),
    body,
  );
  expect(signedByTwilio(signed, token)).toBe(true);
  expect(twilio.verify(signed, [channel.credentials])).toBe(false);
});

/** An item of either kind, for looking at one field. */
type Said = Omit<MessageItem, "kind" | "externalId"> & Omit<ReceiptItem, "kind">;

describe("what a webhook says", () => {
  const parse = (fields: Record<string, string>, part = "") => {
    const body = new URLSearchParams({ MessageSid: "SM1", AccountSid: accountSid, ...fields }).toString();
    const items = twilio.parse({ ...request("https://h.example/a", "", body), part }, channel);
    return items as (Item & Partial<Said>)[];
  };
  const message = (fields: Record<string, string>) => parse({ From: "+14102161183", To: "+19729967252", ...fields })[0];

  test.each([
    ["accepted", "sent"],
    ["scheduled", "sent"],
    ["queued", "sent"],
    ["sending", "sent"],
    ["sent", "sent"],
    ["partially_delivered", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
    ["undelivered", "failed"],
    ["failed", "failed"],
    ["canceled", "failed"],
    ["Delivered", "delivered"],
  ])("the state %s is %s", (word, state) => {
    expect(parse({ MessageStatus: word }, "status")).toMatchObject([
      { kind: "receipt", externalId: "SM1", status: state },
    ]);
  });

  test.each(["receiving", "received", "teleported", "constructor", ""])("the state %j changes nothing", (word) => {
    expect(parse({ MessageStatus: word }, "status")).toEqual([]);
  });

  test("states of one message have different keys, a repeated state has the same", () => {
    const keys = ["sent", "delivered", "sent"].map((word) => parse({ MessageStatus: word })[0]?.dedupeKey);
    expect(keys).toEqual(["receipt:SM1:sent", "receipt:SM1:delivered", "receipt:SM1:sent"]);
  });

  test.each([
    ["30003", "refused", undefined],
    ["30005", "refused", "10001"],
    ["30006", "refused", "10001"],
    ["30007", "refused", undefined],
    ["30001", "refused", "10006"],
    ["30002", "refused", "10004"],
    ["63034", "refused", "10008"],
    ["21610", "opted_out", undefined],
    ["99999", "refused", undefined],
  ])("a failure with %s is %s %s, in Twilio's words", (ErrorCode, kind, code) => {
    const [receipt] = parse({ MessageStatus: "failed", ErrorCode, ErrorMessage: "No luck" });
    expect(receipt?.error).toEqual({
      kind,
      ...(code ? { code } : {}),
      carrierCode: ErrorCode,
      detail: `${ErrorCode} - No luck`,
    });
  });

  test("a cancelled message failed for that reason", () => {
    expect(parse({ MessageStatus: "canceled" })[0]?.error).toMatchObject({ carrierCode: "canceled" });
  });

  test("senders without a number are senders too", () => {
    expect(message({ From: "12345" })?.from).toBe("12345");
    expect(message({ From: "PIZZA" })?.from).toBe("PIZZA");
  });

  test("only as many media as there are, and none that are not there", () => {
    const media = { MediaUrl0: "https://a/0", MediaUrl1: "https://a/1", MediaContentType1: "image/png" };
    expect(message({ ...media, NumMedia: "2", Body: "" })).toMatchObject({
      text: "",
      media: [{ url: "https://a/0" }, { url: "https://a/1", contentType: "image/png" }],
    });
    expect(message({ ...media, NumMedia: "1" })?.media).toHaveLength(1);
    expect(message({ ...media, NumMedia: "9999999999" })?.media).toHaveLength(2);
    expect(message({ ...media, NumMedia: "x" })?.media).toEqual([]);
  });

  test("NUL is taken out of texts", () => {
    expect(message({ Body: "a\u0000b" })?.text).toBe("ab");
  });

  test("an opt-out that Twilio recognised", () => {
    expect(message({ OptOutType: "STOP", Body: "arret" })?.optOut).toBe("stop");
    expect(message({ Body: "STOP" })).not.toHaveProperty("optOut");
  });

  test.each([[{ MessageSid: "" }], [{ From: "" }], [{ To: "" }], [{ MessageSid: "x".repeat(256) }]])(
    "without what a message needs (%j) it is unreadable",
    (fields) => {
      expect(() => message(fields)).toThrow("usable");
    },
  );
});

test("the answer is a document that says nothing: plain text would be texted to the customer", () => {
  const answer = twilio.answer("accepted", request("https://h.example/a", ""));
  expect(answer).toEqual({
    status: 200,
    headers: { "content-type": "text/xml" },
    body: '<?xml version="1.0" encoding="UTF-8"?><Response></Response>',
  });
});

describe("against a server that answers like Twilio", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.stop());

  async function answering(said: Answer | ((path: string) => Answer)) {
    server = await fakeServer(({ path }) => (typeof said === "function" ? said(path) : said));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ twilio: server.url }) });
    return server;
  }
  const error = (status: number, code: number): Answer => ({
    status,
    body: JSON.stringify({ code, message: "as it says", more_info: "https://www.twilio.com/docs/errors", status }),
  });
  const io = testIo("twilio", { timeoutMs: 1500 });
  const text = {
    from: "+19729967252",
    to: "+14102161183",
    text: "Hi & bye 👋",
    media: [],
    statusCallback: "https://hooks.example.com/api/webhooks/t/k/status",
    clientRef: "m1",
  };
  const send = (message = text) => twilio.send(message, channel, io);

  test("a message is posted as a form, with the login and every file", async () => {
    const { heard } = await answering({
      status: 201,
      body: '{"sid":"SM1","status":"queued","num_segments":"2","error_code":null}',
    });
    const media = ["a", "b"].map((name) => ({
      url: `https://files.example.com/${name}`,
      contentType: "image/png",
      sizeBytes: 1,
    }));
    expect(await twilio.send({ ...text, media }, channel, io)).toEqual({ externalId: "SM1", segments: 2 });
    expect(heard).toMatchObject([
      {
        method: "POST",
        path: `/2010-04-01/Accounts/${accountSid}/Messages.json`,
        headers: {
          authorization: `Basic ${btoa(`${accountSid}:${token}`)}`,
          "content-type": "application/x-www-form-urlencoded",
        },
      },
    ]);
    expect([...new URLSearchParams(heard[0]?.body)]).toEqual([
      ["From", "+19729967252"],
      ["To", "+14102161183"],
      ["Body", "Hi & bye 👋"],
      ["MediaUrl", "https://files.example.com/a"],
      ["MediaUrl", "https://files.example.com/b"],
      ["StatusCallback", "https://hooks.example.com/api/webhooks/t/k/status"],
    ]);
  });

  test.each([
    [401, 20003, "refused", "10004"],
    [404, 20404, "refused", undefined],
    [429, 20429, "retryable", "10006"],
    [400, 21211, "refused", "10001"],
    [400, 21217, "refused", "10001"],
    [400, 21614, "refused", "10001"],
    [400, 21212, "refused", "10002"],
    [400, 21606, "refused", "10002"],
    [400, 21408, "refused", "10005"],
    [400, 21608, "refused", "10005"],
    [400, 21610, "opted_out", undefined],
    [400, 21612, "refused", undefined],
    [400, 21602, "refused", "10002"],
    [400, 21617, "refused", "10002"],
    [400, 21620, "refused", "10003"],
    [400, 21623, "refused", "10008"],
    [400, 63034, "refused", "10008"],
    [403, 20003, "refused", "10004"],
    [500, 20500, "refused", "10007"],
    [502, 20500, "unknown", "10007"],
    [503, 20503, "retryable", "10007"],
    [504, 20504, "unknown", "10007"],
    [400, 21999, "refused", undefined],
  ])("a refusal with %i and %i is %s %s", async (status, carrierCode, kind, code) => {
    await answering(error(status, carrierCode));
    const refused = await send().catch((thrown) => thrown);
    expect(refused.failure).toEqual({
      kind,
      ...(code ? { code } : {}),
      carrierCode: String(carrierCode),
      detail: `${carrierCode} - as it says`,
    });
  });

  test("how long to wait is Twilio's word", async () => {
    await answering({ status: 429, headers: { "retry-after": "3" }, body: "" });
    await expect(send()).rejects.toMatchObject({ kind: "retryable", code: "10006", retryAfterMs: 3000 });
  });

  test.each<[string, Answer, string]>([
    ["a refusal without a readable body", { status: 400, body: "<html>" }, "refused"],
    ["taken, but the answer names nothing", { status: 201, body: "<html>" }, "unknown"],
    ["cut before the answer", "cut", "unknown"],
    ["no answer in time", "hang", "unknown"],
    ["a redirect", { status: 302, headers: { location: "/" } }, "refused"],
  ])("%s: %s", async (_, said, kind) => {
    await answering(said);
    await expect(send()).rejects.toMatchObject({ name: "CarrierError", kind });
  });

  test("nobody there: surely not sent", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ twilio: await closedPort() }) });
    await expect(send()).rejects.toMatchObject({ kind: "retryable", code: "10007" });
  });

  const account = (state: string): Answer => ({
    status: 200,
    body: JSON.stringify({ sid: accountSid, status: state, type: "Full", auth_token: token }),
  });
  test.each<[string, Answer, string]>([
    ["an active account", account("active"), "connected"],
    ["a suspended account", account("suspended"), "unauthorized"],
    ["a closed account", account("closed"), "unauthorized"],
    ["a wrong login", error(401, 20003), "unauthorized"],
    ["forbidden", error(403, 20003), "unauthorized"],
    ["no such account", error(404, 20404), "unauthorized"],
    ["broken", error(500, 20500), "service_unavailable"],
    ["busy with itself", { status: 503, body: "" }, "service_unavailable"],
    ["too many requests", error(429, 20429), "unchanged"],
    ["an error of another kind", error(418, 1), "unknown_source"],
    ["not JSON", { status: 200, body: "<html>" }, "request_failed"],
    ["cut", "cut", "request_failed"],
    ["hanging", "hang", "request_failed"],
  ])("the check finds %s", async (_, said, state) => {
    await answering(said);
    const result = await twilio.check(channel, io);
    expect(result.state).toBe(state);
    expect(JSON.stringify(result)).not.toContain(token);
  });

  test("a message whose id is known is asked after by it", async () => {
    const { heard } = await answering({
      status: 200,
      body: '{"sid":"SM1","status":"undelivered","error_code":30005,"error_message":"Unknown destination"}',
    });
    const sought = { ...text, externalId: "SM1", since: new Date() };
    expect(await twilio.lookup?.(sought, channel, io)).toEqual({
      externalId: "SM1",
      status: "failed",
      error: { kind: "refused", code: "10001", carrierCode: "30005", detail: "30005 - Unknown destination" },
    });
    expect(heard[0]?.path).toBe(`/2010-04-01/Accounts/${accountSid}/Messages/SM1.json`);
  });

  test("a message whose send got no answer is looked for among those of that day", async () => {
    const since = new Date("2026-11-20T09:00:00Z");
    const one = (sid: string, body: string, date_created: string) => ({ sid, body, date_created, status: "delivered" });
    const right = one("SM2", text.text, "Fri, 20 Nov 2026 09:00:01 +0000");
    let messages = [
      right,
      one("SM3", "else", "Fri, 20 Nov 2026 09:00:01 +0000"),
      one("SM4", text.text, "Fri, 20 Nov 2026 08:00:00 +0000"),
    ];
    const { heard } = await answering(() => ({ status: 200, body: JSON.stringify({ messages }) }));
    const lookup = () => twilio.lookup?.({ ...text, since }, channel, io);
    expect(await lookup()).toEqual({ externalId: "SM2", status: "delivered" });
    expect(heard[0]?.path).toContain("To=%2B14102161183&From=%2B19729967252&DateSent%3E=2026-11-20");
    messages = [right, { ...right, sid: "SM5" }];
    expect(await lookup()).toBeNull(); // two that look alike prove nothing
    messages = [];
    expect(await lookup()).toBeNull();
  });

  test("a file is fetched with the login from Twilio's hosts only", async () => {
    const { heard } = await answering({ status: 200, body: "bytes" });
    for (const url of [
      "https://api.twilio.com/a",
      "https://media.twilio.com.evil.example/a",
      "https://evil.example/twilio.com/",
    ]) {
      await twilio.fetchMedia?.({ url }, channel, io, 100);
    }
    expect(heard.map(({ headers }) => headers.authorization !== undefined)).toEqual([true, false, false]);
  });
});
