import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
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
    this.#process = spawn(process.execPath, [path.join(path.dirname(file), LOADER), file], {
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

const LOADER = "load.cjs";

/** Half of a new process's first moment is spent on compiling; so whoever comes first keeps what came of it. */
const load = `
const fs = require("node:fs"), { createRequire, wrap } = require("node:module"), path = require("node:path"), vm = require("node:vm");
const [file, keep] = process.argv.slice(2);
const cache = file + ".cache";
const cachedData = fs.existsSync(cache) ? fs.readFileSync(cache) : undefined;
const importModuleDynamically = vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER;
const script = new vm.Script(wrap(fs.readFileSync(file, "utf8")), { filename: file, cachedData, importModuleDynamically });
const module_ = { exports: {} };
script.runInThisContext()(module_.exports, createRequire(${JSON.stringify(path.join(root, "package.json"))}), module_, file, path.dirname(file));
if (keep) { fs.writeFileSync(cache, script.createCachedData()); process.exit(); }
`;

/** Programs of this folder as single files, so that a new process is there in a moment. */
export async function bundled(names: string[]): Promise<{ file: (name: string) => string; remove: () => void }> {
  const require = createRequire(import.meta.url);
  // What runs TypeScript here brings it along.
  const { build } = createRequire(require.resolve("tsx/package.json"))("esbuild") as {
    build: (options: object) => Promise<unknown>;
  };
  const outdir = mkdtempSync(path.join(os.tmpdir(), "patchbay-chaos-"));
  const file = (name: string) => path.join(outdir, `${name}.cjs`);
  await build({
    entryPoints: names.map((name) => path.join(import.meta.dirname, `${name}.ts`)),
    outdir,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node20",
    outExtension: { ".js": ".cjs" },
    alias: { "@": root },
    external: ["@node-rs/*", "pg-native", "typescript"],
    define: { "import.meta.url": "hereAsUrl" },
    banner: { js: 'const hereAsUrl = require("node:url").pathToFileURL(__filename).href;' },
    logLevel: "error",
    absWorkingDir: root,
  });
  writeFileSync(path.join(outdir, LOADER), load);
  for (const name of names) {
    const first = spawn(process.execPath, [path.join(outdir, LOADER), file(name), "keep"], {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
    });
    await once(first, "exit");
  }
  return { file, remove: () => rmSync(outdir, { recursive: true, force: true }) };
}
