import { defineConfig } from "@playwright/test";

// A worker reads this file again, with the environment it inherits: both must come to the same address.
process.env.E2E_PORT ??= "3917";
const baseURL = process.env.E2E_BASE_URL ?? `http://localhost:${process.env.E2E_PORT}`;
const executablePath = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: "e2e",
  globalSetup: "./scripts/testing/e2e-setup.ts",
  // Each story has a workspace of its own; most of its time it waits for the server or for a browser.
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: Boolean(process.env.CI),
  timeout: 120_000,
  // Conditions are waited for; a small machine that runs two browsers beside the product takes its time.
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    baseURL,
    browserName: "chromium",
    locale: "zh-CN",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 800 },
    // A trace costs every story a fifth of what it does, so only who looks for something has one made (E2E_TRACE=1);
    // its film costs as much again. A picture of the end is kept in any case.
    trace: process.env.E2E_TRACE ? { mode: "retain-on-failure", screenshots: false } : "off",
    contextOptions: { reducedMotion: "reduce" },
    screenshot: "only-on-failure",
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      args: [
        ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"],
        ...["--disable-default-apps", "--disable-gpu", "--disable-dev-shm-usage", "--font-render-hinting=none"],
        ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
      ],
    },
  },
});
