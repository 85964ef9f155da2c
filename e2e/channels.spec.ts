import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { createMember, createQueue, createTenant } from "@/db/factories";
import * as schema from "@/db/schema";
import { systemDb } from "@/db/system";
import { sessionCookies } from "@/server/auth/session-cookies";
import { fakeGeneral } from "@/server/channels/testing/fake-general";
import { hashToken, randomToken } from "@/server/crypto";

/** A new administrator in an empty workspace with one queue, at his own browser. */
async function newAdministrator(
  browser: Browser,
  baseURL: string,
): Promise<{ page: Page; context: BrowserContext; settings: string }> {
  const tenant = await createTenant();
  const ana = await createMember(tenant, { name: "Ana Ruiz", role: "owner" });
  await createMember(tenant, { name: "Ben Okafor" });
  await createQueue(tenant, [ana], "Support");
  const [row] = await systemDb().execute<{ slug: string }>(sql`select slug from tenants where id = ${tenant}`);
  const token = randomToken();
  const expires = new Date(Date.now() + 86_400_000);
  await systemDb()
    .insert(schema.sessions)
    .values({ sessionToken: hashToken(token), userId: ana.userId, expires });
  const context = await browser.newContext({ baseURL, locale: "en-GB" });
  await context.addCookies([{ name: sessionCookies[0], value: token, url: baseURL, httpOnly: true, sameSite: "Lax" }]);
  return { page: await context.newPage(), context, settings: `/${row?.slug}/settings` };
}

const test = base.extend<{ admin: { page: Page; settings: string }; carrier: Awaited<ReturnType<typeof fakeGeneral>> }>(
  {
    admin: async ({ browser, baseURL }, use) => {
      const { page, context, settings } = await newAdministrator(browser, baseURL ?? "");
      await use({ page, settings });
      await context.close();
    },
    // biome-ignore lint/correctness/noEmptyPattern: a fixture is asked for by its first argument's shape
    carrier: async ({}, use) => {
      const carrier = await fakeGeneral("right-key");
      await use(carrier);
      await carrier.stop();
    },
  },
);

/** From the list to the first step of a carrier's set-up. */
async function begin({ page, settings }: { page: Page; settings: string }, carrier: RegExp, name: string) {
  await page.goto(`${settings}/channels`);
  await page.getByRole("link", { name: "Add channel" }).first().click();
  await page.getByRole("radio", { name: carrier }).click();
  await page.getByLabel("Name of the channel").fill(name);
  await page.getByRole("button", { name: "Begin" }).click();
  await expect(page).toHaveURL(/\/setup$/);
}

