import { spawnSync } from "node:child_process";
import { chownSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";

/**
 * Whom PostgreSQL runs as.
 * @typedef {object} Identity
 * @property {{ uid?: number, gid?: number }} spawn options for `spawn`
 * @property {{ uid: number, gid: number } | undefined} owner to whom its files belong; undefined: to us, as they are
 * @property {(command: string, args: string[]) => [string, string[]]} wrap what to run in place of a command
 */

/**
 * PostgreSQL refuses to run as root, and whoever runs it must reach its programs and its data. Not root: as is.
 * Root: a system user that can enter both folders; where none can (a checkout below a 0700 home), a user namespace
 * in which root wears another number, which touches neither users nor permissions.
 * @param {string[]} folders that must be within reach
 * @returns {Identity}
 */
export function postgresIdentity(folders) {
  if (process.getuid?.() !== 0) return { spawn: {}, owner: undefined, wrap: (command, args) => [command, args] };
  const users = ["postgres", "nobody"].map(findUser);
  if (!users[0]) users[0] = makePostgresUser();
  const user = users.find((one) => one && folders.every((dir) => canEnter(one, dir)));
  if (user) {
    const { uid, gid } = user;
    return { spawn: { uid, gid }, owner: { uid, gid }, wrap: (command, args) => [command, args] };
  }
  const stranger = users.find(Boolean);
  const masked = stranger && ["--user", `--map-user=${stranger.uid}`, `--map-group=${stranger.gid}`];
  if (masked && spawnSync("unshare", [...masked, "true"], { cwd: "/" }).status === 0) {
    const wrap = (command, args) => ["unshare", [...masked, command, ...args]];
    return { spawn: {}, owner: { uid: 0, gid: 0 }, wrap: /** @type {Identity["wrap"]} */ (wrap) };
  }
  throw new Failure(
    `PostgreSQL does not run as root, and no other user can enter ${folders.join(" and ")}. ` +
      "Start as an ordinary user, move the folder to where others may enter it, or set DATABASE_URL to a PostgreSQL of your own.",
  );
}

/**
 * Give a folder and all in it to whom PostgreSQL runs as. Does nothing when it is theirs already.
 * @param {string} dir
 * @param {Identity["owner"]} owner
 */
export function giveTo(dir, owner) {
  if (!owner || lstatSync(dir).uid === owner.uid) return;
  const give = (entry) => {
    if (lstatSync(entry).isDirectory()) for (const name of readdirSync(entry)) give(path.join(entry, name));
    chownSync(entry, owner.uid, owner.gid);
  };
  give(dir); // the folder itself last: interrupted, it is done again
}

function findUser(name) {
  const line = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .find((entry) => entry.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(":") ?? [];
  return uid && gid ? { uid: Number(uid), gid: Number(gid) } : undefined;
}

function makePostgresUser() {
  spawnSync("useradd", ["--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", "postgres"], {
    cwd: "/",
  });
  return findUser("postgres");
}

function canEnter({ uid, gid }, dir) {
  return spawnSync("/bin/sh", ["-c", 'cd "$1"', "sh", dir], { uid, gid, cwd: "/" }).status === 0;
}
