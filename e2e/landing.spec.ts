import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

/** What axe finds on the page; the development server's own badge is not ours. */
async function findings(page: Page) {
  const result = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
    .exclude("nextjs-portal")
    .analyze();
  return result.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`in a ${colorScheme} room`, () => {
    test.use({ colorScheme });

    test("the first page can be read by everyone", async ({ page }) => {
      await page.goto("/");
      await expect(page.locator("html")).toHaveClass(new RegExp(colorScheme));
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });

    test("so can the page for a wrong address", async ({ page }) => {
      const answer = await page.goto("/login/nothing-here");
      expect(answer?.status()).toBe(404);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await findings(page)).toEqual([]);
    });
  });
}

test("the page answers in the browser's language, changes it on request and remembers", async ({ page }) => {
  await page.goto("/");
  await expect(page.locator("html")).toHaveAttribute("lang", "zh-CN");
  await page.getByRole("banner").getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText(
    "Every way your customers write, patched into one inbox",
  );
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a chosen appearance is there before the page is painted, also next time", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "外观" }).click();
  await page.getByRole("menuitemradio", { name: "深色" }).click();
  await expect(page.locator("html")).toHaveClass(/dark/);
  await page.reload({ waitUntil: "commit" });
  // The class is set by a script in the document itself, before anything below it exists.
  await page.locator("h1").waitFor({ state: "attached" });
  await expect(page.locator("html")).toHaveClass(/dark/);
});

test("an address typed on the first page is taken along to signing up", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("textbox", { name: "工作邮箱" }).fill("ana@northbeam.example");
  await page.getByRole("button", { name: "创建工作区" }).click();
  await expect(page).toHaveURL(/\/signup\?email=ana%40northbeam\.example$/);
});

for (const locale of ["zh-CN", "en"]) {
  test.describe(`on a phone in ${locale}`, () => {
    test.use({ locale, viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true });

    test("nothing sticks out of the screen", async ({ page }) => {
      await page.goto("/");
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      const sticksOut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      expect(sticksOut).toBeLessThanOrEqual(0);
    });
  });
}