async function addNumber(page: Page, number: string) {
  await page.getByRole("button", { name: "Add number" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Number" }).fill(number);
  await dialog.getByRole("combobox", { name: "Message queue" }).click();
  await page.getByRole("option", { name: "Support" }).click();
  await dialog.getByRole("button", { name: "Save number" }).click();
  await expect(dialog).toBeHidden();
}

test("an administrator connects a carrier, wrong key first, and sends a test", async ({ admin, carrier }) => {
  const { page } = admin;
  await begin(admin, /General SMS API/, "Our carrier");
  const address = await page
    .getByText(/\/api\/webhooks\//)
    .first()
    .textContent();

  await page.getByLabel("API Key").fill("wrong-key");
  await page.getByLabel("Secret").fill("signs-webhooks");
  await page.getByLabel("API address for sending messages").fill(carrier.sendUrl);
  await page.getByLabel("API address for verifying the login").fill(carrier.verifyUrl);
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByRole("alert").getByText("Unauthorized")).toBeVisible();
  await expect(page.getByText("They are saved, so nothing has to be typed again.")).toBeVisible();

  // It is kept as a draft: leaving and coming back finds everything as it was, and the same address.
  await page.getByRole("link", { name: "Continue later" }).click();
  await page.getByRole("link", { name: "Our carrier" }).click();
  await expect(page.getByText(address ?? "no address").first()).toBeVisible();
  await expect(page.getByText("Stored, never shown again")).toHaveCount(2);

  await page.getByRole("button", { name: "API Key Replace" }).click();
  await page.getByLabel("API Key").fill("right-key");
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText("Connected. The carrier took the credentials.")).toBeVisible();

  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await addNumber(page, "1 415 555 0100");
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await expect(page.getByRole("heading", { name: "Message settings" })).toBeVisible();
  await page.getByRole("button", { name: "Continue", exact: true }).click();
  await page.getByRole("button", { name: "Switch on" }).click();
  await expect(page.getByRole("heading", { name: "The channel is on." })).toBeVisible();

  await page.getByRole("textbox", { name: "To" }).fill("+1 503 555 0164");
  await page.getByRole("button", { name: "Send test message" }).click();
  await expect(page.getByText("The carrier took it")).toBeVisible();
  expect(carrier.state.sent).toMatchObject([{ from: "+14155550100", to: "+15035550164" }]);

  await page.getByRole("link", { name: "Open the channel" }).click();
  await expect(page.getByRole("heading", { name: "Messages per hour" })).toBeVisible();
  await expect(page.locator("header").getByText("Connected", { exact: true })).toBeVisible();
});

test("a sandbox channel is on in a minute, and its phone is answered", async ({ admin }) => {
  const { page } = admin;
  await begin(admin, /Sandbox/, "Try-out line");
  await page.getByRole("link", { name: "Numbers" }).click();
  await addNumber(page, "+1 415 555 0100");
  await page.getByRole("link", { name: "Test and switch on" }).click();
  await page.getByRole("button", { name: "Switch on" }).click();
  await page.getByRole("link", { name: "See it on the phones page" }).click();

  await page.getByRole("button", { name: "Add phone" }).first().click();
  await page.getByRole("menuitem", { name: "US number" }).click();
  const phone = page.getByRole("listitem").getByRole("region");
  await phone.getByRole("textbox", { name: /Text from/ }).fill("Are you open on Sunday?");
  await phone.getByRole("button", { name: "Send", exact: true }).click();
  await expect(phone.getByText("Are you open on Sunday?")).toBeVisible();

  await page.goto(`${admin.settings.replace("/settings", "")}/inbox?view=waiting`);
  await expect(page.getByText("Are you open on Sunday?").first()).toBeVisible();
});

test("a queue that a number leads to is deleted once the number leads elsewhere", async ({ admin }) => {
  const { page, settings } = admin;
  await begin(admin, /Sandbox/, "Try-out line");
  await page.getByRole("link", { name: "Numbers" }).click();
  await addNumber(page, "+1 415 555 0100");

  await page.goto(`${settings}/queues`);
  await page.getByRole("button", { name: "Create queue" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Sales");
  await dialog.getByRole("textbox", { name: /Search in Queue agents: available/ }).fill("Ben");
  await page.keyboard.press("Enter");
  await expect(dialog.getByText("1 selected")).toBeVisible();
  await dialog.getByRole("button", { name: "Create queue" }).click();
  await expect(page.getByRole("row", { name: /Sales/ })).toContainText("1 agent");

  await page.getByRole("button", { name: "Actions for Support" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  const question = page.getByRole("dialog");
  await expect(question).toContainText("+1 (415) 555-0100");
  await question.getByRole("button", { name: "Delete queue" }).click();
  await expect(question.getByText("Not deleted")).toBeVisible();
  await question.getByRole("combobox", { name: "New message destination" }).click();
  await page.getByRole("option", { name: /Sales/ }).click();
  await question.getByRole("button", { name: "Delete queue" }).click();
  await expect(question).toBeHidden();
  await expect(page.getByRole("row", { name: /Sales/ })).toContainText("+1 (415) 555-0100");
  await expect(page.getByRole("row", { name: /Support/ })).toHaveCount(0);
});
