import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CarrierIo, OutgoingMessage } from "./carrier";
import { bandwidth } from "./carriers/bandwidth";
import { flowroute } from "./carriers/flowroute";
import { general } from "./carriers/general";
import { siptrunk } from "./carriers/siptrunk";
import { telnyx } from "./carriers/telnyx";
import { twilio } from "./carriers/twilio";
import { carrierSpecs, noCarrierSpecs } from "./testing/carrier-specs";
import { testIo } from "./testing/fakes";
import { type Mock, prismMock } from "./testing/prism";
import { local, withSettings } from "./testing/settings";

const folder = carrierSpecs();
if (!folder) console.info(`not run: ${noCarrierSpecs}`);

const file = { url: "https://files.example.com/m/8f2c.png", contentType: "image/png", sizeBytes: 1000 };
const message = (more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  from: "+19729967252",
  to: "+14102161183",
  text: "Your order has shipped",
  media: [],
  statusCallback: "https://hooks.example.com/api/webhooks/t/k/status",
  clientRef: "m1",
  ...more,
});

/** The mock answers with this status, whatever it is asked. */
function forcing(io: CarrierIo, status: number): CarrierIo {
  const prefer = { prefer: `code=${status}` };
  return { ...io, http: (url, options) => io.http(url, { ...options, headers: { ...options?.headers, ...prefer } }) };
}

/** A mock answers without the path that stands in its description's own address. */
function withoutBase(io: CarrierIo, base: string): CarrierIo {
  const shorter = (url: string) => url.replace(new RegExp(`^(https://[^/]+)${base}/`), "$1/");
  return { ...io, http: (url, options) => io.http(shorter(url), options) };
}

/** Only what is asked of the messaging host is forced: the token is had as ever. */
const asked =
  (usual: CarrierIo, forced: CarrierIo): CarrierIo["http"] =>
  (url, options) =>
    (url.includes("/oauth2/") ? usual : forced).http(url, options);

