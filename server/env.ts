import { hkdfSync } from "node:crypto";
import { z } from "zod";
import { once } from "@/server/process";

/** The installation's settings, checked. Names in capitals are the variables; the others derive from them. */
export type Env = ReturnType<typeof readEnv>;

/** The process's settings, read once, on first use. Throws `EnvError` when one is wrong. */
export const env = (): Env => once("env", () => readEnv(process.env));

/** A variable that holds what it cannot take: its message names the variable, what it got and what it takes. */
export class EnvError extends Error {
  override name = "EnvError";
}

/**
 * Check a set of variables. An empty one counts as absent.
 * @throws EnvError naming every wrong variable; the value of a secret is never part of it.
 */
export function readEnv(source: Record<string, string | undefined>) {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value?.trim()));
  const parsed = Variables.safeParse(given);
  if (!parsed.success) throw new EnvError(parsed.error.issues.map((issue) => complaint(issue, given)).join("\n"));
  const read = parsed.data;
  const publicUrl = (read.PUBLIC_URL ?? `http://localhost:${read.PORT}`).replace(/\/+$/, "");
  const isLocal = isLoopback(publicUrl);
  const externalInngest = Boolean(read.INNGEST_EVENT_KEY || read.INNGEST_BASE_URL || read.INNGEST_DEV);
  if (!isLocal) refuseLocalOnly(given);
  if (!isLocal && externalInngest && !read.INNGEST_SIGNING_KEY) throw new EnvError(UNSIGNED);
  if (read.S3_BUCKET && !(read.S3_ACCESS_KEY_ID && read.S3_SECRET_ACCESS_KEY))
    throw new EnvError("S3_BUCKET is set, so S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY are needed as well.");
  return {
    ...read,
    PUBLIC_URL: publicUrl,
    /** Nobody but this machine is meant to reach it. NODE_ENV decides nothing. */
    isLocal,
    /** An Inngest of somebody else runs the functions, not the engine in this process. */
    externalInngest,
    /** Whether public mail goes out: otherwise it waits in the mailbox page, locally. */
    sendsMail: Boolean(read.RESEND_API_KEY),
    /** Sign-in's own: derived, nobody sets them. */
    AUTH_URL: publicUrl,
    AUTH_SECRET: authSecret(read.APP_SECRET),
  };
}

/** Sign-in's own secret: from the installation's, for one purpose, so that neither gives the other away. Hexadecimal. */
export function authSecret(appSecret: string): string {
  return Buffer.from(hkdfSync("sha256", appSecret, "patchbay", "sign-in", 32)).toString("hex");
}

const yesNo = (otherwise: boolean) =>
  z
    .enum(["0", "1"])
    .transform((value) => value === "1")
    .default(otherwise);
const count = (otherwise: number) => z.coerce.number().int().min(1).max(1000).default(otherwise);
const list = z.string().transform((text) =>
  text
    .split(",")
    .map((item) => item.trim())
    .filter(Boolean),
);
const httpUrl = z.url({ protocol: /^https?$/ });
const postgresUrl = z.url({ protocol: /^postgres(ql)?$/ });

