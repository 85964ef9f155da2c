import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { createMember } from "@/db/factories";
import type { Context } from "@/server/context";
import { carriers } from ".";
import type { Carrier } from "./carrier";
import { carrierChoices } from "./carrier-choices";
import { channelCounts } from "./counts";
import { createDraft } from "./create-draft";
import { enableChannel } from "./enable";
import { getChannel } from "./get";
import { saveCredentials } from "./save-credentials";
import { saveNumber } from "./save-number";
import { carrierLines } from "./testing/lines";
import { pigeon, pigeonSpeech } from "./testing/pigeon";
import { riverContract } from "./testing/river-contract";
import { json } from "./testing/speech";

// The one line of its registration.
const registry: Record<string, Carrier> = carriers;
registry.pigeon = pigeon;
afterAll(() => {
  delete registry.pigeon;
});

const lines = carrierLines();
riverContract("pigeon", pigeonSpeech, lines);

test("the whole of it is thirty lines", () => {
  const file = readFileSync(path.join(import.meta.dirname, "testing/pigeon.ts"), "utf8");
  const carrier = file.slice(file.indexOf("const credentials"), file.indexOf("export const recordedPigeon"));
  const written = carrier.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("/**"));
  expect(written.length).toBeLessThanOrEqual(30);
});

test("a stranger connects it by the form that follows from it, and is answered on it", async () => {
  const { world } = lines;
  const owner = await createMember(world.tenant, { role: "owner", takesConversations: true });
  const admin: Context = { tenant: world.tenant, actor: owner };
  expect(carrierChoices()).toContainEqual(expect.objectContaining({ name: "pigeon", label: pigeon.label }));

  const { channelId } = await createDraft(admin, { carrier: "pigeon", name: "The loft" });
  const draft = await getChannel(admin, { channelId });
  expect(draft).toMatchObject({ draft: true, state: "draft", kind: "sms", media: false });
  expect(draft.fields).toMatchObject([{ name: "key", secret: true, required: true, label: { "zh-CN": "密钥" } }]);
  expect(draft.webhooks).toEqual([{ label: expect.any(Object), url: draft.webhook }]);
  await expect(saveCredentials(admin, { channelId, credentials: { key: " " } })).rejects.toMatchObject({
    reason: "channel.badField",
    params: { field: "key" },
  });

  world.says = ({ headers }) => json(headers.authorization === "Bearer coo" ? 200 : 401, {});
  const saved = (key: string) => saveCredentials(admin, { channelId, credentials: { key } });
  expect(await saved("caw")).toMatchObject({ state: "unauthorized" });
  expect(await saved("coo")).toMatchObject({ state: "connected" });
  const destination = { memberId: owner.memberId };
  const number = {
    channelId,
    address: "+1 972 996 7999",
    fields: {},
    destination,
    everyoneMayStart: true,
    starterIds: [],
  };
  const { address } = await saveNumber(admin, number);
  await enableChannel(admin, { channelId, enabled: true });
  const { webhook, stored, numbers } = await getChannel(admin, { channelId });
  expect(stored).toEqual([{ name: "key", stored: true, shown: null }]);
  expect(numbers).toMatchObject([{ address }]);

  const channel = { tenant: world.tenant, carrier: "pigeon", channelId, address, credentials: { key: "coo" } };
  const line = await lines.lineOf(pigeonSpeech, channel);
  lines.takesAll(line);
  const words = line.words("Are you open?");
  const wrongRing = pigeonSpeech.recorded.sign(
    { url: webhook, body: JSON.stringify(words), at: new Date() },
    { key: "caw" },
  );
  expect((await line.posts(words, "", wrongRing)).status).toBe(403);
  expect((await line.posts(words)).status).toBe(200);
  const [{ conversation_id: conversationId } = { conversation_id: "" }] = await line.texts();
  const message = await lines.answers(line, conversationId, { actor: owner });
  await lines.becomes(message.id, "sent");
  const id = await lines.externalIdOf(message.id);
  expect((await line.posts(line.fate({ id, status: "delivered" }))).status).toBe(200);
  await lines.becomes(message.id, "delivered");
  expect(await channelCounts(admin, { channelId })).toMatchObject([
    { address, received: 1, parts: 1, agents: { sentOk: 1, failed: 0 } },
  ]);
});
