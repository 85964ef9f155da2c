import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { inUse, routes } from "./every-page";
import { expect, test } from "./inbox-world";

type Used = Awaited<ReturnType<typeof inUse>>;
type Visit = { at: string; who?: "stranger"; open?: (page: Page) => Promise<unknown> };

const stranger = (at: string): Visit => ({ at, who: "stranger" });

/** Every page's addresses, some in several states. A page that is missing here fails the first story. */
const visits: Record<string, (used: Used) => Visit[]> = {
  "/": () => [stranger("/")],
  "/docs/sms-api": () => [stranger("/docs/sms-api")],
  "/login": () => [stranger("/login"), stranger("/login/nothing-here")],
  "/signup": () => [stranger("/signup")],
  "/forgot": () => [stranger("/forgot")],
  "/reset": ({ reset }) => [stranger("/reset?token=none"), stranger(`/reset?token=${reset}`)],
  "/verify": ({ verify }) => [stranger("/verify?token=none"), stranger(`/verify?token=${verify}`)],
  "/invite/[token]": ({ invitation }) => [stranger("/invite/none"), stranger(invitation), { at: invitation }],
  "/status": () => [], // where the database is away: database-away.spec.ts
  "/mailbox": () => [stranger("/mailbox")],
  "/start": () => [{ at: "/start" }, { at: "/start?new" }],
  "/[tenant]": ({ slug }) => [{ at: `/${slug}` }],
  "/[tenant]/me": ({ slug }) => [{ at: `/${slug}/me` }],
  "/[tenant]/contacts": ({ slug }) => [{ at: `/${slug}/contacts` }],
  "/[tenant]/contacts/[contact]": ({ slug, contactId }) => [{ at: `/${slug}/contacts/${contactId}` }],
  "/[tenant]/inbox/[[...conversation]]": ({ slug, conversationId }) => [
    { at: `/${slug}/inbox` },
    { at: `/${slug}/inbox?view=waiting` },
    { at: `/${slug}/inbox?view=archived` },
    { at: `/${slug}/inbox/${conversationId}` },
    {
      at: `/${slug}/inbox/${conversationId}`,
      async open(page) {
        await page.getByRole("button", { name: "Transfer", exact: true }).click();
        await expect(page.getByRole("dialog").getByRole("option").first()).toBeVisible();
      },
    },
  ],
  "/[tenant]/channels/[channel]/phones": ({ slug, channelId }) => [{ at: `/${slug}/channels/${channelId}/phones` }],
  "/[tenant]/flows": ({ slug }) => [{ at: `/${slug}/flows` }],
  "/[tenant]/flows/[flow]": ({ slug, flowId }) => [
    {
      at: `/${slug}/flows/${flowId}`,
      open: (page) => expect(page.locator(".react-flow__node").first()).toBeVisible(),
    },
  ],
  "/[tenant]/settings": ({ slug }) => [{ at: `/${slug}/settings` }],
  "/[tenant]/settings/general": ({ slug }) => [{ at: `/${slug}/settings/general` }],
  "/[tenant]/settings/account": ({ slug }) => [{ at: `/${slug}/settings/account` }],
  "/[tenant]/settings/queues": ({ slug }) => [{ at: `/${slug}/settings/queues` }],
  "/[tenant]/settings/people": ({ slug }) => [
    { at: `/${slug}/settings/people` },
    {
      at: `/${slug}/settings/people`,
      async open(page) {
        await page.getByRole("button", { name: "Invite" }).click();
        await expect(page.getByRole("dialog", { name: "Invite somebody" })).toBeVisible();
      },
    },
    {
      at: `/${slug}/settings/people`,
      async open(page) {
        await page.getByRole("button", { name: "Create group" }).click();
        await expect(page.getByRole("dialog", { name: "Create group" }).getByRole("option").first()).toBeVisible();
      },
    },
  ],
  "/[tenant]/settings/channels": ({ slug }) => [{ at: `/${slug}/settings/channels` }],
  "/[tenant]/settings/channels/new": ({ slug }) => [{ at: `/${slug}/settings/channels/new` }],
  "/[tenant]/settings/channels/[channel]/setup": ({ slug, draftId }) => [
    { at: `/${slug}/settings/channels/${draftId}/setup` },
    ...["numbers", "settings", "finish"].map((step) => ({
      at: `/${slug}/settings/channels/${draftId}/setup?step=${step}`,
    })),
    {
      at: `/${slug}/settings/channels/${draftId}/setup?step=numbers`,
      async open(page: Page) {
        await page.getByRole("button", { name: "Add number" }).click();
        const dialog = page.getByRole("dialog", { name: "Add number" });
        await dialog.getByRole("radio", { name: /Chosen agents/ }).click();
        await expect(dialog.getByRole("option", { name: /Day shift/ })).toBeVisible();
      },
    },
  ],
  ...Object.fromEntries(
    ["", "/numbers", "/authentication", "/message-settings", "/journal"].map((tab) => [
      `/[tenant]/settings/channels/[channel]${tab}`,
      ({ slug, channelId }: Used): Visit[] => [{ at: `/${slug}/settings/channels/${channelId}${tab}` }],
    ]),
  ),
};

