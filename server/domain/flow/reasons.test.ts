import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { reasonCodes, reasonText } from "./reasons";
import { languages } from "./types";

const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => readFileSync(path.join(import.meta.dirname, name), "utf8"));

test("whatever can go wrong has words", () => {
  const used = sources.flatMap((text) =>
    [...text.matchAll(/(?:\bcode: |\bfail\(|\breason: )"([a-z]+(?:_[a-z]+)+)"/g)].map(([, code]) => code ?? ""),
  );
  // How connections are broken is told by the finding itself.
  const ofFindings = ["into_start", "into_note", "jump_circle"];
  expect([...new Set(used)].filter((code) => !reasonCodes.includes(code) && !ofFindings.includes(code))).toEqual([]);
});

test("in both languages, each its own", () => {
  for (const code of reasonCodes) {
    const [zh, en] = languages.map((language) => reasonText({ code }, language));
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(en).not.toMatch(/\p{Script=Han}/u);
  }
});
