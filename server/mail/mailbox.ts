import { desc, isNull } from "drizzle-orm";
import { mails } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { env } from "@/server/env";
import { notFound } from "@/server/errors";

export type WaitingMail = {
  id: string;
  to: string;
  subject: string;
  text: string;
  link: string | null;
  createdAt: Date;
};

/**
 * The mails that nobody sends, newest first: what the mailbox page of a local installation shows in their stead.
 * @throws AppError NOT_FOUND in any other installation
 */
export async function readMailbox(): Promise<WaitingMail[]> {
  if (!env().isLocal) throw notFound("mailbox");
  const rows = await systemDb().select().from(mails).where(isNull(mails.sentAt)).orderBy(desc(mails.id)).limit(50);
  return rows.map(({ id, to, subject, text, createdAt }) => {
    return { id, to, subject, text, createdAt, link: /https?:\/\/\S+/.exec(text)?.[0] ?? null };
  });
}
