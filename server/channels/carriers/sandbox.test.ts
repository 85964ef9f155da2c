import { expect, test } from "vitest";
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { readWebhook } from "../read-webhook";
import { fakePhones, testIo } from "../testing/fakes";
import { sandbox, sandboxRequest } from "./sandbox";

const channel = { credentials: { secret: "made-by-us" }, numbers: [{ address: "+15550100001", fields: {} }] };
const message = {
  from: "+15550100001",
  to: "+15550190001",
  text: "Yes, ten to four.",
  media: [],
  statusCallback: "",
  clientRef: "m1",
};

function sendTo(behaviour: SandboxBehaviour) {
  const phones = fakePhones({ "+15550190001": behaviour });
  const io = testIo("sandbox", { sandbox: phones.line });
  return { phones, io, sending: sandbox.send(message, channel, io) };
}

test("a message reaches the pretended phone", async () => {
  const { phones, sending } = sendTo({ kind: "deliver", afterMs: 0 });
  expect(await sending).toEqual({ externalId: "s1" });
  expect(phones.delivered).toMatchObject([{ to: "+15550190001", text: "Yes, ten to four.", clientRef: "m1" }]);
});

test.each<[SandboxBehaviour, object]>([
  [
    { kind: "refuse", code: "10001" },
    { kind: "refused", code: "10001" },
  ],
  [{ kind: "refuse", code: "opted_out" }, { kind: "opted_out" }],
  [
    { kind: "busy", retryAfterMs: 1500 },
    { kind: "retryable", code: "10006", retryAfterMs: 1500 },
  ],
])("a phone set to %j hears nothing", async (behaviour, error) => {
  const { phones, sending } = sendTo(behaviour);
  await expect(sending).rejects.toMatchObject(error);
  expect(phones.delivered).toEqual([]);
});

test("a phone whose answer is lost heard the message, and it can be found afterwards", async () => {
  const { phones, io, sending } = sendTo({ kind: "vanish", afterMs: null });
  await expect(sending).rejects.toMatchObject({ kind: "unknown" });
  expect(phones.delivered).toHaveLength(1);
  const sought = { ...message, since: new Date(0) };
  expect(await sandbox.lookup?.(sought, channel, io)).toEqual({ externalId: "s1", status: "sent" });
  expect(await sandbox.lookup?.({ ...sought, clientRef: "m2" }, channel, io)).toBeNull();
});

test("what a phone posts is read by the same door", async () => {
  const url = "http://localhost:3000/api/webhooks/t/k";
  const event = {
    type: "message",
    id: "p1",
    from: "+15550190001",
    to: "+15550100001",
    text: "你好",
    at: "2026-11-20T09:00:00Z",
  } as const;
  const posted = sandboxRequest(url, "made-by-us", event);
  const request = {
    method: posted.method,
    url,
    path: "/api/webhooks/t/k",
    headers: posted.headers,
    rawBody: new Uint8Array(await posted.arrayBuffer()),
    part: "",
    receivedAt: new Date(),
  };
  expect(readWebhook(sandbox, request, [channel.credentials], channel)).toMatchObject({
    outcome: "items",
    items: [{ text: "你好", from: "+15550190001" }],
  });
  expect(readWebhook(sandbox, request, [{ secret: "another" }], channel)).toEqual({
    outcome: "refused",
    reason: "signature",
  });
});
