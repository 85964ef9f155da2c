import { afterEach, describe, expect, test } from "vitest";
import type { Item, WebhookRequest } from "../carrier";
import { readWebhook } from "../read-webhook";
import { closedPort, type FakeServer, fakeServer, type Heard, type Said, testIo } from "../testing/fakes";
import { recordings } from "../testing/recorded";
import { local, withSettings } from "../testing/settings";
import { bandwidth } from "./bandwidth";

const applicationId = "93de2206-9669-4e07-948d-329f4b722ee2";
let pairs = 0;
/** Logins are remembered for as long as the process lives: every test has a pair of its own. */
const newChannel = (more: Partial<typeof own> = {}) => ({
  credentials: { ...own, user: `user-${++pairs}`, ...more },
  numbers: [{ address: "+19729967252", fields: {} }],
});
const own = {
  applicationId,
  accountId: "9900000",
  user: "user",
  password: "pass",
  callbackLogin: false,
  callbackUser: "bw-hook",
  callbackPassword: "p:ss wörd",
};

function request(body: string, headers: Record<string, string> = {}): WebhookRequest {
  const [url, path] = ["https://hooks.example.com/a", "/a"];
  const receivedAt = new Date("2026-11-20T09:00:00Z");
  return { method: "POST", url, path, headers: new Headers(headers), rawBody: Buffer.from(body), part: "", receivedAt };
}

describe("a callback's login", () => {
  const channel = newChannel({ callbackLogin: true });
  const [first] = recordings.bandwidth?.webhooks ?? [];
  const read = (headers: Record<string, string>, body = first?.body ?? "", one = channel) =>
    readWebhook(bandwidth, request(body, headers), [one.credentials], one);
  const challenge = { status: 401, headers: { "www-authenticate": 'Basic realm="webhook"' } };

  test("the first request is asked for it, with a body or without", () => {
    expect(read({})).toEqual({ outcome: "handshake", answer: challenge });
    expect(read({}, "")).toEqual({ outcome: "handshake", answer: challenge });
  });

  test("the second has it", () => {
    expect(read({ authorization: "Basic YnctaG9vazpwOnNzIHfDtnJk" }).outcome).toBe("items");
    expect(read({ authorization: "basic YnctaG9vazpwOnNzIHfDtnJk" }).outcome).toBe("items");
  });

  test.each([
    ["another password", `Basic ${btoa("bw-hook:p")}`],
    ["a name alone", `Basic ${btoa("bw-hook")}`],
    ["something that is no login", "Bearer YnctaG9vazpwOnNzIHfDtnJk"],
    ["nothing in it", "Basic "],
  ])("%s is refused, with another chance", (_, authorization) => {
    expect(read({ authorization })).toEqual({ outcome: "refused", reason: "signature" });
    expect(bandwidth.answer("refused", request(""))).toEqual(challenge);
  });

  test("turned on, it holds at once; turned off, nobody is asked", () => {
    const off = newChannel();
    const all = [channel.credentials, off.credentials];
    expect(bandwidth.verify(request("[]"), all)).toBe(false);
    expect(read({}, first?.body, off).outcome).toBe("items");
    expect(bandwidth.verify(request("[]", { authorization: "Basic x" }), [off.credentials, channel.credentials])).toBe(
      true,
    );
  });
});

