import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { pathHeader } from "./path-header";
import { readSession, type SignedIn } from "./session";

/** Who is asking for this page; read once per request. */
export const currentSession = cache(async (): Promise<SignedIn | null> => readSession(await headers()));

/** As `currentSession`, for pages of signed-in people: others are sent to sign in and come back. */
export const requireSession = cache(async (): Promise<SignedIn> => {
  const session = await currentSession();
  if (session) return session;
  const here = (await headers()).get(pathHeader);
  return redirect(here ? `/login?next=${encodeURIComponent(here)}` : "/login");
});
