import { afterEach, expect, test } from "vitest";
import { checkHealth } from "@/server/health";
import { processState } from "@/server/process";

afterEach(() => processState().health.clear());

test("a process whose parts work is well", async () => {
  processState().health.set("relay", () => {});
  expect(await checkHealth()).toEqual({ status: "ok", version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
});

test("a part that fails is named, and why stays inside", async () => {
  processState().health.set("relay", () => {
    throw new Error("password authentication failed");
  });
  processState().health.set("engine", async () => {});
  expect(await checkHealth()).toEqual({ status: "failing", version: expect.any(String), failing: ["relay"] });
});

test("a part that says nothing fails", async () => {
  processState().health.set("engine", () => new Promise(() => {}));
  expect(await checkHealth()).toMatchObject({ failing: ["engine"] });
});
