import { expect, test } from "vitest";
import { type Carrier, Refused, Unreadable, type WebhookRequest } from "./carrier";
import { general } from "./carriers/general";
import { readWebhook } from "./read-webhook";

const request: WebhookRequest = {
  method: "POST",
  url: "https://hooks.example.com/api/webhooks/t/k",
  path: "/api/webhooks/t/k",
  headers: new Headers(),
  rawBody: new Uint8Array(),
  part: "",
  receivedAt: new Date(0),
};

const read = (own: Partial<Carrier>, part = "") => {
  const carrier = { ...general, verify: () => true, ...own } as Carrier;
  return readWebhook(carrier, { ...request, part }, [], { credentials: {}, numbers: [] });
};

const throwing = (error: Error) => ({
  parse() {
    throw error;
  },
});

test("a proof of address is answered before any signature is asked for", () => {
  const answer = { status: 200, body: "1158201444" };
  const own = { verify: () => false, handshake: () => answer };
  expect(read(own)).toEqual({ outcome: "handshake", answer });
  expect(read({ ...own, handshake: () => null })).toEqual({ outcome: "refused", reason: "signature" });
});

test("nothing is parsed before it is verified", () => {
  expect(read({ verify: () => false, ...throwing(new Error("parsed")) })).toMatchObject({ outcome: "refused" });
});

test("what was put off is told with its reason", () => {
  const later = { later: true, why: "join", join: { key: "a:b", waitMs: 5000 } } as const;
  expect(read({ parse: () => later })).toEqual({ outcome: "later", later });
});

test("unreadable and foreign are outcomes, a bug of ours is thrown on", () => {
  expect(read(throwing(new Unreadable("no id")))).toEqual({ outcome: "unreadable", reason: "no id" });
  expect(read(throwing(new Refused("another application")))).toEqual({
    outcome: "refused",
    reason: "another application",
  });
  expect(() => read(throwing(new TypeError("a bug")))).toThrow(TypeError);
});

test("a part is known or refused", () => {
  expect(read({ parts: ["dlr"], parse: () => [] }, "dlr")).toEqual({ outcome: "ignored" });
  expect(read({ parts: ["dlr"], parse: () => [] }, "sms")).toEqual({ outcome: "refused", reason: "unknown part" });
});
