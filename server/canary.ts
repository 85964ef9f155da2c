import { eq } from "drizzle-orm";
import { installation } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { makeCanary, openCanary, SecretError } from "@/server/secrets";

const KEY = "canary";

/** The installation's secrets cannot be opened with the key at hand. Its message is for whoever started the process. */
export class WrongKeyError extends Error {
  override name = "WrongKeyError";
}

/**
 * Whether APP_SECRET is the one this database's secrets were sealed with. The first start seals a known text; every
 * later one opens it before anything is written with another key.
 * @throws WrongKeyError in one sentence
 */
export async function checkInstallation(): Promise<void> {
  await systemDb().insert(installation).values({ key: KEY, value: makeCanary() }).onConflictDoNothing();
  const [row] = await systemDb().select().from(installation).where(eq(installation.key, KEY));
  try {
    openCanary(row?.value ?? "");
  } catch (error) {
    if (!(error instanceof SecretError)) throw error;
    throw new WrongKeyError(
      "APP_SECRET is not the one this database was set up with, so its stored credentials cannot be opened; start with the former one, or name it in APP_SECRET_PREVIOUS.",
      { cause: error },
    );
  }
}
