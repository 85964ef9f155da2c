import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { signal } from "./processes.mjs";
import { waitFor } from "./wait.mjs";

const LEAVES_WITHIN_MS = 6_000; // open streams get their goodbye; then it is ended

/**
 * The web server's process.
 * @typedef {object} Web
 * @property {Promise<number | null>} left resolves with the exit code
 * @property {() => Promise<void>} healthy resolves when it answers that all parts work
 * @property {() => Promise<void>} stop asks it to leave, ends it after six seconds
 */

/**
 * Start `next start` or `next dev`.
 * @param {object} options
 * @param {number} options.port
 * @param {string} [options.host] the address to listen on; every one when absent
 * @param {Record<string, string | undefined>} options.env for the application
 * @param {boolean} [options.dev]
 * @param {"inherit" | "ignore" | number} [options.output] where its words go: a file's descriptor; ours when absent
 * @returns {Web}
 */
export function startWeb({ port, host, env, dev = false, output = "inherit" }) {
  const leash = dev ? ["--import", pathToFileURL(path.join(root, "scripts/lib/leash.mjs")).href] : [];
  const next = [path.join(root, "node_modules/next/dist/bin/next"), dev ? "dev" : "start", "--port", String(port)];
  const child = spawn(process.execPath, [...leash, ...next, ...(host ? ["--hostname", host] : [])], {
    cwd: root,
    env: {
      ...process.env,
      NEXT_TELEMETRY_DISABLED: "1",
      ...(dev ? { NODE_ENV: "development" } : { NODE_ENV: "production", NEXT_MANUAL_SIG_HANDLE: "true" }),
      ...env,
      PORT: String(port),
    },
    // The fourth is a leash: when this process is killed, the server sees the channel close and leaves.
    stdio: ["ignore", output, output, "ipc"],
    detached: process.platform !== "win32", // Ctrl-C is ours to pass on: the server first, the database after it
  });
  let gone = false;
  const left = new Promise((resolve) => {
    child.once("error", () => resolve(1));
    child.once("exit", resolve);
  });
  void left.then(() => {
    gone = true;
  });
  const tell = (name) =>
    process.platform === "win32" ? child.kill(name) : signal(-(/** @type {number} */ (child.pid)), name);
  return {
    left,
    async healthy() {
      let last = "no answer";
      const ask = async () => {
        if (gone) throw new Failure("The web server left while it was starting; what it said is above.");
        try {
          const response = await fetch(`http://127.0.0.1:${port}/api/health`, { signal: AbortSignal.timeout(60_000) });
          last = `${response.status} ${await response.text()}`;
          return response.ok;
        } catch {
          return false;
        }
      };
      if (await waitFor(ask, { timeoutMs: 120_000, everyMs: 50 })) return;
      throw new Failure(
        `The web server did not become healthy within two minutes. Its last answer: ${last.slice(0, 500)}`,
      );
    },
    async stop() {
      if (gone) return;
      if (dev) tell("SIGTERM");
      else child.kill("SIGTERM");
      const timer = setTimeout(() => tell("SIGKILL"), LEAVES_WITHIN_MS);
      await left;
      clearTimeout(timer);
    },
  };
}

/**
 * The address to listen on. A local installation has a page with everybody's unsent mail, so it is not offered to the
 * network around it; inside a container the network is the container's own. HOST decides otherwise.
 * @param {{ HOST?: string, PUBLIC_URL?: string }} env
 */
export function listenHost(env, inContainer = ["/.dockerenv", "/run/.containerenv"].some((file) => existsSync(file))) {
  if (env.HOST) return env.HOST;
  return isLoopback(env.PUBLIC_URL) && !inContainer ? "127.0.0.1" : undefined;
}

/** Whether an installation is local: its public address is absent or this machine's own. */
export function isLoopback(publicUrl) {
  if (!publicUrl) return true;
  if (!URL.canParse(publicUrl)) {
    throw new Failure(
      `PUBLIC_URL is "${publicUrl}"; it takes the address people see, such as https://inbox.example.com.`,
    );
  }
  const { hostname } = new URL(publicUrl);
  return (
    hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || hostname.startsWith("127.")
  );
}
