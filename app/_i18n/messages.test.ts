import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { areas } from "./areas";
import { locales, pickLocale, pickZone } from "./locales";

const here = import.meta.dirname;
const app = join(here, "..");

/** Every text of an area by its path: `how.kept.title`. */
function texts(locale: string, area: string): Map<string, string> {
  const found = new Map<string, string>();
  const walk = (value: unknown, path: string) => {
    if (typeof value === "string") found.set(path, value);
    else for (const [key, inner] of Object.entries(value as object)) walk(inner, path ? `${path}.${key}` : key);
  };
  walk(JSON.parse(readFileSync(join(here, "messages", locale, `${area}.json`), "utf8")), "");
  return found;
}

/**
 * The arguments and tags of a text, sorted. Plural forms are each language's own affair: a number that only picks
 * "it" or "them", without being written, need not appear in Chinese.
 */
function placeholders(text: string): string[] {
  const names = new Set<string>();
  for (const [, tag] of text.matchAll(/<(\w+)>/g)) if (tag) names.add(`<${tag}>`);
  // Braces open an argument in a text, and a text in an argument: `{n, plural, one {# day} other {{n} days}}`.
  let depth = 0;
  for (const [found, name, plural] of text.matchAll(/\{\s*(\w*)(\s*,\s*plural)?|\}/g)) {
    if (found === "}") depth -= 1;
    else {
      const silent = plural && !text.includes("#");
      if (depth % 2 === 0 && name && !silent) names.add(name);
      depth += 1;
    }
  }
  return [...names].sort();
}

test.each(locales)("%s has a file for every area, and no other", (locale) => {
  const files = readdirSync(join(here, "messages", locale)).map((file) => file.replace(/\.json$/, ""));
  expect(files.sort()).toEqual([...areas].sort());
});

test.each([
  ["default", "Sending failed", "发送失败"],
  ["10001", "Invalid number", "无效号码"],
  ["10002", "Invalid parameter", "参数无效"],
  [
    "10003",
    "This kind of message cannot be sent because of the third party's limits",
    "根据第三方平台限制，无法发送该类型消息",
  ],
  ["10004", "Authentication failed", "鉴权失败"],
  ["10005", "Authentication failed", "鉴权失败"],
  ["10006", "Too many operations, try later", "操作频繁，请稍后再试"],
  ["10007", "Third-party service unavailable", "第三方平台的服务不可用"],
  ["10008", "File is larger than the third party allows", "文件大小超过第三方平台的限制"],
])("a send that fails with %s is told in the contract's own words", (code, en, zh) => {
  expect([texts("en", "errors").get(`send.${code}`), texts("zh-CN", "errors").get(`send.${code}`)]).toEqual([en, zh]);
});

describe.each(areas)("%s", (area) => {
  const [en, zh] = [texts("en", area), texts("zh-CN", area)];

  test("has the same keys in both languages", () => {
    expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  });

  test("asks for the same values in both languages", () => {
    const asked = (all: Map<string, string>) =>
      Object.fromEntries([...all].sort().map(([key, text]) => [key, placeholders(text).join(" ")]));
    expect(asked(zh)).toEqual(asked(en));
  });

  test("has no empty text", () => {
    expect([...en, ...zh].filter(([, text]) => text.trim() === "")).toEqual([]);
  });
});

test("every text that the code asks for by name exists", () => {
  const known = new Set(areas.flatMap((area) => [...texts("en", area).keys()].map((key) => `${area}.${key}`)));
  const missing: string[] = [];
  for (const file of sources(app)) {
    const source = readFileSync(file, "utf8");
    const spaces = new Map<string, Set<string>>();
    for (const [, variable, space] of source.matchAll(
      /const (\w+) = (?:await getTranslations|useTranslations)\(\s*"([\w.-]+)"\s*\)/g,
    )) {
      if (variable && space) spaces.set(variable, (spaces.get(variable) ?? new Set()).add(space));
    }
    for (const [variable, candidates] of spaces) {
      const calls = new RegExp(`(?<![\\w.])${variable}(?:\\.rich|\\.markup|\\.raw)?\\(\\s*"([^"]+)"`, "g");
      for (const [, key] of source.matchAll(calls)) {
        // Two components of one file may call their translator by the same name.
        if (![...candidates].some((space) => known.has(`${space}.${key}`))) {
          missing.push(`${file.slice(app.length + 1)}: ${[...candidates].join(" or ")}.${key}`);
        }
      }
    }
  }
  expect(missing).toEqual([]);
});

test.each([
  { cookie: "zh-CN", accept: "en", locale: "zh-CN" },
  { cookie: "en", accept: "zh-CN", locale: "en" },
  { cookie: undefined, accept: "zh-TW,zh;q=0.9,en;q=0.8", locale: "zh-CN" },
  { cookie: undefined, accept: "fr-FR, en-GB;q=0.7, zh;q=0.9", locale: "zh-CN" },
  { cookie: undefined, accept: "zh;q=0, en;q=0.1", locale: "en" },
  { cookie: "de", accept: "de", locale: "en" },
  { cookie: undefined, accept: null, locale: "en" },
])("a browser with cookie $cookie that accepts $accept reads $locale", ({ cookie, accept, locale }) => {
  expect(pickLocale(cookie, accept)).toBe(locale);
});

test.each([
  { zone: "Asia/Shanghai", taken: "Asia/Shanghai" },
  { zone: "Mars/Olympus", taken: "UTC" },
  { zone: undefined, taken: "UTC" },
])("the zone $zone is taken as $taken", ({ zone, taken }) => {
  expect(pickZone(zone)).toBe(taken);
});

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !/\.test\./.test(entry.name) ? [path] : [];
  });
}
