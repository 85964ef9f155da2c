import path from "node:path";
import { configDefaults, defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/testing/longest-first";

export default defineConfig({
  resolve: { alias: { "@": path.resolve(import.meta.dirname) } },
  test: {
    include: ["**/*.test.{ts,tsx,mjs}"],
    exclude: [...configDefaults.exclude, "e2e/**", ".next/**", ".data/**"],
    globalSetup: "scripts/testing/global-setup.ts",
    setupFiles: "scripts/testing/setup.ts",
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // As long as `eventually`: the machine may be busy with the other files.
    expect: { poll: { timeout: 10_000 } },
    coverage: { include: ["app/**", "server/**", "db/**", "inngest/**"] },
  },
});
