import type { NextRequest } from "next/server";
import { expect, test } from "vitest";
import { GET, POST, PUT } from "./route";

test.each([
  ["GET", GET],
  ["POST", POST],
  ["PUT", PUT],
] as const)("with the embedded engine nobody can call functions from outside: %s", async (method, handle) => {
  const request = new Request("http://localhost:3000/api/inngest?fnId=patchbay-deliver&stepId=step", {
    method,
    body: method === "GET" ? undefined : JSON.stringify({ event: { name: "x", data: {} }, ctx: {}, steps: {} }),
  });
  expect((await handle(request as NextRequest, {})).status).toBe(404);
});