test("every page has its place in the walk", () => {
  expect(Object.keys(visits).sort()).toEqual(routes().sort());
});

const wide = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

for (const [what, inSettings] of [
  ["no page", false],
  ["nothing in the settings", true],
] as const) {
  test(`${what} stands in anybody's way, by day, by night and on a phone`, async ({ world }) => {
    test.setTimeout(300_000);
    const used = await inUse(world);
    const pages = {
      known: await world.pageOf(world.people.ana, { viewport: wide }),
      stranger: await world.pageOf(null, { viewport: wide }),
    };
    const chosen = Object.entries(visits).filter(([route]) => route.includes("/settings") === inSettings);
    const faults: string[] = [];
    let place = "";
    // What a page asks for on its own must be there too; addresses that are visited for being wrong are not meant.
    for (const page of Object.values(pages)) {
      page.on("response", (answer) => {
        const url = new URL(answer.url());
        if (answer.status() >= 400 && !place.startsWith(url.pathname))
          faults.push(`${place}: ${answer.status()} for ${url.pathname}${url.search}`);
      });
    }
    for (const { at, who = "known", open } of chosen.flatMap(([, of]) => of(used))) {
      const page = pages[who];
      place = at;
      await page.setViewportSize(wide);
      await page.emulateMedia({ colorScheme: "light" });
      await page.goto(at);
      await expect(page.locator("html")).toHaveClass(/light/);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
      await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
      if (/\/inbox\/.*/.test(at)) await expect(page.locator("#thread")).toBeVisible();
      await open?.(page);
      faults.push(...(await axe(page)).map((fault) => `${at}: ${fault}`));
      await page.emulateMedia({ colorScheme: "dark" });
      await expect(page.locator("html")).toHaveClass(/dark/);
      // Of all that axe looks at, only the contrast is another one in the dark.
      faults.push(...(await axe(page, ["color-contrast"])).map((fault) => `${at} in the dark: ${fault}`));
      if (open) continue;
      await page.setViewportSize(phone);
      // Other pages only bend; the inbox is another one on a phone.
      if (at.includes("/inbox")) faults.push(...(await axe(page)).map((fault) => `${at} on a phone: ${fault}`));
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      if (over > 0) faults.push(`${at}: ${over} px wider than a phone`);
    }
    expect(faults).toEqual([]);
  });
}

/** What axe finds; the development server's own badge is not ours. */
async function axe(page: Page, rules?: string[]): Promise<string[]> {
  // In the page itself: the other way opens one more for each look, for frames of other origins, and we have none.
  const builder = new AxeBuilder({ page }).setLegacyMode().exclude("nextjs-portal");
  const { violations } = await (rules
    ? builder.withRules(rules)
    : builder.withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
  ).analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}