const Variables = z.object({
  DATABASE_URL: postgresUrl,
  APP_DATABASE_URL: postgresUrl.optional(),
  APP_POOL: count(10),
  OWNER_POOL: count(5),
  APP_SECRET: z.string().min(32),
  APP_SECRET_PREVIOUS: z.string().min(32).optional(),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  PUBLIC_URL: httpUrl.optional(),
  DATA_DIR: z.string().default(".data"),
  ROLES: list.pipe(z.array(z.enum(["web", "engine"])).min(1)).default(["web", "engine"]),
  RUN_AHEAD: yesNo(true),
  LOG_LEVEL: z.enum(["silent", "fatal", "error", "warn", "info", "debug", "trace"]).default("info"),
  METRICS_TOKEN: z.string().min(16).optional(),
  RESEND_API_KEY: z.string().optional(),
  MAIL_FROM: z.string().includes("@").optional(),
  AUTH_GOOGLE_ID: z.string().optional(),
  AUTH_GOOGLE_SECRET: z.string().optional(),
  INNGEST_EVENT_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY: z.string().optional(),
  INNGEST_SIGNING_KEY_FALLBACK: z.string().optional(),
  INNGEST_BASE_URL: httpUrl.optional(),
  INNGEST_DEV: z.string().optional(),
  OUTBOUND_ALLOW: list.pipe(z.array(z.string().regex(/^(\[[0-9a-f:.]+\]|[^:\s]+):\d{1,5}$/i))).default([]),
  ALLOW_PRIVATE_NETWORK: yesNo(false),
  CARRIER_BASE_URLS: z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: "not JSON" });
        return z.NEVER;
      }
    })
    .pipe(z.record(z.string(), httpUrl))
    .default({}),
  STORAGE_QUOTA_GB: z.coerce.number().min(0).max(1_000_000).default(50),
  S3_ENDPOINT: httpUrl.optional(),
  S3_REGION: z.string().optional(),
  S3_BUCKET: z.string().optional(),
  S3_ACCESS_KEY_ID: z.string().optional(),
  S3_SECRET_ACCESS_KEY: z.string().optional(),
});

type Name = keyof z.infer<typeof Variables>;

const TAKES: Partial<Record<Name, string>> = {
  DATABASE_URL: "the address of a PostgreSQL, such as postgres://user:password@host:5432/name",
  APP_DATABASE_URL: "the address of the same PostgreSQL for a role that is a member of app_user",
  APP_SECRET: "a random text of at least 32 characters",
  APP_SECRET_PREVIOUS: "the former APP_SECRET, of at least 32 characters",
  PORT: "a whole number from 1 to 65535",
  PUBLIC_URL: "the address people see, such as https://inbox.example.com",
  ROLES: "web, engine or both, with a comma between",
  RUN_AHEAD: "0 or 1",
  ALLOW_PRIVATE_NETWORK: "0 or 1",
  LOG_LEVEL: "silent, fatal, error, warn, info, debug or trace",
  METRICS_TOKEN: "a text of at least 16 characters",
  MAIL_FROM: "a mail address, such as Patchbay <hello@example.com>",
  INNGEST_BASE_URL: "the http(s) address of an Inngest server",
  OUTBOUND_ALLOW: "host:port, several with commas between",
  CARRIER_BASE_URLS: 'JSON that gives carriers their address, such as {"twilio":"http://127.0.0.1:4010"}',
  APP_POOL: "a whole number from 1 to 1000",
  OWNER_POOL: "a whole number from 1 to 1000",
  STORAGE_QUOTA_GB: "a number of gigabytes for the files of each workspace, 0 for no limit",
  S3_ENDPOINT: "an http(s) address",
};

/** Addresses of databases carry a password, so they are secrets too. */
const SECRET = /SECRET|TOKEN|KEY|DATABASE_URL/;

/** Conveniences of a machine of one's own, each a hole anywhere else. */
const LOCAL_ONLY: Name[] = ["ALLOW_PRIVATE_NETWORK", "CARRIER_BASE_URLS"];

/** Without it anybody who finds /api/inngest could run our functions. */
const UNSIGNED =
  "INNGEST_SIGNING_KEY is not set, and an Inngest elsewhere is; it takes the signing key of that Inngest's environment.";

function complaint(issue: z.core.$ZodIssue, given: Record<string, string | undefined>): string {
  const name = String(issue.path[0]) as Name;
  const value = given[name];
  const got = value === undefined ? "is not set" : SECRET.test(name) ? "has a value it cannot take" : `is "${value}"`;
  return `${name} ${got}; it takes ${TAKES[name] ?? "another value"}.`;
}

function refuseLocalOnly(given: Record<string, string | undefined>): void {
  const wrong = LOCAL_ONLY.filter((name) => given[name] !== undefined && given[name] !== "0");
  if (wrong.length === 0) return;
  const lines = wrong.map(
    (name) => `${name} is for local installations only, and PUBLIC_URL is "${given.PUBLIC_URL}"; leave it unset.`,
  );
  throw new EnvError(lines.join("\n"));
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return (
    hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || hostname.startsWith("127.")
  );
}
