import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { createQueue, createTenant } from "@/db/factories";
import { createChannel, eventually, rowsIn } from "@/server/testing/river";
import { processJournalEntry } from "../journal";
import { receive } from "../receive";
import { closedPort, type FakeServer, fakeServer, type Heard, type Said, testIo } from "../testing/fakes";
import { recordedRequest } from "../testing/recorded";
import { recordedVoicemeup, voicemeupCallback } from "../testing/recorded-voicemeup";
import { local, withSettings } from "../testing/settings";
import { voicemeup } from "./voicemeup";

const credentials = voicemeup.credentials.parse(recordedVoicemeup.credentials) as Parameters<
  typeof voicemeup.send
>[1]["credentials"];
const channel = { credentials, numbers: recordedVoicemeup.numbers };

const wrapper = voicemeupCallback({
  sms_hash: "hash-text",
  message: "Look at this",
  attachment: "https://clients.voicemeup.com/mms/1.mms.html",
  attachment_mime_type: "text/html",
});
const file = voicemeupCallback({
  sms_hash: "hash-file",
  message: "",
  attachment: "https://clients.voicemeup.com/mms/1.jpg",
  attachment_mime_type: "image/jpeg",
});
const request = (body: string) => recordedRequest(recordedVoicemeup, body);

describe("what a callback says", () => {
  const join = {
    later: true,
    why: "join",
    join: { key: "+15145551111:+15145552222:2026-01-15 03:30:00", waitMs: 5000 },
  };
  test("an MMS comes in halves, and each asks for the other", () => {
    expect(voicemeup.parse(request(wrapper), channel)).toEqual(join);
    expect(voicemeup.parse(request(file), channel)).toEqual(join);
  });

  test.each([
    ["text first", [wrapper, file]],
    ["file first", [file, wrapper]],
  ])("%s: one message, the wrapper page left out", async (_, bodies) => {
    expect(await voicemeup.resolve?.(bodies.map(request), channel, testIo("voicemeup"))).toEqual([
      {
        kind: "message",
        externalId: "hash-text",
        dedupeKey: "message:hash-text",
        alsoKeys: ["message:hash-file"],
        from: "+15145551111",
        to: "+15145552222",
        text: "Look at this",
        media: [{ url: "https://clients.voicemeup.com/mms/1.jpg", contentType: "image/jpeg" }],
      },
    ]);
  });

  test("a form says the same as JSON, and older names of the file are read", () => {
    const form = new URLSearchParams({
      sms_hash: "h",
      direction: "inbound",
      source_number: "15145551111",
      destination_number: "15145552222",
      message: "é",
      attachment_url: "https://clients.voicemeup.com/a.png",
      attachment_type: "image/png",
    }).toString();
    const posted = {
      ...request(form),
      headers: new Headers({ "content-type": "application/x-www-form-urlencoded" }),
    };
    expect(voicemeup.parse(posted, channel)).toMatchObject([
      { text: "é", media: [{ url: "https://clients.voicemeup.com/a.png", contentType: "image/png" }] },
    ]);
  });

  test("one from our own number is not a customer's, whatever its direction", () => {
    const own = voicemeupCallback({ source_number: "15145552222", destination_number: "15145551111" });
    expect(voicemeup.parse(request(own), channel)).toMatchObject([{ kind: "receipt", status: "delivered" }]);
  });
});

