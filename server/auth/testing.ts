import { randomUUID } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import { mails, users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { createWorkspace } from "@/server/tenants/create";
import { openTenantFor } from "@/server/tenants/open";
import { hashPassword } from "./password";
import { readSessionRow, type SignedIn, startSession } from "./session";

/** For tests: an address that nobody else has. */
export const someAddress = (name = "someone") => `${name}.${randomUUID().slice(0, 8)}@example.com`;

/** For tests: a person with a proven address, signed in. */
export async function signedInPerson({
  name = "Ana Ruiz",
  email = someAddress(),
  password = "",
} = {}): Promise<SignedIn> {
  const passwordHash = password ? await hashPassword(password) : null;
  const [user] = await systemDb()
    .insert(users)
    .values({ name, email, passwordHash, emailVerified: new Date() })
    .returning({ id: users.id });
  const session = user && (await readSessionRow(await startSession(user.id, "Test browser")));
  if (!session) throw new Error("the person is not signed in");
  return session;
}

/** For tests: a workspace through the front door, and its owner's context. */
export async function workspaceOf(owner: SignedIn, slug = `w-${randomUUID().slice(0, 8)}`) {
  const asked = { name: "Northbeam", slug, personName: owner.name ?? "Owner", locale: "en", timeZone: "UTC" } as const;
  await createWorkspace(owner, asked);
  return openTenantFor(owner.userId, slug);
}

/** For tests: the newest mail to an address, and the link in it. */
export async function lastMailTo(email: string, about?: RegExp) {
  const found = and(eq(mails.to, email), about ? sql`${mails.subject} ~ ${about.source}` : undefined);
  const [mail] = await systemDb().select().from(mails).where(found).orderBy(desc(mails.id));
  if (!mail) throw new Error(`no mail to ${email}`);
  const link = new URL(/https?:\/\/\S+/.exec(mail.text)?.[0] ?? "http://nowhere.example");
  return { ...mail, link, token: link.searchParams.get("token") ?? link.pathname.split("/").at(-1) ?? "" };
}

/** For tests: how many mails an address got. */
export const mailsTo = (email: string) => systemDb().$count(mails, eq(mails.to, email));
