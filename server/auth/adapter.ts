import { and, eq, isNotNull, isNull } from "drizzle-orm";
import { headers } from "next/headers";
import type { Adapter, AdapterAccount, AdapterUser } from "next-auth/adapters";
import { accounts, users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { endSession, readSessionRow, startSession } from "./session";

const asUser = (row: typeof users.$inferSelect | undefined): AdapterUser | null =>
  row ? { id: row.id, name: row.name, email: row.email, emailVerified: row.emailVerified } : null;

/**
 * Our tables as the sign-in library wants them. Somebody who signed up and never proved the address is nobody yet:
 * whoever proves it first, with Google here, gets the account without the unproven password.
 * @param cookieSeconds how long the browser keeps what it is given; the session's row decides
 */
export function authAdapter(cookieSeconds: number): Adapter {
  const cookieEnds = () => new Date(Date.now() + cookieSeconds * 1000);
  return {
    async createUser({ name, email }: AdapterUser) {
      const proven = { name, emailVerified: new Date(), passwordHash: null };
      const [made] = await systemDb()
        .insert(users)
        .values({ ...proven, email: email.toLowerCase() })
        .onConflictDoUpdate({ target: users.email, set: proven, setWhere: isNull(users.emailVerified) })
        .returning();
      const user = asUser(made);
      if (!user) throw new Error("somebody proved this address in the same instant");
      return user;
    },
    async getUser(id) {
      const [row] = await systemDb().select().from(users).where(eq(users.id, id));
      return asUser(row);
    },
    async getUserByEmail(email) {
      const proven = and(eq(users.email, email.toLowerCase()), isNotNull(users.emailVerified));
      const [row] = await systemDb().select().from(users).where(proven);
      return asUser(row);
    },
    async getUserByAccount({ provider, providerAccountId }) {
      const [row] = await systemDb()
        .select({ user: users })
        .from(accounts)
        .innerJoin(users, eq(users.id, accounts.userId))
        .where(and(eq(accounts.provider, provider), eq(accounts.providerAccountId, providerAccountId)));
      return asUser(row?.user);
    },
    async updateUser({ id }) {
      const [row] = await systemDb().select().from(users).where(eq(users.id, id));
      const user = asUser(row);
      if (!user) throw new Error("no such user");
      return user;
    },
    // Who it is, and none of the tokens: nothing is asked of Google afterwards.
    async linkAccount({ userId, type, provider, providerAccountId }: AdapterAccount) {
      await systemDb().insert(accounts).values({ userId, type, provider, providerAccountId });
    },
    async createSession({ userId }) {
      const sessionToken = await startSession(userId, (await headers()).get("user-agent"));
      return { sessionToken, userId, expires: cookieEnds() };
    },
    async getSessionAndUser(sessionToken) {
      const row = await readSessionRow(sessionToken);
      if (!row) return null;
      const { userId, email, name } = row;
      const user = { id: userId, email, name, emailVerified: null };
      return { session: { sessionToken, userId, expires: cookieEnds() }, user };
    },
    updateSession: async () => null, // `readSession` prolongs
    deleteSession: endSession,
  };
}
