import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { anyFreePort, portIsFree } from "./ports.mjs";
import { cannotRun, postgresBinaries } from "./postgres-binaries.mjs";
import { giveTo, postgresIdentity } from "./postgres-user.mjs";
import { commandLine, processesIn, signal } from "./processes.mjs";
import { step } from "./progress.mjs";
import { waitFor } from "./wait.mjs";

/**
 * A running private PostgreSQL.
 * @typedef {object} Cluster
 * @property {number} port
 * @property {number} pid
 * @property {boolean} adopted it ran already; its launcher had been killed
 * @property {{ owner: string, app: string }} passwords of the roles `owner` and `patchbay_app`
 * @property {(database?: string) => string} ownerUrl
 * @property {(database?: string) => string} appUrl
 * @property {() => Promise<void>} stop fast shutdown; waits until it has gone
 */

const READY_WITHIN_MS = 120_000; // replaying the log after a crash takes a while
const STOPPED_WITHIN_MS = 30_000;

/**
 * Start the private PostgreSQL below `dir`, making it first when it is not there, or adopt the one that runs.
 * @param {object} options
 * @param {string} options.dir holds `pg<major>`, its log and its passwords
 * @param {number} [options.port] wanted; another is taken when it is busy
 * @param {boolean} [options.throwaway] nothing in it need survive a crash: no fsync
 * @returns {Promise<Cluster>}
 */
export async function startPostgres({ dir, port: wanted = 54_329, throwaway = false }) {
  const home = path.resolve(dir); // the server runs in another working directory
  mkdirSync(home, { recursive: true });
  const binaries = postgresBinaries();
  const data = path.join(home, `pg${binaries.major}`);
  refuseOtherMajors(home, binaries.major);
  const identity = postgresIdentity([binaries.folder, home]);
  const passwords = keepPasswords(`${data}.json`, data);

  const running = await findRunning(data);
  if (running) return cluster({ ...running, data, binaries, passwords, adopted: true });

  if (!existsSync(data)) {
    const make = () => initialise({ data, binaries, identity, password: passwords.owner, throwaway });
    await (throwaway ? make() : step("Creating the database", make));
  }
  refuseForeignOwner(data, identity);
  giveTo(data, identity.owner);
  const port = (await portIsFree(wanted, "127.0.0.1")) ? wanted : await anyFreePort();
  const pid = await launch({ data, port, binaries, identity, throwaway });
  return cluster({ pid, port, data, binaries, passwords, adopted: false });
}

/**
 * Where the private PostgreSQL below `dir` listens, when it runs.
 * @param {string} dir
 * @returns {Promise<Cluster | undefined>}
 */
export async function runningPostgres(dir) {
  const binaries = postgresBinaries();
  const data = path.join(path.resolve(dir), `pg${binaries.major}`);
  if (!existsSync(data) || !existsSync(`${data}.json`)) return undefined;
  const found = await findRunning(data);
  const passwords = JSON.parse(readFileSync(`${data}.json`, "utf8"));
  return found && cluster({ ...found, data, binaries, passwords, adopted: true });
}

function cluster({ pid, port, data, binaries, passwords, adopted }) {
  const url = (role, password) => (database) => `postgres://${role}:${password}@127.0.0.1:${port}/${database}`;
  const [owner, app] = [url("owner", passwords.owner), url("patchbay_app", passwords.app)];
  return {
    pid,
    port,
    adopted,
    passwords,
    ownerUrl: (database = "patchbay") => owner(database),
    appUrl: (database = "patchbay") => app(database),
    stop: () => stop({ pid, data, binaries }),
  };
}

function refuseOtherMajors(home, major) {
  const version = (name) => {
    const file = path.join(home, name, "PG_VERSION");
    return existsSync(file) ? readFileSync(file, "utf8").trim() : undefined;
  };
  const here = version(`pg${major}`);
  const other = here ? undefined : readdirSync(home).find((name) => /^pg\d+$/.test(name) && version(name));
  if ((here && here !== major) || other) {
    const folder = path.join(home, other ?? `pg${major}`);
    throw new Failure(
      `The database in ${folder} was made by PostgreSQL ${other ? version(other) : here}, and this Patchbay brings ${major}. ` +
        "With the Patchbay it was made by, run `npm run admin backup FILE`; then move that folder away and run " +
        "`npm run admin restore FILE` with this one.",
    );
  }
}

function refuseForeignOwner(data, identity) {
  const { uid } = statSync(data);
  if (!identity.owner && process.getuid && uid !== process.getuid()) {
    throw new Failure(
      `The database in ${data} belongs to another user (uid ${uid}): Patchbay was last started as root or as somebody else. ` +
        "Start it as that user again, or give the folder to this one with chown -R.",
    );
  }
}

function keepPasswords(file, data) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, "utf8"));
  if (existsSync(data)) {
    throw new Failure(`${file} is missing: it holds the passwords of the database in ${data}. Put it back.`);
  }
  const passwords = { owner: randomBytes(24).toString("hex"), app: randomBytes(24).toString("hex") };
  writeFileSync(`${file}.new`, JSON.stringify(passwords), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return passwords;
}

