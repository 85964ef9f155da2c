import { eq } from "drizzle-orm";
import type { z } from "zod";
import { users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { AppError } from "@/server/errors";
import { log } from "@/server/log";
import type { MailLocale } from "@/server/mail/templates";
import { clientNetwork, takeAttempt } from "@/server/rate-limit";
import { passwordMatches } from "./password";
import type { SignIn } from "./shapes";
import { sendVerifyLinkAgain } from "./sign-up";

/**
 * Whose account an address and a password open. Wrong password, unknown address and an address not proven yet are one
 * answer and take the same time; the last gets its link once more.
 * @throws AppError signInWrong, tooManyAttempts
 */
export async function checkPassword(
  { email, password }: z.infer<typeof SignIn>,
  { ip, locale }: { ip: string; locale: MailLocale },
): Promise<{ userId: string }> {
  await takeAttempt("sign-in.ip", ip);
  await takeAttempt("sign-in.address", email);
  await takeAttempt("sign-in.pair", `${email} ${clientNetwork(ip)}`);
  const [person] = await systemDb()
    .select({ id: users.id, hash: users.passwordHash, verified: users.emailVerified })
    .from(users)
    .where(eq(users.email, email));
  const right = await passwordMatches(person?.hash, password);
  if (person && right && person.verified) return { userId: person.id };
  if (person && right) {
    // Not waited for: the time it takes would tell that the password was right.
    sendVerifyLinkAgain(email, locale).catch((error) => log.warn({ err: error }, "a link was not sent again"));
  }
  throw new AppError("UNAUTHORIZED", "wrong address or password", { reason: "signInWrong" });
}
