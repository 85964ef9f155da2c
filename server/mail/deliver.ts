import { and, asc, eq, isNull, lt, sql } from "drizzle-orm";
import { z } from "zod";
import { mails } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { env } from "@/server/env";
import { fetchOut } from "@/server/http";

const Refusal = z.object({ name: z.string().optional(), message: z.string().optional() });

/** Answers after which the same mail may well be taken: the provider is busy, or is still at the first try. */
const retriable = (status: number) => status === 429 || status === 409 || status >= 500;

/**
 * Hand one mail to Resend, where a key for it is set; else it stays for the mailbox page. Safe to repeat: a sent mail is
 * not sent again, and the provider knows a repeated request by its key. What was said goes once it is sent: links
 * in it open accounts. A refusal for good is kept with its reason.
 * @throws Error when it is worth trying again
 */
export async function deliverMail(mailId: string): Promise<void> {
  const { RESEND_API_KEY, MAIL_FROM, CARRIER_BASE_URLS } = env();
  if (!RESEND_API_KEY) return;
  const open = and(eq(mails.id, mailId), isNull(mails.sentAt), isNull(mails.failedAt));
  const [mail] = await systemDb().select().from(mails).where(open);
  if (!mail) return;
  const { to, subject, text, html } = mail;
  const answer = await fetchOut(`${CARRIER_BASE_URLS.resend ?? "https://api.resend.com"}/emails`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${RESEND_API_KEY}`,
      "content-type": "application/json",
      "idempotency-key": `mail/${mailId}`,
    },
    body: JSON.stringify({ from: MAIL_FROM ?? fallbackSender(), to: [to], subject, text, html }),
    allowPrivate: true,
  });
  if (answer.status >= 200 && answer.status < 300) {
    await systemDb().update(mails).set({ sentAt: new Date(), text: "", html: "" }).where(open);
    return;
  }
  const said = Refusal.safeParse(answer.json()).data;
  const error = `${answer.status} ${said?.name ?? ""} ${said?.message ?? ""}`.trim().slice(0, 500);
  if (retriable(answer.status)) throw new Error(`the mail provider answered ${error}`);
  await systemDb().update(mails).set({ failedAt: new Date(), error }).where(open);
}

const fallbackSender = () => `Patchbay <no-reply@${new URL(env().PUBLIC_URL).hostname}>`;

/** Mails that should have left a minute ago and did not, oldest first: after a crash, or while the provider is away. */
export async function forgottenMails(): Promise<string[]> {
  if (!env().sendsMail) return [];
  const rows = await systemDb()
    .select({ id: mails.id })
    .from(mails)
    .where(and(isNull(mails.sentAt), isNull(mails.failedAt), lt(mails.createdAt, sql`now() - interval '1 minute'`)))
    .orderBy(asc(mails.createdAt))
    .limit(100);
  return rows.map(({ id }) => id);
}

/** Mails are no archive: after a week they go. */
export async function removeOldMails(): Promise<void> {
  await systemDb().delete(mails).where(lt(mails.createdAt, sql`now() - interval '7 days'`));
}
