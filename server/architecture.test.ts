import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

/** Which part of the product may lean on which. When an import points the wrong way, the failure says why. */

const root = path.resolve(import.meta.dirname, "..");
const rooms = ["app", "server", "db", "inngest"];

type Import = { from: string; to: string; isType: boolean };

function sourcesIn(folder: string): string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return sourcesIn(file);
    return /\.tsx?$/.test(entry.name) ? [file] : [];
  });
}

const sources = [...rooms.flatMap(sourcesIn), "proxy.ts", "instrumentation.ts"].map((file) => ({
  file: file.split(path.sep).join("/"),
  text: readFileSync(path.join(root, file), "utf8"),
}));

/** "server/domain/ids" for our own modules, the package's name for others. */
function target(from: string, named: string): string {
  if (named.startsWith("@/")) return named.slice(2);
  return named.startsWith(".") ? path.posix.join(path.posix.dirname(from), named) : named;
}

const imports: Import[] = sources.flatMap(({ file, text }) =>
  [...text.matchAll(/(?:^|\n)(?:import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"|\bimport\(\s*"([^"]+)"\s*\)/g)].map(
    ([, type, named, later]) => ({ from: file, to: target(file, named ?? later ?? ""), isType: Boolean(type) }),
  ),
);

const isTest = (file: string) =>
  /\.test\.tsx?$|(^|\/)testing(\/|[-.])|^(db\/(factories|seed|demo)|server\/chaos\/)/.test(file);
const shipped = imports.filter(({ from }) => !isTest(from));

/** Imports that match, as "from → to"; those named in `except` are let through. */
const found = (from: RegExp, to: RegExp, except?: RegExp) =>
  shipped
    .filter((one) => from.test(one.from) && to.test(one.to) && !except?.test(one.from))
    .map((one) => `${one.from} → ${one.to}`);

/** Libraries that rules may use: each is pure, and the browser can run it. */
const pureLibraries: Record<string, string> = {
  zod: "shapes of what comes in",
  "libphonenumber-js": "phone numbers",
  "sms-segments-calculator": "how many parts a text is billed as",
  "@marcbachmann/cel-js": "expressions of flows",
  croner: "when a schedule is due",
  "date-fns": "arithmetic on days",
  liquidjs: "templates of flows",
  re2js: "patterns that cannot be made to run for ever",
};

describe("app → server → db → server/domain", () => {
  test("rules lean on nothing but rules and pure libraries: the browser runs them too", () => {
    const leaning = shipped.filter(
      ({ from, to }) => from.startsWith("server/domain/") && !to.startsWith("server/domain/") && !(to in pureLibraries),
    );
    expect(leaning).toEqual([]);
  });

  test("what is remembered knows rules, and no verbs", () => {
    expect(found(/^db\//, /^(app|inngest|server\/(?!domain\/))/)).toEqual([]);
  });

  test("what the product does does not know its screens or its engine: it records events", () => {
    expect(found(/^server\//, /^(app|inngest)(\/|$)/)).toEqual([]);
  });

  test("what runs after the transaction does not know the screens", () => {
    expect(found(/^inngest\//, /^app\//)).toEqual([]);
  });

  test("pages call verbs, and verbs open the database", () => {
    expect(found(/^app\//, /^db\//)).toEqual([]);
  });

  test("only the engine's own door knows the engine", () => {
    expect(found(/^app\//, /^inngest(\/|$)/, /^app\/api\/inngest\//)).toEqual([]);
  });
});

describe("single doors", () => {
  test("sign-in's library is behind server/auth", () => {
    expect(found(/./, /^(next-auth|@auth\/)/, /^server\/auth\//)).toEqual([]);
  });

  test("pools are opened by the two doors of the database, and by what asks whether it is there", () => {
    expect(found(/./, /^db\/clients$/, /^db\/(tenant|system|ping)\.ts$/)).toEqual([]);
  });

  test("the owner's door has these users and no others", () => {
    const users = shipped.filter(({ to, isType }) => to === "db/system" && !isType).map(({ from }) => from);
    expect([...new Set(users)].sort()).toEqual(Object.keys(ownersDoor).sort());
  });

  test("a workspace's id is minted only where access to it is proven", () => {
    const minting = sources
      .filter(({ file, text }) => !isTest(file) && /\bprovenTenant\(/.test(text))
      .map(({ file }) => file);
    expect(minting.filter((file) => !minted.some((place) => place.test(file)))).toEqual([]);
  });

  test("what is sent to the browser takes from the server only shapes, rules and types", () => {
    const browser = new Set(sources.filter(({ text }) => /^"use client"/.test(text)).map(({ file }) => file));
    const heavy = shipped.filter(
      ({ from, to, isType }) =>
        browser.has(from) &&
        !isType &&
        to.startsWith("server/") &&
        !/^server\/(domain\/|trpc-header$)|\/shapes$/.test(to),
    );
    const named = heavy.filter(({ from, to }) => !onlyTypes(from, to));
    expect(named).toEqual([]);
  });
});

/** `import { type A, type B }` takes types only, without saying so before the brace. */
function onlyTypes(from: string, to: string): boolean {
  const { text = "" } = sources.find(({ file }) => file === from) ?? {};
  const clause = new RegExp(`import\\s*\\{([^}]*)\\}\\s*from\\s*"[^"]*${to.split("/").at(-1)}"`).exec(text)?.[1] ?? "";
  return clause !== "" && clause.split(",").every((name) => name.trim() === "" || name.trim().startsWith("type "));
}

/** Who works past row-level security, and why he must. */
const ownersDoor: Record<string, string> = {
  "inngest/relay.ts": "numbers the events of every workspace",
  "inngest/start.ts": "the engine's own tables",
  "server/attachments/sweep.ts":
    "a sweep: lists files to settle; what lies in storage for nobody belongs to no workspace",
  "server/auth/account.ts": "people and their sessions belong to no workspace",
  "server/auth/adapter.ts": "people and their sessions belong to no workspace",
  "server/auth/one-use-link.ts": "links by mail belong to no workspace",
  "server/auth/reset.ts": "people belong to no workspace",
  "server/auth/session.ts": "turns a cookie into a person",
  "server/auth/sign-in.ts": "people belong to no workspace",
  "server/auth/sign-up.ts": "people belong to no workspace",
  "server/auth/verify.ts": "people belong to no workspace",
  "server/canary.ts": "a fact of the installation",
  "server/carrier-trials/arrive.ts": "trials of the general contract belong to no workspace",
  "server/carrier-trials/run.ts": "trials of the general contract belong to no workspace",
  "server/channels/door.ts": "turns a webhook's address into ids",
  "server/channels/due-checks.ts": "a sweep: lists channels to check",
  "server/channels/remove-old-webhooks.ts": "a sweep: webhooks that were dealt with",
  "server/channels/reconcile.ts": "a sweep: lists channels whose carrier can be asked what it holds",
  "server/channels/learned.ts": "a sweep: lists channels whose webhooks tell something of them",
  "server/conversations/auto-close.ts": "a sweep: lists conversations to close, closes each inside its workspace",
  "server/conversations/me.ts": "lists the workspaces of a person",
  "server/conversations/return-snoozed.ts": "a sweep: lists what comes back, brings each back inside its workspace",
  "server/flows/overdue.ts": "a sweep: lists runs to walk",
  "server/mail/deliver.ts": "mails belong to no workspace",
  "server/mail/mailbox.ts": "mails belong to no workspace",
  "server/metrics/collect.ts": "counts of the whole installation, nothing of anybody's",
  "server/messages/deliver.ts": "a sweep: lists what a dead sender left behind",
  "server/messages/fold-counters.ts": "a sweep: counters of days gone by",
  "server/messages/remove-old-paces.ts": "a sweep: paces that say nothing any more",
  "server/messages/remove-strange-receipts.ts": "a sweep: receipts of ids that never became known",
  "server/people/accept-invitation.ts": "turns an invitation's secret into ids; makes the person",
  "server/people/invite.ts": "mails belong to no workspace",
  "server/people/rename-self.ts": "lists the workspaces of a person, then works inside each",
  "server/rate-limit.ts": "attempts of strangers belong to no workspace",
  "server/realtime/hub.ts": "reads an event once for all the people of a workspace, and tells each what he may see",
  "server/realtime/retention.ts": "a sweep: old events",
  "server/realtime/stream.ts": "asks whether a session still stands; reads what a stream's person may see",
  "server/realtime/viewer.ts": "what a stream's person may see now",
  "server/sandbox/report-receipt.ts": "a sweep: lists receipts that are due",
  "server/tenants/check-slug.ts": "turns a slug into whether it is taken",
  "server/tenants/create.ts": "makes a workspace, before anybody is inside",
  "server/tenants/list.ts": "lists the workspaces of a person",
  "server/tenants/open.ts": "turns a slug and a person into a context",
};

/** Where a workspace's id may be minted. */
const minted = [
  /^server\/domain\/ids\.ts$/,
  /^server\/tenants\/open\.ts$/, // a session's membership
  /^server\/people\/(accept-invitation|rename-self)\.ts$/, // an invitation's secret; a person's own memberships
  /^server\/channels\/door\.ts$/, // a carrier's unguessable address
  /^server\/attachments\/link\.ts$/, // a link that we signed
  /^inngest\//, // events of our own
  // Sweeps: they list (workspace, id) and then work inside.
  /^server\/(attachments\/sweep|channels\/(due-checks|learned|reconcile)|conversations\/(auto-close|return-snoozed)|flows\/overdue|messages\/deliver|sandbox\/report-receipt)\.ts$/,
];

test("there is one copy of sign-in's core, with the fixes of July 2026", () => {
  const lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string }>;
  };
  const copies = Object.entries(lock.packages).filter(([name]) => name.endsWith("node_modules/@auth/core"));
  expect(copies.map(([, { version }]) => version)).toEqual(["0.41.3"]);
});
