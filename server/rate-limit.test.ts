import { eq, sql } from "drizzle-orm";
import { afterEach, describe, expect, test } from "vitest";
import { rateLimits } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { processState } from "./process";
import { clientIp, limits, removeOldAttempts, takeAttempt } from "./rate-limit";

afterEach(() => {
  processState().singletons.delete("env");
  process.env.PUBLIC_URL = "http://localhost:3000";
});

const { burst, perSeconds } = limits["reset.address"];
const spacing = perSeconds / burst;

/** As if so much time had gone by since the attempts. */
const later = (seconds: number) =>
  systemDb()
    .update(rateLimits)
    .set({ tat: sql`tat - make_interval(secs => ${seconds})` });

async function taken(times: number, whose: string): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: times }, () => takeAttempt("reset.address", whose)));
  return results.filter(({ status }) => status === "fulfilled").length;
}

test("as many as the burst at once, however concurrently, then one per spacing", async () => {
  expect(await taken(burst + 5, "a")).toBe(burst);
  await expect(takeAttempt("reset.address", "a")).rejects.toMatchObject({ params: { seconds: spacing } });
  await later(spacing);
  expect(await taken(3, "a")).toBe(1);
  await later(perSeconds);
  expect(await taken(burst + 5, "a")).toBe(burst);
});

test("the wait that is told is the wait that is needed", async () => {
  await taken(burst, "b");
  await later(100);
  const refused = await takeAttempt("reset.address", "b").catch((error) => error);
  expect(refused.params.seconds).toBeGreaterThan(spacing - 103);
  expect(refused.params.seconds).toBeLessThanOrEqual(spacing - 99);
  expect(refused.params.minutes).toBe(Math.ceil(refused.params.seconds / 60));
});

test("one is not counted for another, and nobody is named in the table", async () => {
  expect(await taken(burst, "someone@example.com")).toBe(burst);
  expect(await taken(1, "other@example.com")).toBe(1);
  const rows = await systemDb().select().from(rateLimits);
  expect(JSON.stringify(rows)).not.toContain("example.com");
});

test("keys that are long spent go away", async () => {
  await systemDb()
    .insert(rateLimits)
    .values({ key: "old", tat: new Date(Date.now() - 7_200_000) });
  await removeOldAttempts();
  expect(await systemDb().$count(rateLimits, eq(rateLimits.key, "old"))).toBe(0);
});

describe("one machine", () => {
  const ip = limits["sign-up.ip"].burst;
  const tries = async (address: string) => {
    const results = await Promise.allSettled(Array.from({ length: ip + 3 }, () => takeAttempt("sign-up.ip", address)));
    return results.filter(({ status }) => status === "fulfilled").length;
  };

  test("addresses of one IPv6 network are one", async () => {
    expect(await tries("2001:db8:1:2::1")).toBe(ip);
    await expect(takeAttempt("sign-up.ip", "2001:db8:1:2:ffff::9")).rejects.toMatchObject({
      code: "TOO_MANY_REQUESTS",
    });
    await takeAttempt("sign-up.ip", "2001:db8:1:3::1");
  });

  test("the machine itself is no stranger to a local installation, and like any other to a live one", async () => {
    expect(await tries("127.0.0.1")).toBe(ip + 3);
    processState().singletons.delete("env");
    process.env.PUBLIC_URL = "https://inbox.example.com";
    expect(await tries("127.0.0.1")).toBe(ip);
  });
});

test.each([
  ["203.0.113.7", "203.0.113.7"],
  ["10.0.0.1, 203.0.113.7", "203.0.113.7"],
  ["::ffff:203.0.113.7", "203.0.113.7"],
  ["nonsense", "unknown"],
  [null, "unknown"],
])("x-forwarded-for %j is %s", (header, ip) => {
  expect(clientIp({ get: () => header })).toBe(ip);
});
