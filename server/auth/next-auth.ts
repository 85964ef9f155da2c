import { headers } from "next/headers";
import NextAuth, { type NextAuthConfig } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import Google from "next-auth/providers/google";
import { env } from "@/server/env";
import { log } from "@/server/log";
import { authAdapter } from "./adapter";
import { startSession } from "./session";
import { makeTicket, takeTicket } from "./ticket";

/** The cookie outlives the session's row, which alone decides: the row moves on while a browser is in use. */
const COOKIE_SECONDS = 400 * 86_400;

/**
 * The library's door, behind ours. Passwords never reach it: our own verbs check them and hand over a ticket, so its
 * public endpoints offer nothing to guess at. Sessions are rows, found by the hash of an opaque cookie.
 */
const { handlers, signIn, signOut } = NextAuth(() => config());

export { handlers };

/** Open a session for this person in the browser whose request is being answered (an action or a route). */
export async function signInBrowser(userId: string): Promise<void> {
  await signIn("ticket", { ticket: makeTicket(userId), redirect: false });
}

/** End the session of the browser whose request is being answered. */
export async function signOutBrowser(): Promise<void> {
  await signOut({ redirect: false });
}

/** Where to send the browser so that Google says who it is; it comes back to `next`. */
export const googleAddress = (next: string): Promise<string> => signIn("google", { redirect: false, redirectTo: next });

function config(): NextAuthConfig {
  const { AUTH_SECRET, AUTH_GOOGLE_ID, AUTH_GOOGLE_SECRET } = env();
  const google =
    AUTH_GOOGLE_ID && AUTH_GOOGLE_SECRET
      ? [Google({ clientId: AUTH_GOOGLE_ID, clientSecret: AUTH_GOOGLE_SECRET })]
      : [];
  return {
    secret: AUTH_SECRET,
    trustHost: true,
    adapter: authAdapter(COOKIE_SECONDS),
    // No `strategy`: with an adapter it is the database, and naming it is refused where passwords are the only way in.
    session: { maxAge: COOKIE_SECONDS },
    pages: { signIn: "/login", error: "/login", newUser: "/start" },
    providers: [
      Credentials({
        id: "ticket",
        credentials: { ticket: {} },
        async authorize({ ticket }) {
          const id = takeTicket(ticket);
          return id ? { id } : null;
        },
      }),
      ...google,
    ],
    callbacks: {
      signIn: ({ account, profile }) => account?.provider !== "google" || profile?.email_verified === true,
      jwt: ({ token, account, user }) => (account?.provider === "ticket" ? { ...token, startFor: user.id } : token),
      // A listed set: the row itself would carry every column to the browser.
      session: ({ session, user }) => ({ expires: session.expires, user: { name: user.name, email: user.email } }),
    },
    jwt: {
      async encode({ token }) {
        const userId = token?.startFor;
        if (typeof userId !== "string") throw new Error("only tickets are turned into sessions here");
        return startSession(userId, (await headers()).get("user-agent"));
      },
      decode: () => null,
    },
    logger: {
      // A wrong or late ticket is nothing that somebody has to look at.
      error: (error) => (error.name === "CredentialsSignin" ? undefined : log.error({ err: error }, "sign-in failed")),
      warn: (code) => log.debug({ code }, "sign-in warning"),
      debug: () => {},
    },
  };
}
