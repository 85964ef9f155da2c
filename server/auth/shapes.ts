import { z } from "zod";

/** What the forms of signing in may send. Messages are keys under `errors`; the browser checks with the same shapes. */

/** An address as people type it, in lower case: the whole product keeps and compares it so. */
export const Email = z.string().trim().toLowerCase().max(254, "emailWrong").pipe(z.email("emailWrong"));

/** A password somebody chooses. 200 characters are more than any password manager makes, and little enough to hash. */
export const Password = z.string().min(10, "passwordShort").max(200, "passwordLong");

/** A password somebody has. */
const KnownPassword = z.string().min(1, "passwordMissing").max(200, "passwordLong");

const Token = z.string().max(200);

export const SignIn = z.object({ email: Email, password: KnownPassword });
export const SignUp = z.object({
  email: Email,
  password: Password,
  /** The business's name, where it was typed already: it waits in the link. */
  workspace: z.string().trim().max(80).optional(),
});
export const Verify = z.object({ token: Token, password: z.string().max(200, "passwordLong").optional() });
export const AskReset = z.object({ email: Email });
export const Reset = z.object({ token: Token, password: Password });
export const ChangePassword = z.object({ current: KnownPassword, password: Password });
export const EndSession = z.object({ sessionId: z.string().max(100) });
