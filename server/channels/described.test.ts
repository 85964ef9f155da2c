import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CarrierIo, OutgoingMessage } from "./carrier";
import { general } from "./general";
import { carrierSpecs, noCarrierSpecs } from "./testing/carrier-specs";
import { testIo } from "./testing/fakes";
import { type Mock, prismMock } from "./testing/prism";
import { local, withSettings } from "./testing/settings";
import { twilio } from "./twilio";

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

describe.runIf(folder)("what we ask of a carrier is what its description describes", () => {
  const mocks: Record<string, Mock> = {};

  beforeAll(async () => {
    const [one, other] = await Promise.all(
      ["twilio", "general"].map((name) => prismMock(path.join(folder ?? "", `${name}.yaml`))),
    );
    if (one && other) Object.assign(mocks, { twilio: one, general: other });
    const urls = Object.fromEntries(Object.entries(mocks).map(([name, { url }]) => [name, url]));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify(urls) });
  }, 60_000);
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
