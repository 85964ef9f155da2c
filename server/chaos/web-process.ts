import { sql } from "drizzle-orm";
import { withTenant } from "@/db/tenant";
import { sandboxRequest } from "@/server/channels/carriers/sandbox";
import { channelById } from "@/server/channels/door";
import { credentialsOf } from "@/server/channels/open-channel";
import { receive } from "@/server/channels/receive";
import { webhookPlace, webhookUrl } from "@/server/channels/webhook-address";
import type { MemberActor } from "@/server/context";
import { endConversation } from "@/server/conversations/end";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { provenTenant } from "@/server/domain/ids";
import { AppError } from "@/server/errors";
import type { Ask, Begin } from "./children";
import { live } from "./program";

// The product's web half: takes what carriers post, answers as the agent who has the line, and sends at once.
process.env.ROLES = "web";

live(async (what, begin) => {
  switch (what.kind) {
    case "text":
      return takeText(what, begin);
    case "reply":
      return answer(what, begin);
    case "end":
      return end(what, begin);
  }
});

async function takeText({ from, text, messageId }: Extract<Ask, { kind: "text" }>, begin: Begin) {
  const tenant = provenTenant(begin.tenant);
  const channel = await channelById(tenant, begin.channelId);
  if (!channel) throw new Error("no channel");
  const place = await webhookPlace(tenant, begin.channelId);
  const secret = String(credentialsOf(channel).current.secret);
  const to = channel.numbers[0]!.address;
  const event = { type: "message", id: messageId, from, to, text, at: new Date().toISOString() } as const;
  const response = await receive(sandboxRequest(webhookUrl(place), secret, event), { ...place, part: "" });
  if (!response.ok) throw new Error(`the door answered ${response.status}`);
}

/** Pick it up if it waits, and answer. Asked again with the same client id, it is the same answer. */
async function answer({ phone, text, clientId }: Extract<Ask, { kind: "reply" }>, begin: Begin) {
  const context = { tenant: provenTenant(begin.tenant), actor: agent(begin) };
  const { id, state } = await openConversation(phone, begin);
  // Between the look and the verb another process may have been asked the same.
  if (state === "waiting") await pickUpConversation(context, { conversationId: id }).catch(unlessRefused);
  await replyToConversation(context, { conversationId: id, text, clientId, seenSeq: 0, force: true });
}

async function end({ phone }: Extract<Ask, { kind: "end" }>, begin: Begin) {
  const conversation = await openConversation(phone, begin).catch(() => null);
  if (conversation?.state !== "active") return;
  await endConversation(
    { tenant: provenTenant(begin.tenant), actor: agent(begin) },
    { conversationId: conversation.id },
  ).catch(unlessRefused);
}

function unlessRefused(error: unknown) {
  if (!(error instanceof AppError)) throw error;
}

async function openConversation(phone: string, { tenant }: Begin) {
  const [row] = await withTenant(provenTenant(tenant), (tx) =>
    tx.execute<{ id: string; state: string }>(
      sql`select id, state from conversations where customer_address = ${phone} and state <> 'closed'`,
    ),
  );
  if (!row) throw new Error("no open conversation");
  return row;
}

const agent = ({ memberId }: Begin): MemberActor => ({
  kind: "member",
  memberId,
  userId: memberId,
  name: "Ana Ruiz",
  role: "agent",
  takesConversations: true,
  rights: [],
});
