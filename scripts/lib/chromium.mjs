import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";
import { step } from "./progress.mjs";

const SYSTEM = [
  ...["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/usr/bin/google-chrome-stable"],
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/**
 * A Chromium for the browser tests: the one given, Playwright's own, the system's, else one that is fetched.
 * @returns {Promise<string | undefined>} its path; undefined: Playwright knows where its own is
 */
export async function ensureChromium() {
  const given = process.env.CHROMIUM_PATH;
  if (given && !existsSync(given)) throw new Failure(`CHROMIUM_PATH is "${given}"; there is no such file.`);
  if (given) return given;
  const found = await installedChromium();
  if (found) return found;
  const fetched = await step("Fetching Chromium for the browser tests", () => {
    const cli = path.join(root, "node_modules/@playwright/test/cli.js");
    return succeeds(process.execPath, [cli, "install", "--only-shell", "chromium"]);
  });
  if (fetched) return undefined;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    await step("Installing Chromium from the system's packages", async () => {
      const apt = (...args) => succeeds("apt-get", args, { DEBIAN_FRONTEND: "noninteractive" });
      await apt("update");
      await apt("install", "-y", "--no-install-recommends", "chromium");
    });
    const installed = await installedChromium();
    if (installed) return installed;
  }
  throw new Failure(
    "No Chromium for the browser tests. Install one, or set CHROMIUM_PATH to it. `npm test -- --unit` does without.",
  );
}

/** Run a program without its words; what else this process has to do goes on meanwhile. @returns {Promise<boolean>} */
function succeeds(program, args, env = {}) {
  const child = spawn(program, args, { stdio: "ignore", env: { ...process.env, ...env } });
  return new Promise((resolve) => {
    child.once("error", () => resolve(false));
    child.once("exit", (code) => resolve(code === 0));
  });
}

async function installedChromium() {
  const { chromium } = await import("@playwright/test");
  return [chromium.executablePath(), ...SYSTEM].find((file) => file && existsSync(file));
}
