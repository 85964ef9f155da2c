/** What a workspace's address may be: 2 to 40 of a-z, 0-9 and hyphens, the hyphens inside. */
export const SLUG = /^[a-z0-9][a-z0-9-]{0,38}[a-z0-9]$/;

/**
 * First parts of addresses that are the product's own, or that people would take for it. Every folder of `app` that
 * stands at the top is here (tested), with room for those to come.
 */
const reserved = new Set([
  ...["about", "account", "admin", "api", "app", "apps", "assets", "auth", "billing", "blog", "careers", "contact"],
  ...["customers", "demo", "developers", "docs", "download", "embed", "en", "favicon", "features", "files", "forgot"],
  ...["health", "help", "home", "icon", "inbox", "integrations", "invite", "jobs", "legal", "login", "logout"],
  ...[
    "mail",
    "mailbox",
    "manifest",
    "me",
    "media",
    "metrics",
    "new",
    "news",
    "offline",
    "patchbay",
    "press",
    "pricing",
  ],
  ...[
    "privacy",
    "public",
    "register",
    "reset",
    "robots",
    "root",
    "security",
    "settings",
    "signin",
    "signout",
    "signup",
  ],
  ...["sitemap", "start", "static", "status", "support", "sw", "system", "team", "terms", "verify", "webhooks"],
  ...["widget", "workspace", "workspaces", "www", "zh", "zh-cn"],
]);

export const isReservedSlug = (slug: string): boolean => reserved.has(slug);

/** Whether a workspace may have this address, if nobody else has it. */
export const isSlug = (slug: string): boolean => SLUG.test(slug) && !isReservedSlug(slug);

/**
 * The address that a business's name suggests: "Northbeam Outfitters" is `northbeam-outfitters`, "Müller & Söhne" is
 * `muller-sohne`. Empty where too little of the name is Latin (a Chinese name) or where the product needs it itself:
 * the caller then makes one up. Never longer than 40, cut between words where that leaves something. Never throws.
 */
export function slugFrom(name: string): string {
  const words = name
    .replace(/ß/g, "ss")
    .replace(/[Øø]/g, "o")
    .replace(/[Ææ]/g, "ae")
    .replace(/[Łł]/g, "l")
    .normalize("NFKD")
    .replace(/[\p{M}'’]/gu, "")
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  let slug = "";
  for (const word of words) {
    const longer = slug ? `${slug}-${word}` : word.slice(0, 40);
    if (longer.length > 40) break;
    slug = longer;
  }
  return isSlug(slug) ? slug : "";
}

/** What to try when an address is taken: the same with a number behind it, 2 to 9, within 40 characters. */
export function slugVariants(slug: string): string[] {
  return [2, 3, 4, 5, 6, 7, 8, 9].map((number) => `${slug.slice(0, 38).replace(/-+$/, "")}-${number}`);
}
