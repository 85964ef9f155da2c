import { v7 as uuidv7 } from "uuid";
import type { CarrierName } from "@/server/channels";
import { createDraft } from "@/server/channels/create-draft";
import { enableChannel } from "@/server/channels/enable";
import { saveCredentials } from "@/server/channels/save-credentials";
import { saveNumber } from "@/server/channels/save-number";
import { whatsappHook } from "@/server/channels/testing/recorded-whatsapp";
import { webhookAddress } from "@/server/channels/webhook-address";
import { hmac } from "@/server/crypto";
import { rightToken } from "./fake-carriers";
import { expect, type World } from "./inbox-world";

/** A channel of a carrier that is on, with one number that leads to Ana. */
export async function line(
  { context, people }: World,
  carrier: CarrierName,
  address: string,
  credentials: Record<string, string>,
  fields: Record<string, string> = {},
): Promise<string> {
  const { channelId } = await createDraft(context, { carrier, name: `Our ${carrier}` });
  await saveCredentials(context, { channelId, credentials });
  await saveNumber(context, {
    channelId,
    address,
    fields,
    destination: { memberId: people.ana.memberId },
    everyoneMayStart: true,
    starterIds: [],
  });
  await enableChannel(context, { channelId, enabled: true });
  return channelId;
}

/** A webhook at the public door. */
export async function tells({ context }: World, channelId: string, body: string, headers: Record<string, string> = {}) {
  const url = await webhookAddress(context.tenant, channelId);
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  expect(answer.status).toBe(200);
}

/** A WhatsApp number that is on, and how a customer writes to it. */
export async function whatsappLine(world: World, address = "+15550001111") {
  const phoneNumberId = "106540352242922";
  const credentials = { accessToken: rightToken, appSecret: "shared", businessAccountId: "102290129340398" };
  const channelId = await line(world, "whatsapp", address, credentials, { phoneNumberId });
  return {
    channelId,
    /** @param waId his number as Meta writes it, without "+" */
    async texts(waId: string, text: string, name = "Zhou Yutong") {
      const timestamp = String(Math.floor(Date.now() / 1000));
      const body = whatsappHook({
        contacts: [{ profile: { name }, wa_id: waId }],
        messages: [{ from: waId, id: uuidv7(), timestamp, type: "text", text: { body: text } }],
      });
      await tells(world, channelId, body, { "x-hub-signature-256": `sha256=${hmac("sha256", "shared", body, "hex")}` });
    },
  };
}
