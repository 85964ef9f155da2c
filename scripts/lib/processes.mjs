import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, readlinkSync } from "node:fs";

/**
 * The command line of a living process; undefined when there is none. A zombie is not alive, although `kill(pid, 0)`
 * says so: in a container without an init it would be for ever.
 * @param {number} pid
 */
export function commandLine(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === "linux") {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
      const state = stat.slice(stat.lastIndexOf(")") + 2, stat.lastIndexOf(")") + 3);
      if (state === "Z" || state === "X") return undefined;
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
    } catch {
      return undefined;
    }
  }
  if (process.platform === "win32") {
    const found = spawnSync("tasklist", ["/FI", `PID eq ${pid}`, "/FO", "CSV", "/NH"], { encoding: "utf8" });
    return found.stdout?.includes(`"${pid}"`) ? found.stdout.trim() : undefined;
  }
  const found = spawnSync("ps", ["-o", "stat=,command=", "-p", String(pid)], { encoding: "utf8" });
  const line = found.stdout?.trim();
  return !line || line.startsWith("Z") ? undefined : line.replace(/^\S+\s+/, "");
}

/**
 * The processes whose working directory is `dir`. Linux only; elsewhere nothing is known and the answer is empty.
 * @param {string} dir absolute
 * @returns {number[]}
 */
export function processesIn(dir) {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        return readlinkSync(`/proc/${pid}/cwd`) === dir && commandLine(pid) !== undefined;
      } catch {
        return false; // gone, or somebody else's
      }
    });
}

/** Send a signal to a process that may have left already. */
export function signal(pid, name) {
  try {
    process.kill(pid, name);
    return true;
  } catch {
    return false;
  }
}
