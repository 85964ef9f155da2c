import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";

/**
 * The secret that encrypts what tenants entrust to us. Given, or made once and kept beside the embedded database.
 * @param {string} dir the data folder
 * @param {boolean} embedded
 */
export function appSecret(dir, embedded, env = process.env) {
  if (env.APP_SECRET) return env.APP_SECRET;
  if (!embedded) {
    throw new Failure(
      "APP_SECRET is not set. With DATABASE_URL it is required: a random text of at least 32 characters, the same for every process, " +
        "for instance from `openssl rand -base64 32`. Keep it: what it encrypts cannot be read without it.",
    );
  }
  const file = path.join(dir, "app-secret");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}
