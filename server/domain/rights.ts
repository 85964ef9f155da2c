export type Role = "owner" | "admin" | "agent";

/** Rights that no role has by itself; an administrator gives them by name. */
export const namedRights = ["see_all_conversations", "call"] as const;
export type NamedRight = (typeof namedRights)[number];

/** The part of a person that decides what he may do. */
export type Holder = { role: Role; takesConversations: boolean; rights: readonly string[] };

const anyone = () => true;
const administrator = ({ role }: Holder) => role === "owner" || role === "admin";
const owner = ({ role }: Holder) => role === "owner";
const agent = ({ takesConversations }: Holder) => takesConversations;

/**
 * Who may do what. Each procedure and route names one of these in `server/authorization.ts`; the verb asks again.
 * Whether somebody may see a given conversation is a second question: `server/domain/visibility.ts`.
 */
export const rights = {
  "workspace.read": anyone,
  "workspace.edit": administrator,
  "workspace.delete": owner,
  "member.read": anyone,
  "member.manage": administrator,
  "member.manage_owners": owner,
  "availability.set": anyone,
  "queue.read": anyone,
  "queue.manage": administrator,
  "channel.read": administrator,
  "channel.manage": administrator,
  "sandbox.use": administrator,
  "flow.read": administrator,
  "flow.manage": administrator,
  "contact.read": anyone,
  "contact.edit": anyone,
  "inbox.read": anyone,
  "conversation.read": anyone,
  "conversation.read_all": ({ rights }: Holder) => rights.includes("see_all_conversations"),
  "conversation.pick_up": agent,
  "conversation.reply": agent,
  "conversation.note": agent,
  "conversation.transfer": agent,
  "conversation.archive": agent,
  "conversation.end": agent,
  "conversation.remove": agent,
  "conversation.start": agent,
} satisfies Record<string, (holder: Holder) => boolean>;

export type Right = keyof typeof rights;

/** Whether this person has the right. Buttons and verbs ask the same function. */
export const can = (holder: Holder, right: Right): boolean => rights[right](holder);
