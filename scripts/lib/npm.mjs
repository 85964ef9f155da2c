import { spawn } from "node:child_process";
import { root } from "./paths.mjs";

/** What would make a child npm leave out the build tools, the native parts or their install scripts. */
const HARMFUL = /^(NODE_ENV|npm_config_(omit|only|production|ignore_scripts|include|dry_run))$/i;

/**
 * Run npm in the checkout.
 * @param {string[]} args
 * @returns {Promise<{ code: number | null, output: string }>} output is what it said on both streams
 */
export function npm(args) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !HARMFUL.test(name)));
  const cli = process.env.npm_execpath; // started through npm: the same npm again, without looking for it
  const [command, before] = cli?.endsWith(".js") ? [process.execPath, [cli]] : ["npm", []];
  return new Promise((resolve) => {
    const child = spawn(command, [...before, ...args], {
      cwd: root,
      env,
      stdio: ["ignore", "pipe", "pipe"],
      shell: command === "npm" && process.platform === "win32",
    });
    const output = [];
    child.stdout.on("data", (chunk) => output.push(chunk));
    child.stderr.on("data", (chunk) => output.push(chunk));
    child.once("error", (error) => resolve({ code: 1, output: `npm could not be started: ${error.message}` }));
    child.once("close", (code) => resolve({ code, output: Buffer.concat(output).toString() }));
  });
}