describe("the halves of an MMS, at the door", () => {
  let line: Awaited<ReturnType<typeof createChannel>>;
  beforeAll(async () => {
    const tenant = await createTenant();
    line = await createChannel(tenant, {
      carrier: "voicemeup",
      credentials: recordedVoicemeup.credentials,
      numbers: recordedVoicemeup.numbers,
      queue: await createQueue(tenant),
    });
  });
  const post = (body: string) =>
    receive(new Request(line.url, { method: "POST", body, headers: { "content-type": "application/json" } }), {
      ...line.place,
      part: "",
    });
  const half = (body: string, hash: string, from: string) =>
    body.replace(/"sms_hash":"[^"]*"/, `"sms_hash":"${hash}"`).replace("15145551111", from);
  const open = () =>
    rowsIn<{ id: string }>(line.tenant, sql`select id from webhook_journal where state = 'pending' order by id`);
  const texts = (from: string) =>
    rowsIn<{ text: string }>(
      line.tenant,
      sql`select text from messages where address = ${`+${from}`} and direction = 'in' order by seq`,
    );
  /** As the durable function does after its wait. */
  const workOn = async (hurry = false) => {
    const results = [];
    for (const { id } of await open()) results.push(await processJournalEntry(line.tenant, id, { hurry }));
    return results;
  };

  test.each([
    ["text first", "15145550001", [wrapper, file]],
    ["file first", "15145550002", [file, wrapper]],
  ])("%s: they are one message, and repeats of either are none", async (_, from, [first = "", second = ""]) => {
    const hashes = [uuidv7(), uuidv7()] as const;
    expect((await post(half(first, hashes[0], from))).status).toBe(200);
    // Alone it waits: a row with a due time, whoever restarts.
    expect(await workOn()).toEqual([{ waitMs: expect.any(Number) }]);
    expect(await texts(from)).toEqual([]);
    await post(half(second, hashes[1], from));
    expect(await workOn()).toEqual([{ taken: 1 }, null]);
    expect(await texts(from)).toEqual([{ text: "Look at this" }]);
    for (const [body, hash] of [
      [first, hashes[0]],
      [second, hashes[1]],
    ] as const) {
      await post(half(body, hash, from));
      expect(await workOn(true)).toEqual([{ taken: 0 }]);
    }
    expect(await texts(from)).toEqual([{ text: "Look at this" }]);
  });

  test("a text whose file never comes is shown when its time is up", async () => {
    await post(half(wrapper, uuidv7(), "15145550003"));
    await rowsIn(
      line.tenant,
      sql`update webhook_journal set received_at = received_at - interval '6 seconds' where state = 'pending'`,
    );
    expect(await workOn()).toEqual([{ taken: 1 }]);
    expect(await texts("15145550003")).toEqual([{ text: "Look at this" }]);
  });

  test("both halves worked on at once are taken once", async () => {
    await post(half(wrapper, uuidv7(), "15145550004"));
    await post(half(file, uuidv7(), "15145550004"));
    const both = (await open()).map(({ id }) => processJournalEntry(line.tenant, id));
    expect((await Promise.all(both)).toSorted()).toEqual(expect.arrayContaining([{ taken: 1 }, null]));
    expect(await texts("15145550004")).toEqual([{ text: "Look at this" }]);
  });

  test("halves of two customers are not mixed", async () => {
    await post(half(wrapper, uuidv7(), "15145550005"));
    await post(half(file, uuidv7(), "15145550006"));
    expect(await workOn()).toEqual([{ waitMs: expect.any(Number) }, { waitMs: expect.any(Number) }]);
    await eventually(
      () => workOn(true),
      (results) => results.length === 0,
    );
    expect([await texts("15145550005"), await texts("15145550006")]).toEqual([
      [{ text: "Look at this" }],
      [{ text: "" }],
    ]);
  });
});

