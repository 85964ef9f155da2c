import { z } from "zod";
import { namedRights } from "@/server/domain/rights";

export const MemberId = z.object({ memberId: z.uuid() });
export const InvitationId = z.object({ invitationId: z.uuid() });

/** Somebody is invited as administrator or agent; owners are made of members. */
export const InvitedRole = z.enum(["admin", "agent"]);
export const MemberRole = z.enum(["owner", "admin", "agent"]);
export const NamedRights = z
  .array(z.enum(namedRights))
  .max(namedRights.length)
  .transform((rights) => [...new Set(rights)].sort());
