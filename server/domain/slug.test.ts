import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isReservedSlug, isSlug, slugFrom, slugVariants } from "./slug";

describe("the address that a name suggests", () => {
  test.each([
    ["Northbeam Outfitters", "northbeam-outfitters"],
    ["  Müller & Söhne GmbH ", "muller-sohne-gmbh"],
    ["Łódź Straße Ærø", "lodz-strasse-aero"],
    ["O’Brien's 24/7", "obriens-24-7"],
    ["Ｆｕｌｌｗｉｄｔｈ", "fullwidth"],
    ["北辰户外用品", ""],
    ["北辰 Northbeam", "northbeam"],
    ["Inbox", ""],
    ["!", ""],
    ["x", ""],
    ["a".repeat(60), "a".repeat(40)],
    ["The very long name of a business that nobody types", "the-very-long-name-of-a-business-that"],
  ])("%s → %s", (name, slug) => expect(slugFrom(name)).toBe(slug));
});

test("variants keep the shape", () => {
  for (const slug of ["ab", "a".repeat(40), `${"a".repeat(37)}-bc`]) {
    for (const variant of slugVariants(slug)) expect(isSlug(variant), variant).toBe(true);
  }
});

test.each(["-a", "a-", "a", "A1", "a_b", "ä1", "", "a".repeat(41), "login"])("%j is no address", (slug) => {
  expect(isSlug(slug)).toBe(false);
});

test("everything that stands at the top of the product's addresses is reserved", () => {
  const app = path.resolve(import.meta.dirname, "../../app");
  const tops = [
    app,
    ...readdirSync(app)
      .filter((name) => /^\(.+\)$/.test(name))
      .map((name) => path.join(app, name)),
  ]
    .flatMap((folder) => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => entry.isDirectory() && /^[a-z0-9]/.test(entry.name))
    .map((entry) => entry.name.replace(/\..*$/, ""));
  expect(tops).toContain("login");
  expect(tops.filter((name) => !isReservedSlug(name))).toEqual([]);
});
