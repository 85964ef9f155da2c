import path from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/testing/longest-first.ts";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["**/*.test.{ts,tsx,mjs}"],
    exclude: [...configDefaults.exclude, "e2e/**", ".next/**", ".data/**"],
    globalSetup: "scripts/testing/global-setup.ts",
    setupFiles: "scripts/testing/setup.ts",
    pool: "forks",
    maxWorkers: 2,
    // Two processes for all files: loading the product anew for each would cost as much as half of the tests do. What a
    // process has once is put away after each file, with its database and its environment (scripts/testing/setup.ts).
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // As long as `eventually`: the machine may be busy with the other files.
    expect: { poll: { timeout: 10_000 } },
    coverage: { include: ["app/**", "server/**", "db/**", "inngest/**"] },
  },
});
