import pino, { type Logger } from "pino";
import { once } from "@/server/process";

/**
 * The process's log: one JSON object a line on standard output. What people wrote and what must stay secret is
 * blacked out by name, at the top and one or two levels down; still, log ids and not objects.
 */
export const log: Pick<Logger, "debug" | "info" | "warn" | "error" | "fatal" | "child"> = {
  debug: (...args: unknown[]) => root().debug(...(args as [string])),
  info: (...args: unknown[]) => root().info(...(args as [string])),
  warn: (...args: unknown[]) => root().warn(...(args as [string])),
  error: (...args: unknown[]) => root().error(...(args as [string])),
  fatal: (...args: unknown[]) => root().fatal(...(args as [string])),
  child: ((bindings, options) => root().child(bindings, options)) as Logger["child"],
};

/** Names whose values never reach the log. */
export const REDACTED = [
  ...["password", "token", "secret", "authorization", "cookie", "credentials", "apiKey", "key", "signature"],
  ...["text", "body", "html", "email", "address", "params", "query"],
];

/** What pino is set up with; a test gives it another place to write to. */
export function createLog(level: string, destination?: pino.DestinationStream): Logger {
  const options: pino.LoggerOptions = {
    level,
    base: { pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: REDACTED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: "[redacted]" },
  };
  return destination ? pino(options, destination) : pino(options);
}

// Not through env(): a wrong variable has to be told of somewhere.
const root = () => once("log", () => createLog(process.env.LOG_LEVEL || "info"));