describe("what a webhook says", () => {
  const channel = newChannel();
  const parse = (...events: object[]) => bandwidth.parse(request(JSON.stringify(events)), channel) as Item[];
  const message = { id: "b1", owner: "+19729967252", applicationId, from: "+14102161183", to: ["+19729967252"] };
  const received = (more: object) => parse({ type: "message-received", message: { ...message, ...more } })[0];

  test("an event of another application is refused, and the administrator is told which", () => {
    expect(() => received({ applicationId: "other" })).toThrow("another application ID");
    expect(() => received({ applicationId: undefined })).toThrow("no application");
  });

  test("every event of a list is read, in its order", () => {
    const all = ["b1", "b2", "b3"].map((id) => ({ type: "message-received", message: { ...message, id } }));
    expect(parse(...all)).toMatchObject(["b1", "b2", "b3"].map((externalId) => ({ externalId })));
    expect(parse()).toEqual([]);
  });

  test.each(["suggestion-response", "requested-location-response", "constructor", "message-teleported"])(
    "an event %s changes nothing",
    (type) => {
      expect(parse({ type, message })).toEqual([]);
    },
  );

  test("an object instead of a list is unreadable", () => {
    expect(() => bandwidth.parse(request('{"type":"message-received"}'), channel)).toThrow("not a list");
  });

  test("our number is the owner, whoever else is in the group", () => {
    expect(received({ to: ["+12065550101", "+19729967252"] })).toMatchObject({ to: "+19729967252" });
  });

  test("files have their names; what only lays them out is none", () => {
    const base = "https://messaging.bandwidth.com/api/v2/users/9900000/media/x/0";
    const media = [
      `${base}/a%20b.png`,
      `${base}/smil.xml`,
      `${base}/0.SMIL`,
      `${base}/notes.xml.pdf`,
      7,
      "",
      `${base}/%ff`,
    ];
    expect(received({ media })).toMatchObject({
      media: [
        { url: `${base}/a%20b.png`, fileName: "a b.png" },
        { url: `${base}/notes.xml.pdf`, fileName: "notes.xml.pdf" },
        { url: `${base}/%ff`, fileName: "%ff" },
      ],
    });
  });

  test.each([
    ["message-sending", {}, "sent"],
    ["message-sent", {}, "sent"],
    ["message-delivered", { description: "ok" }, "delivered"],
    ["message-delivered", { description: "Message delivered to carrier" }, "sent"],
    ["message-read", {}, "read"],
    ["message-failed", { errorCode: 4720 }, "failed"],
    ["message-failed", { errorCode: 9902, description: "receipt timed out" }, "sent"],
  ])("%s %j is %s", (type, more, status) => {
    expect(parse({ type, ...more, message: { ...message, tag: "m1" } })).toMatchObject([
      { kind: "receipt", externalId: "b1", status, clientRef: "m1", dedupeKey: `receipt:b1:${type}` },
    ]);
  });

  test.each([
    [4303, "refused", "10001"],
    [4404, "refused", "10001"],
    [4406, "refused", "10001"],
    [4720, "refused", "10001"],
    [4721, "refused", "10001"],
    [4301, "refused", "10002"],
    [4751, "refused", "10002"],
    [4412, "refused", "10003"],
    [4410, "refused", "10003"],
    [4411, "refused", "10008"],
    [4711, "refused", "10008"],
    [4403, "refused", "10005"],
    [4432, "refused", "10005"],
    [4773, "refused", "10005"],
    [4775, "opted_out", undefined],
    [4482, "opted_out", undefined],
    [4470, "refused", undefined],
    [4772, "refused", undefined],
    [4780, "refused", "10006"],
    [5600, "refused", "10006"],
    [5100, "refused", "10007"],
    [9999, "refused", undefined],
  ])("a failure with %i is %s %s, in Bandwidth's words", (errorCode, kind, code) => {
    const [item] = parse({ type: "message-failed", errorCode, description: "as-it-says", message });
    expect(item).toMatchObject({
      error: { kind, carrierCode: String(errorCode), detail: `${errorCode} - as-it-says` },
    });
    expect(item?.kind === "receipt" && item.error?.code).toBe(code);
  });
});

