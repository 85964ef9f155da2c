import type { TenantId } from "./domain/ids";
import type { Role } from "./domain/rights";

/** A person of the workspace, acting. */
export type MemberActor = {
  kind: "member";
  memberId: string;
  userId: string;
  name: string;
  role: Role;
  takesConversations: boolean;
  rights: readonly string[];
};

/** The product itself: a timer, a flow, a sweep. */
export type SystemActor = { kind: "system"; name: string };

export type Actor = MemberActor | SystemActor;

/** Who acts, and inside whose walls. Made by a door (`openTenant`, an API key, an event of our own), never by a verb. */
export type Context = { tenant: TenantId; actor: MemberActor };
