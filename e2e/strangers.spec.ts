import { randomUUID } from "node:crypto";
import { test as base, expect, type Page } from "@playwright/test";
import { users } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { hashPassword } from "@/server/auth/password";
import { readSessionRow, startSession } from "@/server/auth/session";
import { sessionCookies } from "@/server/auth/session-cookies";
import { createWorkspace } from "@/server/tenants/create";

/** Somebody at a browser of his own, with an address and the mail that comes to it. */
class Person {
  readonly email: string;
  constructor(
    readonly page: Page,
    readonly name: string,
  ) {
    this.email = `${randomUUID().slice(0, 8)}@strangers.example`;
  }

  /** Opens the newest mail with this subject by pressing its button. */
  async opensMail(subject: string | RegExp) {
    await this.page.goto("/mailbox");
    const mail = this.page
      .getByRole("listitem")
      .filter({ hasText: this.email })
      .filter({ has: this.page.getByRole("heading", { name: subject }) })
      .first();
    await mail.getByRole("link", { name: /Open the link|打开链接/ }).click();
  }

  async signsIn(password: string) {
    await this.page.goto("/login");
    await this.page.getByLabel("Email").fill(this.email);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.page.getByRole("button", { name: "Sign in", exact: true }).click();
  }
}

const password = "correct horse battery";

const test = base.extend<{ ana: Person; li: Person }>({
  ana: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext({ baseURL, locale: "en-GB", timezoneId: "Europe/Madrid" });
    await use(new Person(await context.newPage(), "Ana Ruiz"));
    await context.close();
  },
  li: async ({ browser, baseURL }, use) => {
    const context = await browser.newContext({ baseURL, locale: "zh-CN", timezoneId: "Asia/Shanghai" });
    await use(new Person(await context.newPage(), "李思远"));
    await context.close();
  },
});

/** From nothing to a workspace of her own. Returns its slug. */
async function begins(ana: Person): Promise<string> {
  const { page } = ana;
  await page.goto(`/signup?email=${encodeURIComponent(ana.email)}`);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Continue" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await ana.opensMail("Confirm your address for Patchbay");
  await page.getByRole("button", { name: "Confirm address" }).click();
  await page.getByLabel("Your name").fill(ana.name);
  await page.getByLabel("Business name").fill(`Northbeam ${randomUUID().slice(0, 6)}`);
  await expect(page.getByText(/\/northbeam-[0-9a-f]{6} is free/)).toBeVisible();
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL(/\/northbeam-[0-9a-f]{6}$/);
  return new URL(page.url()).pathname.slice(1);
}

/** She has done all that before, and is signed in: for stories of what comes after. Returns her workspace's slug. */
async function isSettled(ana: Person, baseURL = ""): Promise<string> {
  const { email, name } = ana;
  const [user] = await systemDb()
    .insert(users)
    .values({ email, name, passwordHash: await hashPassword(password), emailVerified: new Date() })
    .returning({ userId: users.id });
  const value = await startSession(user?.userId ?? "", "Story");
  const session = await readSessionRow(value);
  if (!session) throw new Error("she is not signed in");
  const slug = `northbeam-${randomUUID().slice(0, 6)}`;
  const asked = { name: "Northbeam", slug, personName: name, locale: "en", timeZone: "Europe/Madrid" } as const;
  await createWorkspace(session, asked);
  const cookie = { name: sessionCookies[0], value, url: baseURL, httpOnly: true, sameSite: "Lax" } as const;
  await ana.page.context().addCookies([cookie]);
  return slug;
}

test("a business signs up and names itself; a colleague is invited and comes in", async ({ ana, li }) => {
  const slug = await begins(ana);

  await ana.page.goto(`/${slug}/settings/people`);
  await ana.page.getByRole("button", { name: "Invite" }).click();
  await ana.page.getByLabel("Email").fill(li.email);
  await ana.page.getByRole("button", { name: "Send invitation" }).click();
  await expect(ana.page.getByRole("row", { name: li.email })).toContainText("by Ana Ruiz");

  await li.opensMail(/Ana Ruiz invites you/);
  await li.page.getByLabel("您的姓名").fill(li.name);
  await li.page.getByLabel("密码", { exact: true }).fill(password);
  await li.page.getByRole("button", { name: /^加入/ }).click();
  await expect(li.page).toHaveURL(new RegExp(`/${slug}$`));

  await ana.page.reload();
  await expect(ana.page.getByRole("row", { name: li.name })).toContainText("Agent");

  // Out at once when disabled, wherever he is.
  await ana.page.getByRole("button", { name: `Actions for ${li.name}` }).click();
  await ana.page.getByRole("menuitem", { name: "Disable" }).click();
  await ana.page.getByRole("dialog").getByRole("button", { name: "Disable" }).click();
  await expect(ana.page.getByRole("row", { name: li.name })).toContainText("Disabled");
  await li.page.goto(`/${slug}/settings/account`);
  await expect(li.page.getByRole("heading", { name: "这个地址没有内容" })).toBeVisible();
});

