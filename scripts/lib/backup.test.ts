import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { tempFolder } from "../testing/temp-folder";
import { backup, restore } from "./backup.mjs";
import { createDatabase, migrateDatabase } from "./migrate.mjs";

const { owner } = inject("postgres");
const admin = postgres(`${owner}postgres`, { max: 1, onnotice: () => {} });
const names = ["b_source", "b_target", "b_cut"].map((name) => `${name}_${process.pid}`);
const [source, target, cut] = names.map((name) => owner + name) as [string, string, string];
const file = path.join(tempFolder(), "all.gz");
const awkward = ["tab\there", "line\u2028separator", "back\\slash \\.", "\\.", "多行\n文本", ""];

beforeAll(async () => {
  for (const name of names) await createDatabase(`${owner}postgres`, name);
  await migrateDatabase({ url: source });
});

afterAll(async () => {
  for (const name of names) await admin.unsafe(`drop database if exists ${name} with (force)`);
  await admin.end();
});

async function ask(url: string, query: string) {
  const sql = postgres(url, { max: 1, onnotice: () => {} });
  try {
    return [...(await sql.unsafe(query))];
  } finally {
    await sql.end();
  }
}

async function fill() {
  const sql = postgres(source, { max: 1 });
  for (const word of awkward) await sql`insert into rate_limits (key, tat) values (${word}, now())`;
  // More than any buffer on the way holds, and an end that falls together with a full one.
  await sql`insert into rate_limits (key, tat) select n || repeat('字', 300), now() from generate_series(1, 5000) n`;
  await sql.end();
}

test("what was written is read back, byte for byte, into an empty database", async () => {
  await fill();
  const written = await backup(source, file);
  expect(await restore(target, file)).toEqual(written);
  const all = "select * from rate_limits order by key";
  expect(await ask(target, all)).toEqual(await ask(source, all));
  const keys = "select conname, convalidated from pg_constraint where contype = 'f' order by conname";
  expect(await ask(target, keys)).toEqual(await ask(source, keys));
});

test("a database with something in it is left alone", async () => {
  await expect(restore(target, file)).rejects.toThrow(/The database is not empty: \w+ has rows/);
});

test("a file that was cut short restores nothing", async () => {
  const short = `${file}.short`;
  writeFileSync(short, readFileSync(file));
  truncateSync(short, readFileSync(file).length - 40);
  await expect(restore(cut, short)).rejects.toThrow("cut short");
  expect(await ask(cut, "select * from rate_limits")).toEqual([]);
});

test("a file that is something else is refused", async () => {
  await expect(restore(cut, path.join(import.meta.dirname, "backup.mjs"))).rejects.toThrow(
    "is not a backup of Patchbay",
  );
});
