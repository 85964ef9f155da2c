import { readdirSync } from "node:fs";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { issueLink } from "@/server/auth/one-use-link";
import { createDraft } from "@/server/channels/create-draft";
import { createContact } from "@/server/contacts/create";
import { addNote } from "@/server/conversations/add-note";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { archiveConversation } from "@/server/conversations/place";
import { replyToConversation } from "@/server/conversations/reply";
import { createFlow, publishFlow } from "@/server/flows/edit";
import { startFlow } from "@/server/flows/start-stop";
import { saveGroup } from "@/server/groups/save";
import { readMailbox } from "@/server/mail/mailbox";
import { inviteMember } from "@/server/people/invite";
import { expect, type World } from "./inbox-world";

/** The app's pages by their addresses, as its files name them: `/[tenant]/flows/[flow]`. */
export function routes(): string[] {
  return readdirSync("app", { recursive: true, encoding: "utf8" })
    .map((file) => `/${file.replaceAll("\\", "/")}`)
    .filter((file) => file.endsWith("/page.tsx"))
    .map((file) => file.replace(/\/page\.tsx$/, "").replace(/\/\([^)]*\)/g, "") || "/");
}

/** What the pages of a workspace in use are about: a flow that ran, people who wrote, work half done. */
export async function inUse(world: World) {
  const { context, slug, channelId, people } = world;
  const { flowId } = await createFlow(context, {
    name: "Returning customers",
    kind: "sms",
    triggerId: "sms.message",
    templateId: "sms-routing",
    language: "en",
  });
  await publishFlow(context, { flowId, revision: 1 });
  await startFlow(context, { flowId });

  const [asks, waits, left] = [await world.phone("Zhou Yutong"), await world.phone(), await world.phone("Marta Gil")];
  await asks.texts("Is the blue one in stock? See https://northbeam.example/blue");
  await waits.texts("My parcel never came");
  await left.texts("Thank you!");
  const conversations = await expect
    .poll(() => conversationsOf(world))
    .toHaveLength(3)
    .then(() => conversationsOf(world));
  const of = (address: string) => conversations.find((row) => row.customer_address === address);
  const conversationId = of(asks.address)?.id ?? "";
  const archivedId = of(left.address)?.id ?? "";
  await pickUpConversation(context, { conversationId });
  const reply = { clientId: uuidv7(), seenSeq: 1_000_000, force: true };
  await replyToConversation(context, { conversationId, text: "It is, in all sizes.", ...reply });
  await addNote(context, { conversationId, text: "Asked twice already", clientId: uuidv7() });
  const { id: contactId } = await createContact(context, {
    conversationId,
    name: "Zhou Yutong",
    company: "Yunling Outdoor",
    note: "Prefers mornings",
  });
  await pickUpConversation(context, { conversationId: archivedId });
  await archiveConversation(context, { conversationId: archivedId });

  await saveGroup(context, { name: "Day shift", memberIds: [people.ben.memberId, people.cleo.memberId] });
  const { channelId: draftId } = await createDraft(context, { carrier: "general", name: "Half set up" });
  const invited = `${uuidv7()}@strangers.example`;
  await inviteMember(context, { email: invited, role: "agent", takesConversations: true });
  const mail = (await readMailbox()).find(({ to }) => to === invited);
  const { email } = (
    await systemDb().execute<{ email: string }>(sql`select email from users where id = ${people.ana.userId}`)
  )[0] ?? { email: "" };
  const link = (purpose: "verify" | "reset") => systemDb().transaction((tx) => issueLink(tx, purpose, email));
  return {
    slug,
    flowId,
    channelId,
    draftId,
    conversationId,
    contactId,
    invitation: new URL(mail?.link ?? "").pathname,
    verify: await link("verify"),
    reset: await link("reset"),
  };
}

const conversationsOf = ({ context }: World) =>
  withTenant(context.tenant, async (tx) => [
    ...(await tx.execute<{ id: string; customer_address: string }>(
      sql`select id, customer_address from conversations order by id`,
    )),
  ]);
