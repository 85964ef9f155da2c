import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";

const root = path.resolve(import.meta.dirname, "../..");

/** What a program of this folder is asked for, and what it answers. */
export type Asked = { id: number; what: Ask };
export type Ask =
  | { kind: "text"; from: string; text: string; messageId: string }
  | { kind: "reply"; phone: string; text: string; clientId: string }
  | { kind: "end"; phone: string };
export type Answered =
  | { kind: "ready" }
  | { kind: "loaded" }
  | { kind: "answer"; id: number; ok: boolean; why?: string };

/** What a program is told when it may begin. */
export type Begin = { kind: "begin"; tenant: string; channelId: string; memberId: string; deadlineMs: number };

/** A process of the product that can be asked, and killed at any moment. */
export class Child {
  readonly #process: ChildProcess;
  readonly #waiting = new Map<number, (answer: { ok: boolean; why?: string } | null) => void>();
  readonly #heard = new Set<string>();
  #listeners: (() => void)[] = [];
  #asked = 0;
  readonly gone: Promise<void>;

  constructor(file: string, env: Record<string, string> = {}) {
    this.#process = spawn(process.execPath, ["--enable-source-maps", file], {
      cwd: root,
      env: { ...process.env, APP_POOL: "6", OWNER_POOL: "4", ...env },
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    this.#process.on("message", (message: Answered) => {
      if (message.kind === "answer") this.#settle(message.id, message);
      else this.#heard.add(message.kind);
      for (const listener of this.#listeners.splice(0)) listener();
    });
    this.gone = once(this.#process, "exit").then(() => {
      for (const id of [...this.#waiting.keys()]) this.#settle(id, null);
      for (const listener of this.#listeners.splice(0)) listener();
    });
  }

  get alive(): boolean {
    return this.#process.exitCode === null && this.#process.signalCode === null;
  }

  /** Resolves when it has said so. @throws when it left before */
  async said(word: "loaded" | "ready"): Promise<void> {
    while (!this.#heard.has(word)) {
      if (!this.alive)
        throw new Error(`a child left before it was ${word} (${this.#process.exitCode ?? this.#process.signalCode})`);
      await new Promise<void>((resolve) => this.#listeners.push(resolve));
    }
  }

  begin(with_: Omit<Begin, "kind">): void {
    this.#send({ kind: "begin", ...with_ });
  }

  /** What it answers; null when it died first. */
  ask(what: Ask): Promise<{ ok: boolean; why?: string } | null> {
    if (!this.alive) return Promise.resolve(null);
    const id = ++this.#asked;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#send({ id, what });
    });
  }

  async kill(): Promise<void> {
    this.#process.kill("SIGKILL");
    await this.gone;
  }

  #send(message: Begin | Asked) {
    // One that is being killed cannot be told anything; its exit says so to whoever waits.
    this.#process.send(message, () => {});
  }

  #settle(id: number, answer: { ok: boolean; why?: string } | null) {
    this.#waiting.get(id)?.(answer);
    this.#waiting.delete(id);
  }
}

/** Programs of this folder as single files, so that a new process is there in a moment. */
export async function bundled(names: string[]): Promise<{ file: (name: string) => string; remove: () => void }> {
  const require = createRequire(import.meta.url);
  // What runs TypeScript here brings it along.
  const { build } = createRequire(require.resolve("tsx/package.json"))("esbuild") as {
    build: (options: object) => Promise<unknown>;
  };
  const outdir = mkdtempSync(path.join(os.tmpdir(), "patchbay-chaos-"));
  await build({
    entryPoints: names.map((name) => path.join(import.meta.dirname, `${name}.ts`)),
    outdir,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    outExtension: { ".js": ".mjs" },
    alias: { "@": root },
    external: ["@node-rs/*", "pg-native", "typescript"],
    banner: {
      js: 'import { createRequire as createRequireHere } from "node:module"; const require = createRequireHere(import.meta.url);',
    },
    logLevel: "error",
    absWorkingDir: root,
  });
  return {
    file: (name) => path.join(outdir, `${name}.mjs`),
    remove: () => rmSync(outdir, { recursive: true, force: true }),
  };
}