test("signing out, in again, and choosing a new password", async ({ ana, baseURL }) => {
  const { page } = ana;
  const slug = await isSettled(ana, baseURL);
  await page.goto(`/${slug}/settings/account`);
  await page.getByRole("button", { name: /Your account/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page).toHaveURL(/\/login$/);

  // Signed out, a page leads to signing in and back.
  await page.goto(`/${slug}/settings/people`);
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("Email").fill(ana.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page.getByText("This address and password do not go together.")).toBeVisible();
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}/settings/people$`));
  await page.context().clearCookies({ name: /session-token/ });

  await page.goto("/login");
  await page.getByRole("link", { name: "Forgotten?" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await page.getByLabel("Email").fill(ana.email);
  await page.getByRole("button", { name: "Send the link" }).click();
  await expect(page.getByRole("heading", { name: "Check your mail" })).toBeVisible();
  await ana.opensMail("Choose a new Patchbay password");
  await page.getByLabel("New password").fill("another long password");
  const link = page.url();
  await page.getByRole("button", { name: "Save password" }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}$`));

  await page.goto(link);
  await expect(page.getByRole("heading", { name: "This link does not work any more" })).toBeVisible();
  await page.context().clearCookies({ name: /session-token/ });
  await ana.signsIn(password);
  await expect(page.getByText("This address and password do not go together.")).toBeVisible();
  await ana.signsIn("another long password");
  await expect(page).toHaveURL(new RegExp(`/${slug}$`));
});

test("an invitation is for the one it was sent to", async ({ ana, li, baseURL }) => {
  const slug = await isSettled(ana, baseURL);
  await ana.page.goto(`/${slug}/settings/people`);
  await ana.page.getByRole("button", { name: "Invite" }).click();
  await ana.page.getByLabel("Email").fill(li.email);
  await ana.page.getByRole("button", { name: "Send invitation" }).click();
  await expect(ana.page.getByRole("row", { name: li.email })).toBeVisible();

  await ana.page.goto("/mailbox");
  const mail = ana.page.getByRole("listitem").filter({ hasText: li.email }).first();
  await mail.getByRole("link", { name: "Open the link" }).click();
  await expect(ana.page.getByRole("heading", { name: "This invitation is for somebody else" })).toBeVisible();
  await ana.page.getByRole("button", { name: "Sign out and go on" }).click();
  await expect(ana.page.getByLabel("Your name")).toBeVisible();
});

test("in another browser the link asks for the password that was chosen", async ({ ana, li }) => {
  await ana.page.goto("/signup");
  await ana.page.getByLabel("Work email").fill(ana.email);
  await ana.page.getByLabel("Password", { exact: true }).fill(password);
  await ana.page.getByRole("button", { name: "Continue" }).click();
  await expect(ana.page.getByRole("heading", { name: "Check your mail" })).toBeVisible();

  const elsewhere = li.page;
  await elsewhere.goto("/mailbox");
  const mail = elsewhere.getByRole("listitem").filter({ hasText: ana.email }).first();
  await mail.getByRole("link", { name: "打开链接" }).click();
  await elsewhere.getByLabel("密码", { exact: true }).fill("a wrong password");
  await elsewhere.getByRole("button", { name: "确认邮箱" }).click();
  await expect(elsewhere.getByText("密码不正确。")).toBeVisible();
  await elsewhere.getByLabel("密码", { exact: true }).fill(password);
  await elsewhere.getByRole("button", { name: "确认邮箱" }).click();
  // The account brings its own language to a browser that was never told one.
  await expect(elsewhere.getByRole("heading", { name: "Name your business" })).toBeVisible();
});

test("a taken address is said while it is typed, with one that is free", async ({ ana, baseURL }) => {
  const { page } = ana;
  const slug = await isSettled(ana, baseURL);
  await page.goto("/start?new");
  await page.getByLabel("Business name").fill("Another one");
  await page.getByLabel("Address").fill(slug);
  await expect(page.getByText(`/${slug} is taken.`)).toBeVisible();
  await page.getByRole("button", { name: `Use ${slug}-2` }).click();
  await expect(page.getByText(`/${slug}-2 is free`)).toBeVisible();
  await page.getByRole("button", { name: "Create workspace" }).click();
  await expect(page).toHaveURL(new RegExp(`/${slug}-2$`));

  await page.goto("/start");
  await expect(page.getByRole("link", { name: /Owner/ })).toHaveCount(2);
});

test.describe("everybody can use it", () => {
  test("signing in needs no mouse", async ({ page }) => {
    await page.goto("/login");
    await expect(page.getByLabel("邮箱")).toBeFocused();
    await page.keyboard.type("somebody@strangers.example");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByLabel("密码", { exact: true })).toBeFocused();
    await page.keyboard.type("not the password");
    await page.keyboard.press("Enter");
    await expect(page.getByText("邮箱和密码不匹配。")).toBeVisible();
  });

  /** The pages' scripts do not come until they are let go. */
  async function holdScripts(page: Page): Promise<() => void> {
    const held: (() => void)[] = [];
    let holding = true;
    await page.route(/\/_next\/static\/.*\.js/, async (route) => {
      if (holding) await new Promise<void>((go) => held.push(go));
      await route.continue();
    });
    return () => {
      holding = false;
      for (const go of held) go();
    };
  }

  test("a name typed before the page's scripts are there makes an address, too", async ({ ana, baseURL }) => {
    await isSettled(ana, baseURL);
    const letGo = await holdScripts(ana.page);
    await ana.page.goto("/start?new", { waitUntil: "commit" });
    await ana.page.getByLabel("Business name").fill(`Northbeam ${randomUUID().slice(0, 6)}`);
    letGo();
    await expect(ana.page.getByText(/\/northbeam-[0-9a-f]{6} is free/)).toBeVisible();
  });

  test("what is typed before the page's scripts are there is not lost", async ({ page }) => {
    const letGo = await holdScripts(page);
    await page.goto("/login", { waitUntil: "commit" });
    await page.getByLabel("邮箱").fill("somebody@strangers.example");
    await page.getByLabel("密码", { exact: true }).fill("not the password");
    letGo();
    await expect(async () => {
      await page.getByRole("button", { name: "登录", exact: true }).click();
      await expect(page.getByText("邮箱和密码不匹配。")).toBeVisible({ timeout: 2_000 });
    }).toPass();
  });
});
