import { z } from "zod";
import { Email, Password } from "@/server/auth/shapes";
import { namedRights } from "@/server/domain/rights";
import { PersonName } from "@/server/tenants/shapes";

/** What the forms about people may send; the browser checks with the same shapes. */

export const OneMember = z.object({ memberId: z.uuid() });
export const OneInvitation = z.object({ invitationId: z.uuid() });

/** Somebody is invited as administrator or agent; owners are made of members. */
export const Invite = z.object({ email: Email, role: z.enum(["admin", "agent"]), takesConversations: z.boolean() });

export const ChangeMember = OneMember.extend({
  role: z.enum(["owner", "admin", "agent"]).optional(),
  takesConversations: z.boolean().optional(),
  rights: z
    .array(z.enum(namedRights))
    .max(namedRights.length)
    .transform((rights) => [...new Set(rights)].sort())
    .optional(),
});

export const AcceptAsNewcomer = z.object({ token: z.string().max(200), name: PersonName, password: Password });
export const RenameSelf = z.object({ name: PersonName });
