import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { z } from "zod";
import { systemDb } from "@/db/system";
import { refuse } from "./errors";
import { publicProcedure, router } from "./trpc";

const failing = router({
  database: publicProcedure.query(() => systemDb().execute(sql`select * from nowhere where secret = ${"hunter2"}`)),
  away: publicProcedure.query(() =>
    systemDb().execute(sql`select pg_terminate_backend(pg_backend_pid()), ${"hunter2"}`),
  ),
  bug: publicProcedure.query(() => {
    throw new Error("the password is hunter2");
  }),
  named: publicProcedure.query(() => {
    throw refuse("slugTaken", { slug: "a", suggestion: "b" });
  }),
  typed: publicProcedure.input(z.object({ email: z.email("emailWrong") })).query(() => null),
});

async function ask(procedure: string, input = "") {
  const response = await fetchRequestHandler({
    endpoint: "/api/trpc",
    req: new Request(`http://localhost/api/trpc/${procedure}${input}`),
    router: failing,
    createContext: () => ({ session: null, tenantSlug: null, ip: "203.0.113.1" }),
  });
  return { status: response.status, body: await response.text() };
}

test.each(["database", "bug"])("a failure of ours (%s) says nothing of what we were doing", async (procedure) => {
  const { status, body } = await ask(procedure);
  expect(status).toBe(500);
  expect(body).not.toMatch(/select|nowhere|hunter2|stack|at /i);
  expect(JSON.parse(body).error.json.data).toMatchObject({ reason: "internal" });
});

test("while the database is away the browser is told so, and nothing else", async () => {
  const { status, body } = await ask("away");
  expect(status).toBe(503);
  expect(body).not.toMatch(/select|hunter2|stack/i);
  expect(JSON.parse(body).error.json.data).toMatchObject({ reason: "unavailable" });
});

test("a refusal names its reason and what its sentence needs", async () => {
  const { status, body } = await ask("named");
  expect(status).toBe(409);
  expect(JSON.parse(body).error.json.data).toMatchObject({
    reason: "slugTaken",
    params: { slug: "a", suggestion: "b" },
  });
});

test("a wrong input says which field and why", async () => {
  const { status, body } = await ask("typed", `?input=${encodeURIComponent(JSON.stringify({ json: { email: "x" } }))}`);
  expect(status).toBe(400);
  expect(JSON.parse(body).error.json.data.fields).toEqual([{ path: ["email"], message: "emailWrong" }]);
});
