import type { Route } from "@playwright/test";
import { sql } from "drizzle-orm";
import { systemDb } from "@/db/system";
import { expect, test } from "./inbox-world";

test("the light tells the lag that was measured: what held a message up on its way to the screen", async ({
  world,
}) => {
  const heldMs = 1_500;
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  const light = ana.page.getByRole("status").filter({ hasText: /^Live$/ });
  await light.hover();
  await expect(ana.page.getByText("Measured with the next message that comes in")).toBeVisible();
  await ana.page.mouse.move(700, 400);
  // Events get their place in the order under this lock: whoever holds it holds the stream up, and nothing else.
  const before = Date.now();
  await systemDb().transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`relay/${world.context.tenant}`}, 0))`);
    await phone.texts("Held up");
    await tx.execute(sql`select pg_sleep(${heldMs / 1000})`);
  });
  await expect(ana.row("Held up")).toBeVisible();
  const allOfIt = Date.now() - before;
  await light.hover();
  const words = await ana.page.getByText(/were on this screen [\d,]+ ms after they were stored/).textContent();
  const told = Number(/([\d,]+) ms/.exec(words ?? "")?.[1]?.replace(",", ""));
  expect(told).toBeGreaterThanOrEqual(heldMs);
  expect(told).toBeLessThanOrEqual(allOfIt);
});

test("a line on which nothing comes any more is not called live, and is live again by itself", async ({ world }) => {
  const page = await world.pageOf(world.people.ana);
  await page.clock.install();
  await page.goto(`/${world.slug}/inbox`);
  const light = (word: string | RegExp) => page.getByRole("status").filter({ hasText: word });
  await expect(light(/^Live$/)).toBeVisible();
  // From now on nobody answers. The stream that is open looks well, as it does where a network swallows everything.
  const held: Route[] = [];
  let swallows = true;
  await page.route(/\/api\/realtime/, (route) => (swallows ? void held.push(route) : route.continue()));
  await page.clock.fastForward("00:40");
  await expect(light("Catching up")).toBeVisible();
  await expect.poll(() => held.length).toBeGreaterThan(0);
  await page.clock.fastForward("00:10");
  await expect(light(/^Offline since \d/)).toBeVisible();
  swallows = false;
  for (const route of held) await route.continue();
  await expect(light(/^Live$/)).toBeVisible();
});
