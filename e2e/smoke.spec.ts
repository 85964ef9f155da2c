import { expect, test } from "@playwright/test";

for (const [locale, lang] of [
  ["zh-CN", "zh-CN"],
  ["en-GB", "en"],
] as const) {
  test.describe(`a stranger whose browser speaks ${locale}`, () => {
    test.use({ locale });

    test("is greeted in his language", async ({ page }) => {
      await page.goto("/");
      await expect(page.locator("html")).toHaveAttribute("lang", lang);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    });
  });
}

test("the health of the process can be asked for", async ({ request }) => {
  const answer = await request.get("/api/health");
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ status: "ok", version: expect.any(String) });
});
