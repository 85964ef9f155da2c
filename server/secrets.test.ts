import { beforeEach, describe, expect, test } from "vitest";
import { withSettings } from "./channels/testing/settings";
import { makeCanary, needsReseal, openCanary, openSecret, SecretError, sealSecret } from "./secrets";

const first = "first-installation-secret-0123456789";
const second = "second-installation-secret-0123456789";
const place = { tenant: "t1", table: "channels", row: "c1", column: "credentials" };

beforeEach(() => withSettings({ APP_SECRET: first, APP_SECRET_PREVIOUS: null }));

test("what is sealed opens in its own place, and looks different every time", () => {
  const text = "令牌 \u0000 token".repeat(100);
  const [one, two] = [sealSecret(text, place), sealSecret(text, place)];
  expect(openSecret(one, place)).toBe(text);
  expect(one).not.toBe(two);
  expect(one).not.toContain("token");
  expect(openSecret(sealSecret("", place), place)).toBe("");
});

describe("a sealed text opens nowhere else", () => {
  test.each(["tenant", "table", "row", "column"] as const)("not with another %s", (part) => {
    const sealed = sealSecret("token", place);
    expect(() => openSecret(sealed, { ...place, [part]: "other" })).toThrow(SecretError);
  });

  test("not where the parts of the place only read the same when run together", () => {
    const sealed = sealSecret("token", { ...place, tenant: "a", table: "bc" });
    expect(() => openSecret(sealed, { ...place, tenant: "ab", table: "c" })).toThrow(SecretError);
  });

  test("not as a canary, nor a canary as a secret", () => {
    expect(() => openCanary(sealSecret("patchbay", place))).toThrow(SecretError);
    expect(() => openSecret(makeCanary(), place)).toThrow(SecretError);
  });
});

test("one changed character is noticed, and so is what never was sealed", () => {
  const sealed = sealSecret("token", place);
  for (let at = 0; at < sealed.length - 1; at++) {
    const other = sealed[at] === "A" ? "B" : "A";
    expect(() => openSecret(sealed.slice(0, at) + other + sealed.slice(at + 1), place)).toThrow(SecretError);
  }
  for (const text of ["", "token", "s1..", "s1.0.0", `${sealed}.more`, sealed.slice(0, 30)]) {
    expect(() => openSecret(text, place)).toThrow(SecretError);
  }
});

test("a wrong key is told as such, by every secret and by the canary", () => {
  const [sealed, canary] = [sealSecret("token", place), makeCanary()];
  openCanary(canary);
  withSettings({ APP_SECRET: second });
  expect(() => openSecret(sealed, place)).toThrow(/APP_SECRET/);
  expect(() => openCanary(canary)).toThrow(/APP_SECRET/);
});

test("after a change of keys the old secrets open, and are known to need sealing again", () => {
  const [sealed, canary] = [sealSecret("token", place), makeCanary()];
  expect(needsReseal(sealed)).toBe(false);
  withSettings({ APP_SECRET: second, APP_SECRET_PREVIOUS: first });
  expect(openSecret(sealed, place)).toBe("token");
  openCanary(canary);
  expect(needsReseal(sealed)).toBe(true);
  const resealed = sealSecret(openSecret(sealed, place), place);
  expect(needsReseal(resealed)).toBe(false);
  withSettings({ APP_SECRET: second, APP_SECRET_PREVIOUS: null });
  expect(openSecret(resealed, place)).toBe("token");
});
