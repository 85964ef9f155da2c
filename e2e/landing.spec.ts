import { expect, test } from "@playwright/test";

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