/** Made beside its place and moved into it, so that an interrupted run leaves no half database behind. */
async function initialise({ data, binaries, identity, password, throwaway }) {
  const [half, secret] = [`${data}.new`, `${data}.new-password`];
  rmSync(half, { recursive: true, force: true });
  mkdirSync(half, { mode: 0o700 });
  writeFileSync(secret, password, { mode: 0o600 });
  if (identity.owner) for (const entry of [half, secret]) chownSync(entry, identity.owner.uid, identity.owner.gid);
  try {
    // Without -E a C locale gives SQL_ASCII; without builtin C.UTF-8 trigrams lose every Chinese character.
    const flags = ["-D", half, "-U", "owner", "-A", "scram-sha-256", "--pwfile", secret, "-E", "UTF8"];
    const locale = ["--locale-provider=builtin", "--locale=C.UTF-8", ...(throwaway ? ["--no-sync"] : [])];
    const output = [];
    const [command, args] = identity.wrap(binaries.initdb, [...flags, ...locale]);
    const child = spawn(command, args, { ...identity.spawn, cwd: path.parse(data).root, env: serverEnv() });
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    const code = await new Promise((resolve, reject) => {
      child.once("error", (error) => reject(cannotRun(error)));
      child.once("close", resolve);
    });
    if (code !== 0) throw new Failure(`The database could not be created.\n${Buffer.concat(output)}`);
    renameSync(half, data);
  } finally {
    rmSync(secret, { force: true });
    rmSync(half, { recursive: true, force: true });
  }
}

async function launch({ data, port, binaries, identity, throwaway }) {
  const logFile = `${data}.log`;
  if (existsSync(logFile) && statSync(logFile).size > 10_000_000) truncateSync(logFile);
  const log = openSync(logFile, "a");
  const settings = { listen_addresses: "127.0.0.1", unix_socket_directories: "", timezone: "UTC", jit: "off" };
  const pools = { max_connections: "300" }; // three pools and two listeners a process: 100 end at four or five of them
  const careless = throwaway ? { fsync: "off", synchronous_commit: "off", full_page_writes: "off" } : {};
  // A plan made while a table was empty reads all of it, and is kept until the table is looked at: after a minute, if
  // nobody says otherwise, which a new installation would feel, and a test would be over by then.
  const looks = { autovacuum_naptime: throwaway ? "1s" : "10s" };
  const flags = Object.entries({ ...settings, ...pools, ...looks, ...careless }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const [command, args] = identity.wrap(binaries.postgres, ["-D", data, "-p", String(port), ...flags]);
  const child = spawn(command, args, {
    ...identity.spawn,
    cwd: path.parse(data).root,
    env: serverEnv(),
    detached: true, // Ctrl-C is for the application first
    stdio: ["ignore", log, log],
    windowsHide: true,
  });
  closeSync(log);
  let gone;
  child.once("error", (error) => {
    gone = cannotRun(error);
  });
  child.once("exit", (code) => {
    const words = readFileSync(logFile, "utf8").trimEnd().split("\n").slice(-12).join("\n");
    gone ??= new Failure(`The database left with code ${code} while starting. The end of ${logFile}:\n${words}`);
  });
  // A stale file says "ready" as well, so it has to name our child.
  const ready = () => {
    if (gone) throw gone;
    const file = readPidFile(data);
    return file?.pid === child.pid && file.state === "ready";
  };
  if (!(await waitFor(ready, { timeoutMs: READY_WITHIN_MS, everyMs: 10 }))) {
    throw new Failure(`The database did not become ready within ${READY_WITHIN_MS / 1000} s; see ${logFile}.`);
  }
  child.removeAllListeners("exit"); // what it says from now on is for its log
  child.unref();
  return /** @type {number} */ (child.pid);
}

/**
 * The server that runs on these files already, ready to be used; a pid file left behind by a dead one is removed.
 * A zombie with that pid would make PostgreSQL say "lock file already exists" for ever.
 */
async function findRunning(data) {
  const file = readPidFile(data);
  if (!file) return undefined;
  const alive = () => servesFrom(data, file.pid);
  if (alive()) {
    const settled = await waitFor(
      () => {
        const now = alive() ? readPidFile(data) : undefined;
        return now === undefined ? "gone" : now.state === "ready" && now;
      },
      { timeoutMs: READY_WITHIN_MS },
    );
    if (settled && settled !== "gone") return { pid: settled.pid, port: settled.port };
    if (!settled)
      throw new Failure(`The database process ${file.pid} neither works nor leaves; end it and start again.`);
  }
  // Its workers may outlive a killed server by a moment, and a second one beside them would ruin the files.
  if (!(await waitFor(() => processesIn(data).length === 0, { timeoutMs: 15_000 }))) {
    throw new Failure(`Processes of a killed database still use ${data}: ${processesIn(data).join(", ")}. End them.`);
  }
  rmSync(path.join(data, "postmaster.pid"), { force: true });
  return undefined;
}

/** Numbers are used again: the process has to be a PostgreSQL, and ours. Windows does not tell with what arguments. */
function servesFrom(data, pid) {
  const words = commandLine(pid) ?? "";
  return words.includes("postgres") && (process.platform === "win32" || words.includes(data));
}

function readPidFile(data) {
  try {
    const lines = readFileSync(path.join(data, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), state: lines[7]?.trim() };
  } catch {
    return undefined;
  }
}

async function stop({ pid, data, binaries }) {
  const alive = () => servesFrom(data, pid);
  if (!alive()) return;
  if (process.platform === "win32") spawn(binaries.pgCtl, ["stop", "-D", data, "-m", "fast"], { windowsHide: true });
  else signal(pid, "SIGINT"); // fast shutdown: sessions are ended, what was committed is kept
  if (!(await waitFor(() => !alive(), { timeoutMs: STOPPED_WITHIN_MS }))) signal(pid, "SIGQUIT");
}

const serverEnv = () => ({ PATH: process.env.PATH, SystemRoot: process.env.SystemRoot, LC_ALL: "C", TZ: "UTC" });
