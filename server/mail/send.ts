import { v7 as uuidv7 } from "uuid";
import { mails } from "@/db/schema/auth";
import type { SystemTx, systemDb } from "@/db/system";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { once } from "@/server/process";
import { deliverMail } from "./deliver";
import { type MailData, type MailLocale, type MailTemplate, writeMail } from "./templates";

export type Mail<T extends MailTemplate = MailTemplate> = {
  to: string;
  template: T;
  locale: MailLocale;
  data: MailData[T];
};

/**
 * Write a mail down in the transaction of what it tells of. It leaves after `wakeMail(id)`, which the caller gives once
 * the transaction has committed; a crash in between costs a minute, since a sweep finds what was forgotten.
 * @returns the mail's id
 */
export async function sendMail<T extends MailTemplate>(
  tx: SystemTx | ReturnType<typeof systemDb>,
  { to, template, locale, data }: Mail<T>,
): Promise<string> {
  const id = uuidv7();
  await tx.insert(mails).values({ id, to, ...writeMail(template, locale, data) });
  return id;
}

/** Whether people can be written to: by a mail provider, or by the mailbox page of a local installation. */
export const mailIsSetUp = (): boolean => env().sendsMail || env().isLocal;

type MailListener = (mailId: string) => Promise<void>;

const listener = () => once("mail listener", () => ({ wake: null as MailListener | null }));

/** Take over what happens to a mail that was just written: the engine makes it a durable function. */
export function onMailQueued(wake: MailListener): void {
  listener().wake = wake;
}

/** Have a written mail leave. Nobody waits for it; what goes wrong is tried again by the sweep. */
export function wakeMail(mailId: string): void {
  const wake = listener().wake ?? deliverMail;
  Promise.resolve(wake(mailId)).catch((error) => log.warn({ err: error, mailId }, "a mail did not leave at once"));
}

/** A link into this installation. */
export const linkTo = (path: string): string => `${env().PUBLIC_URL}${path}`;