describe.runIf(folder)("what we ask of a carrier is what its description describes", () => {
  const mocks: Record<string, Mock> = {};

  beforeAll(async () => {
    const names = ["twilio", "general", "telnyx", "bandwidth", "flowroute", "siptrunk"];
    const started = await Promise.all(names.map((name) => prismMock(path.join(folder ?? "", `${name}.yaml`))));
    for (const [at, mock] of started.entries()) mocks[names[at] ?? ""] = mock;
    const urls = Object.fromEntries(Object.entries(mocks).map(([name, { url }]) => [name, url]));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify(urls) });
  }, 120_000);
  afterAll(() => Promise.all(Object.values(mocks).map((mock) => mock.stop())));

  describe("Twilio", () => {
    const channel = {
      credentials: { accountSid: "AC00000000000000000000000000000001", authToken: "0123456789abcdef0123456789abcdef" },
      numbers: [],
    };
    const io = testIo("twilio", { timeoutMs: 10_000 });

    test("a text and a picture are taken", async () => {
      for (const one of [message(), message({ text: "", media: [file] })]) {
        expect(await twilio.send(one, channel, io)).toMatchObject({ externalId: expect.stringMatching(/^(SM|MM)/) });
      }
    });

    test("the account is asked for, and the mock's answer is read", async () => {
      expect(await twilio.check(channel, io)).toMatchObject({ state: expect.stringMatching(/connected|unauthorized/) });
    });

    test("one message is asked after, and a list", async () => {
      const sought = { ...message(), since: new Date("2026-11-20T09:00:00Z") };
      await expect(
        twilio.lookup?.({ ...sought, externalId: "SM00000000000000000000000000000001" }, channel, io),
      ).resolves.toBeDefined();
      await expect(twilio.lookup?.(sought, channel, io)).resolves.toBeDefined();
    });
  });

  const picture = message({ text: "", media: [file] });
  const since = new Date("2026-11-20T09:00:00Z");

  describe("Telnyx", () => {
    const credentials = { apiKey: "KEY1", publicKey: "A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=" };
    const channel = { credentials, numbers: [] };
    const io = withoutBase(testIo("telnyx", { timeoutMs: 10_000 }), "/v2");

    test("a text and a picture are taken", async () => {
      for (const one of [message(), picture])
        expect(await telnyx.send(one, channel, io)).toMatchObject({
          externalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
    });

    test("profiles are asked for, and one message", async () => {
      expect(await telnyx.check(channel, io)).toMatchObject({ state: "connected" });
      const externalId = "40385f64-5717-4562-b3fc-2c963f66afa6";
      await expect(telnyx.lookup?.({ ...message(), since, externalId }, channel, io)).resolves.toBeDefined();
    });

    test("a described refusal is read", async () => {
      expect((await telnyx.check(channel, forcing(io, 401))).state).toBe("unauthorized");
      await expect(telnyx.send(message(), channel, forcing(io, 401))).rejects.toMatchObject({ kind: "refused" });
    });
  });

  describe("Bandwidth", () => {
    const credentials = {
      applicationId: "93de2206-9669-4e07-948d-329f4b722ee2",
      accountId: "9900000",
      user: "described",
      password: "secret",
      callbackLogin: false,
      callbackUser: "u",
      callbackPassword: "p",
    };
    const channel = { credentials, numbers: [] };
    const io = withoutBase(testIo("bandwidth", { timeoutMs: 10_000 }), "/api/v2");

    test("a text and a picture are taken", async () => {
      for (const one of [message(), picture])
        expect(await bandwidth.send(one, channel, io)).toMatchObject({ externalId: expect.any(String) });
    });

    test("files are listed, and messages", async () => {
      expect(await bandwidth.check(channel, io)).toMatchObject({ state: "connected" });
      for (const externalId of ["1589228074636lm4k2je7j7jklbn2", undefined]) {
        const sought = { ...message(), since, ...(externalId ? { externalId } : {}) };
        await expect(bandwidth.lookup?.(sought, channel, io)).resolves.toBeDefined();
      }
    });

    test.each([
      [400, "refused", "10002"],
      [403, "refused", "10005"],
      [429, "retryable", "10006"],
      [500, "refused", "10007"],
    ])("the described refusal %i is read", async (status, kind, code) => {
      const forced = forcing(io, status);
      const own = { ...forced, http: asked(io, forced) };
      await expect(bandwidth.send(message(), channel, own)).rejects.toMatchObject({ kind, code });
    });
  });

  describe("Flowroute", () => {
    const channel = { credentials: { accessKey: "a", secretKey: "s", confirm: false }, numbers: [] };
    const io = testIo("flowroute", { timeoutMs: 10_000 });

    test("a text and a picture are taken", async () => {
      for (const one of [message(), picture])
        expect(await flowroute.send(one, channel, io)).toMatchObject({ externalId: expect.any(String) });
    });

    test("numbers are asked for, one message, and several", async () => {
      expect(await flowroute.check(channel, io)).toMatchObject({ state: "connected" });
      for (const externalId of ["mdr2-39cadeace66e11e7aff806cd7f24ba2d", undefined]) {
        const sought = { ...message(), since, ...(externalId ? { externalId } : {}) };
        await expect(flowroute.lookup?.(sought, channel, io)).resolves.toBeDefined();
      }
      await expect(flowroute.missed?.(since, channel, io)).resolves.toBeDefined();
    });

    test.each([
      [401, "refused", "10004"],
      [403, "refused", "10005"],
      [429, "retryable", "10006"],
      [503, "retryable", "10007"],
    ])("the described refusal %i is read", async (status, kind, code) => {
      await expect(flowroute.send(message(), channel, forcing(io, status))).rejects.toMatchObject({ kind, code });
    });
  });

  describe("SIPTRUNK", () => {
    const channel = { credentials: { accessKey: "a", secretKey: "s", quiet: false }, numbers: [] };
    const io = testIo("siptrunk", { timeoutMs: 10_000 });

    test("a text and a picture are taken", async () => {
      for (const one of [message(), picture]) {
        const sent = await siptrunk.send(one, channel, io);
        expect(sent).toEqual({ externalId: "mdr2-39cadeace66e11e7aff806cd7f24ba2d" });
      }
    });

    test("a message without a recipient is refused, which is what the check is after", async () => {
      expect((await siptrunk.check(channel, io)).state).toBe("connected");
    });
  });

  describe("the general contract", () => {
    const base = "https://service-provider.example.com";
    const credentials = { apiKey: "key-1", secret: "s", sendUrl: `${base}/sendmessage`, verifyUrl: `${base}/verify` };
    const channel = { credentials, numbers: [] };
    const io = testIo("general", { timeoutMs: 10_000 });

    test("a text and a picture are taken", async () => {
      for (const one of [message(), message({ text: "", media: [file] })]) {
        expect(await general.send(one, channel, io)).toEqual({ externalId: expect.any(String) });
      }
    });

    test.each([
      [401, "unauthorized"],
      [403, "unauthorized"],
      [404, "unauthorized"],
      [429, "unknown_source"],
      [500, "service_unavailable"],
    ])("the check understands the described %i", async (status, state) => {
      expect((await general.check(channel, forcing(io, status))).state).toBe(state);
    });

    test("a challenge that is answered with another text is found out", async () => {
      expect((await general.check(channel, io)).state).toBe("unauthorized");
    });

    test.each([400, 401, 403, 404, 413, 429, 500, 503])("the described refusal %i is read", async (status) => {
      const kind = status === 429 || status === 503 ? "retryable" : "refused";
      await expect(general.send(message(), channel, forcing(io, status))).rejects.toMatchObject({
        kind,
        code: "10001",
        carrierCode: "10001",
      });
    });
  });
});