describe("against a server that answers like Bandwidth", () => {
  let server: FakeServer | undefined;
  afterEach(() => server?.stop());

  const json = (status: number, body: unknown): Said => ({ status, body: JSON.stringify(body) });
  const token = (n = 1) => json(200, { access_token: `token-${n}`, token_type: "Bearer", expires_in: 3600 });
  const noClient = json(401, { error: "invalid_client" });
  const taken = json(202, { id: "b1", segmentCount: 2, direction: "out" });
  const isToken = ({ path }: Heard) => path === "/api/v1/oauth2/token";

  async function answering(said: Said | ((heard: Heard) => Said), tokens: Said | ((heard: Heard) => Said) = token()) {
    server = await fakeServer((heard) => {
      const one = isToken(heard) ? tokens : said;
      return typeof one === "function" ? one(heard) : one;
    });
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ bandwidth: server.url }) });
    const { heard } = server;
    return { calls: () => heard.filter((one) => !isToken(one)), tokens: () => heard.filter(isToken) };
  }
  const io = testIo("bandwidth", { timeoutMs: 1500 });
  const text = {
    from: "+19729967252",
    to: "+14102161183",
    text: "Hello 👋",
    media: [],
    statusCallback: "https://hooks.example.com/api/webhooks/t/k",
    clientRef: "m1",
  };
  const basic = (user: string) => `Basic ${btoa(`${user}:pass`)}`;

  test("a message is posted to one recipient, with our id and every file", async () => {
    const { calls } = await answering(taken);
    const media = [{ url: "https://files.example.com/a", contentType: "image/png", sizeBytes: 1 }];
    expect(await bandwidth.send({ ...text, media }, newChannel(), io)).toEqual({ externalId: "b1", segments: 2 });
    expect(calls()).toMatchObject([
      {
        method: "POST",
        path: "/api/v2/users/9900000/messages",
        headers: { authorization: "Bearer token-1", "content-type": "application/json; charset=utf-8" },
      },
    ]);
    expect(JSON.parse(calls()[0]?.body ?? "")).toEqual({
      to: ["+14102161183"],
      from: "+19729967252",
      text: "Hello 👋",
      media: ["https://files.example.com/a"],
      applicationId,
      tag: "m1",
    });
  });

  test("fifty messages need one token, however many go at once", async () => {
    const { calls, tokens } = await answering(taken);
    const channel = newChannel();
    const sends = (count: number) => Array.from({ length: count }, () => bandwidth.send(text, channel, io));
    await Promise.all(sends(25));
    await Promise.all(sends(25));
    expect(calls()).toHaveLength(50);
    expect(tokens()).toMatchObject([
      {
        method: "POST",
        body: "grant_type=client_credentials",
        headers: {
          authorization: basic(channel.credentials.user),
          "content-type": "application/x-www-form-urlencoded",
        },
      },
    ]);
  });

  test("a token is renewed a minute before its end, once for all who need it", async () => {
    let given = 0;
    const { calls, tokens } = await answering(taken, () => token(++given));
    const channel = newChannel();
    const at = (seconds: number) => ({ ...io, now: () => new Date(Date.UTC(2026, 10, 20, 9) + seconds * 1000) });
    await bandwidth.send(text, channel, at(0));
    await bandwidth.send(text, channel, at(3539));
    expect(tokens()).toHaveLength(1);
    await Promise.all([1, 2, 3].map(() => bandwidth.send(text, channel, at(3541))));
    expect(tokens()).toHaveLength(2);
    expect(calls().at(-1)?.headers.authorization).toBe("Bearer token-2");
  });

  test("a refused token is asked for anew, once", async () => {
    let given = 0;
    const { calls, tokens } = await answering(
      ({ headers }) => (headers.authorization === "Bearer token-1" ? json(401, {}) : taken),
      () => token(++given),
    );
    expect(await bandwidth.send(text, newChannel(), io)).toMatchObject({ externalId: "b1" });
    expect([calls().length, tokens().length]).toEqual([2, 2]);
    await server?.stop();
    const never = await answering(json(401, { type: "unauthorized", description: "no" }));
    await expect(bandwidth.send(text, newChannel(), io)).rejects.toMatchObject({ kind: "refused", code: "10004" });
    expect([never.calls().length, never.tokens().length]).toEqual([2, 2]);
  });

  test.each([400, 401])("a pair that is no client's (%i) is a user's, and that is remembered", async (status) => {
    const { calls, tokens } = await answering(taken, json(status, { error: "invalid_client" }));
    const channel = newChannel();
    await bandwidth.send(text, channel, io);
    await bandwidth.send(text, channel, io);
    expect(tokens()).toHaveLength(1);
    expect(calls().map(({ headers }) => headers.authorization)).toEqual(
      Array.from({ length: 2 }, () => basic(channel.credentials.user)),
    );
  });

  test("a user's login that is refused is tried as a client's the next time", async () => {
    const { calls, tokens } = await answering(json(401, { type: "unauthorized", description: "no" }), noClient);
    const channel = newChannel();
    await expect(bandwidth.send(text, channel, io)).rejects.toMatchObject({ kind: "refused", code: "10004" });
    expect([calls().length, tokens().length]).toEqual([1, 1]);
    await expect(bandwidth.send(text, channel, io)).rejects.toMatchObject({ code: "10004" });
    expect(tokens()).toHaveLength(2);
  });

  test.each<[string, Said, string, string]>([
    ["busy", json(503, {}), "retryable", "10007"],
    ["asked too often", json(429, {}), "retryable", "10006"],
    ["broken", json(500, {}), "retryable", "10007"],
    ["cut", "cut", "retryable", "10007"],
    ["silent", "hang", "retryable", "10007"],
    ["forbidding", json(403, {}), "refused", "10005"],
    ["not making sense", json(200, {}), "retryable", "10007"],
  ])("while the token host is %s, nothing was sent", async (_, said, kind, code) => {
    const { calls } = await answering(taken, said);
    await expect(bandwidth.send(text, newChannel(), io)).rejects.toMatchObject({ kind, code });
    expect(calls()).toEqual([]);
  });

  const refused = (status: number, type: string, ...fields: string[]) =>
    json(status, {
      type,
      description: "as it says",
      fieldErrors: fields.map((fieldName) => ({ fieldName, description: "d" })),
    });
  test.each<[Said, string, string | undefined]>([
    [refused(400, "request-validation", "from", "to"), "refused", "10001"],
    [refused(400, "request-validation", "to[0]"), "refused", "10001"],
    [refused(400, "request-validation", "from"), "refused", "10002"],
    [refused(400, "request-validation", "token"), "refused", "10002"],
    [json(400, {}), "refused", "10002"],
    [refused(403, "forbidden"), "refused", "10005"],
    [json(404, { timestamp: "", status: 404, error: "Not Found", message: "", path: "" }), "refused", undefined],
    [refused(415, "unsupported-media-type"), "refused", "10002"],
    [refused(429, "max-message-queue-size-exceeded"), "retryable", "10006"],
    [refused(500, "internal"), "refused", "10007"],
    [json(502, {}), "unknown", "10007"],
    [json(503, {}), "retryable", "10007"],
    ["cut", "unknown", "10007"],
    ["hang", "unknown", "10007"],
    [json(202, {}), "unknown", undefined],
  ])("a send answered with %j is %s %s", async (said, kind, code) => {
    await answering(said);
    const error = await bandwidth.send(text, newChannel(), io).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "CarrierError", kind });
    expect(error.code).toBe(code);
  });

  test.each<[string, Said, string, Said?]>([
    ["files", json(200, [{ mediaName: "a" }]), "connected"],
    ["no files", json(200, []), "connected"],
    ["nothing to say", { status: 204 }, "connected"],
    ["a wrong login", json(401, { type: "unauthorized", description: "no" }), "unauthorized"],
    ["forbidden", refused(403, "forbidden"), "unauthorized"],
    ["no such account", json(404, { status: 404, error: "Not Found" }), "unauthorized"],
    ["a pair that is nobody's", json(401, {}), "unauthorized", noClient],
    ["broken", json(500, {}), "service_unavailable"],
    ["busy with itself", json(503, {}), "service_unavailable"],
    ["too many requests", json(429, {}), "unchanged"],
    ["an error of another kind", refused(418, "teapot"), "unknown_source"],
    ["not JSON", { status: 200, body: "<html>" }, "request_failed"],
    ["cut", "cut", "request_failed"],
    ["hanging", "hang", "request_failed"],
    ["a token host that is broken", json(200, []), "service_unavailable", json(500, {})],
    ["a token host that is silent", json(200, []), "request_failed", "cut"],
    ["a token host that is busy", json(200, []), "unchanged", json(429, {})],
  ])("the check finds %s", async (_, said, state, tokens = token()) => {
    const { calls } = await answering(said, tokens);
    const result = await bandwidth.check(newChannel(), io);
    expect(result.state).toBe(state);
    for (const { path } of calls()) expect(path).toBe("/api/v2/users/9900000/media");
  });

  test("nobody there: surely not sent", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ bandwidth: await closedPort() }) });
    await expect(bandwidth.send(text, newChannel(), io)).rejects.toMatchObject({ kind: "retryable", code: "10007" });
  });

  test("how long to wait is Bandwidth's word", async () => {
    await answering({ status: 429, headers: { "retry-after": "3" }, body: "{}" });
    await expect(bandwidth.send(text, newChannel(), io)).rejects.toMatchObject({ retryAfterMs: 3000 });
    expect(await bandwidth.check(newChannel(), io)).toMatchObject({ state: "unchanged", retryAfterMs: 3000 });
  });

  test("a message is asked after by its id, or found as the only one of its length in that minute", async () => {
    const one = (messageId: string, messageStatus: string, messageLength = text.text.length, errorCode?: number) => ({
      messageId,
      messageStatus,
      messageLength,
      errorCode,
    });
    let messages = [one("b1", "FAILED", 1, 4720)];
    const { calls } = await answering(() => json(200, { totalCount: messages.length, messages }));
    const channel = newChannel();
    const sought = { ...text, since: new Date("2026-11-20T09:00:00Z") };
    const lookup = (externalId?: string) =>
      bandwidth.lookup?.(externalId ? { ...sought, externalId } : sought, channel, io);
    expect(await lookup("b1")).toEqual({
      externalId: "b1",
      status: "failed",
      error: { kind: "refused", code: "10001", carrierCode: "4720", detail: "4720" },
    });
    expect(calls()[0]?.path).toBe("/api/v2/users/9900000/messages?messageId=b1");
    expect(await lookup()).toBeNull();
    messages = [one("b2", "DELIVERED"), one("b3", "SENT", 3), one("b4", "RECEIVED")];
    expect(await lookup()).toEqual({ externalId: "b2", status: "delivered" });
    expect(calls().at(-1)?.path).toBe(
      "/api/v2/users/9900000/messages?sourceTn=%2B19729967252&destinationTn=%2B14102161183&fromDateTime=2026-11-20T08%3A59%3A59.000Z&toDateTime=2026-11-20T09%3A01%3A30.000Z",
    );
    messages = [one("b2", "QUEUED"), one("b5", "SENT")];
    expect(await lookup()).toBeNull(); // two that look alike prove nothing
    messages = [one("b6", "FAILED", text.text.length, 9902)];
    expect(await lookup()).toEqual({ externalId: "b6", status: "sent" });
  });

  test("a file is fetched with the login from Bandwidth's own host only", async () => {
    const { calls } = await answering({ status: 200, body: "bytes" });
    const channel = newChannel();
    for (const url of [
      "https://messaging.bandwidth.com/api/v2/users/9900000/media/a.png",
      "https://messaging.bandwidth.com.evil.example/a",
      "https://messaging.bandwidth.com@evil.example/a",
      "https://evil.example/messaging.bandwidth.com/",
      "http://messaging.bandwidth.com/a",
    ]) {
      await bandwidth.fetchMedia?.({ url }, channel, io, 100);
    }
    expect(calls().map(({ headers }) => headers.authorization)).toEqual([
      "Bearer token-1",
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });
});