describe("against VoiceMeUp", () => {
  let server: FakeServer;
  const io = testIo("voicemeup", { timeoutMs: 500 });
  const fields = (heard: Heard | undefined) => Object.fromEntries(new URLSearchParams(heard?.body));
  const reply = (status: string, message: unknown): Said => ({
    status: 200,
    body: JSON.stringify({ response_details: { response_status: status, response_messages: { message } } }),
  });
  const queued = (hash: string) => reply("success", [{ code: "queued_sms_hash", _content: hash }]);
  async function says(...said: Said[]) {
    let at = 0;
    server = await fakeServer(() => said[Math.min(at++, said.length - 1)] ?? "cut");
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ voicemeup: server.url }) });
  }
  afterEach(() => server?.stop());
  const message = {
    from: "+15145552222",
    to: "+15145551111",
    text: "Bonjour",
    media: [{ url: "https://files.example.com/m/8f2c.jpg", contentType: "image/jpeg", sizeBytes: 9 }],
    statusCallback: "",
    clientRef: "m1",
  };

  test("a message as the sheet has it", async () => {
    await says(queued("c3efc8a3"));
    expect(await voicemeup.send(message, channel, io)).toEqual({ externalId: "c3efc8a3" });
    expect(server.heard[0]).toMatchObject({ method: "POST", path: "/api/v1.1/json/queue_sms" });
    expect(server.heard[0]?.body).toBe(
      "username=acme_api&auth_token=0123456789abcdef0123456789abcdef&source_number=15145552222&destination_number=15145551111&message=Bonjour&attachment=https%3A%2F%2Ffiles.example.com%2Fm%2F8f2c.jpg",
    );
  });

  test("one entry comes as an object, and none means taken without a name", async () => {
    await says(reply("success", { code: "queued_sms_hash", _content: "h1" }), reply("success", []));
    expect(await voicemeup.send(message, channel, io)).toEqual({ externalId: "h1" });
    expect(await voicemeup.send(message, channel, io)).toEqual({ externalId: null });
  });

  test("a long text and several files go in order, the first file with the first text", async () => {
    await says(queued("h1"), queued("h2"), queued("h3"));
    const media = [1, 2, 3].map((at) => ({ ...message.media[0]!, url: `https://f.example/${at}.jpg` }));
    expect(await voicemeup.send({ ...message, text: `${"a".repeat(999)} b`, media }, channel, io)).toEqual({
      externalId: "h1",
      moreExternalIds: ["h2", "h3"],
    });
    expect(server.heard.map((heard) => [fields(heard).message, fields(heard).attachment])).toEqual([
      ["a".repeat(999), "https://f.example/1.jpg"],
      ["b", "https://f.example/2.jpg"],
      [undefined, "https://f.example/3.jpg"],
    ]);
  });

  const error = (code: string, text = "words") => reply("error", { code, _content: text });
  test.each<[string, Said, string, string | undefined]>([
    ["permission_refused", error("permission_refused"), "refused", "10005"],
    ["a login", error("invalid_authentication"), "refused", "10004"],
    ["duplicate_entry", error("duplicate_entry"), "refused", undefined],
    ["a number", error("invalid_destination_number"), "refused", "10001"],
    ["anything else", error("missing_parameter"), "refused", "10002"],
    ["an HTML page", { status: 200, body: "<html>" }, "refused", "10007"],
    ["an empty answer", { status: 200, body: "" }, "refused", "10007"],
    ["503", { status: 503 }, "retryable", "10007"],
    ["504", { status: 504 }, "unknown", "10007"],
    ["429", { status: 429 }, "retryable", "10006"],
    ["a cut connection", "cut", "unknown", "10007"],
  ])("sending: %s", async (_, said, kind, code) => {
    await says(said);
    await expect(voicemeup.send(message, channel, io)).rejects.toMatchObject({ kind, code });
  });

  test("a duplicate after an attempt without an answer means that the first one was taken", async () => {
    await says(error("duplicate_entry"));
    expect(await voicemeup.send({ ...message, retryOfUnknown: true }, channel, io)).toEqual({ externalId: null });
  });

  test.each<[string, Said, string]>([
    ["a missing parameter", error("missing_parameter"), "connected"],
    ["permission_refused", error("permission_refused"), "unauthorized"],
    ["authentication_failed", error("authentication_failed"), "unauthorized"],
    ["user_disabled", error("user_disabled"), "unauthorized"],
    ["access_denied", error("access_denied"), "unauthorized"],
    ["success", reply("success", []), "unknown_source"],
    ["401", { status: 401 }, "unauthorized"],
    ["404", { status: 404 }, "unauthorized"],
    ["500", { status: 500 }, "service_unavailable"],
    ["503", { status: 503 }, "service_unavailable"],
    ["a page", { status: 200, body: "<html>" }, "request_failed"],
    ["418", { status: 418, body: "{}" }, "request_failed"],
    ["429", { status: 429 }, "unchanged"],
  ])("checking: %s", async (_, said, state) => {
    await says(said);
    expect((await voicemeup.check(channel, io)).state).toBe(state);
    // Nothing in it that could be sent.
    expect(Object.keys(fields(server.heard[0]))).toEqual(["username", "auth_token"]);
  });

  test("checking: nobody there", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ voicemeup: await closedPort() }) });
    expect((await voicemeup.check(channel, io)).state).toBe("request_failed");
  });

  test("files are fetched from VoiceMeUp's own hosts only", async () => {
    await says({ status: 200, body: "picture" });
    const media = (url: string) => voicemeup.fetchMedia?.({ url }, channel, io, 100);
    expect((await media("https://clients.voicemeup.com/mms/1.jpg"))?.text()).toBe("picture");
    for (const url of [
      "http://clients.voicemeup.com/1.jpg",
      "https://clients.voicemeup.com.evil.example/1.jpg",
      "https://169.254.169.254/1.jpg",
      "https://user@clients.voicemeup.com/1.jpg",
    ])
      await expect((async () => media(url))()).rejects.toThrow("not on VoiceMeUp's host");
    expect(server.heard.length).toBe(1);
  });
});
