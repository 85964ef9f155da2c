import { mkdtemp, readdir } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { diskStorage } from "./disk";
import { s3Storage } from "./s3";
import { NotStored, type Storage } from "./storage";
import { fakeS3 } from "./testing/fake-s3";

const keys = { accessKeyId: "AKID", secretAccessKey: "secret", region: "eu-north-1" };
let s3: Awaited<ReturnType<typeof fakeS3>>;
let folder: string;
const stores: Record<string, Storage> = {};

beforeAll(async () => {
  s3 = await fakeS3(keys);
  folder = await mkdtemp(path.join(os.tmpdir(), "patchbay-storage-"));
  stores.disk = diskStorage(folder);
  stores.s3 = s3Storage({ ...keys, endpoint: s3.url, bucket: "media" });
});
afterAll(() => s3.stop());

describe.each(["disk", "s3"])("%s", (name) => {
  const store = () => stores[name] as Storage;

  test("keeps a file, gives all of it or a part, and forgets it", async () => {
    await store().put("t/one", Readable.from([Buffer.from("hello "), Buffer.from("world")]), 11);
    expect(await text(await store().get("t/one"))).toBe("hello world");
    expect(await text(await store().get("t/one", { start: 6, end: 8 }))).toBe("wor");
    await store().put("t/one", Readable.from([Buffer.from("new")]), 3);
    expect(await text(await store().get("t/one"))).toBe("new");
    await store().remove("t/one");
    await store().remove("t/one");
    await expect(store().get("t/one")).rejects.toThrow(NotStored);
  });

  test.each([
    ["too short", [Buffer.from("abc")]],
    ["too long", [Buffer.from("abcdef")]],
  ])("a source that is %s leaves nothing, also where something was before", async (_, chunks) => {
    await expect(store().put("t/two", Readable.from(chunks), 5)).rejects.toThrow();
    await expect(store().get("t/two")).rejects.toThrow(NotStored);
  });

  test("a source that breaks is an error of the put", async () => {
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from("ab");
        throw new Error("cut");
      })(),
    );
    await expect(store().put("t/three", broken, 5)).rejects.toThrow("cut");
    await expect(store().get("t/three")).rejects.toThrow(NotStored);
  });
});

test("a hundred megabytes pass the disk without being held", async () => {
  const size = 100 * 1024 * 1024;
  const piece = Buffer.alloc(64 * 1024, 7);
  const before = process.memoryUsage().rss;
  let most = 0;
  const source = Readable.from(
    (function* () {
      for (let sent = 0; sent < size; sent += piece.length) {
        most = Math.max(most, process.memoryUsage().rss - before);
        yield piece;
      }
    })(),
  );
  await stores.disk!.put("t/large", source, size);
  let read = 0;
  for await (const chunk of await stores.disk!.get("t/large")) {
    read += (chunk as Buffer).length;
    most = Math.max(most, process.memoryUsage().rss - before);
  }
  expect(read).toBe(size);
  expect(most).toBeLessThan(64 * 1024 * 1024);
  await stores.disk!.remove("t/large");
});

test("what was not finished leaves no piece behind on the disk, and no key leads out of the folder", async () => {
  expect(await readdir(path.join(folder, "t"))).toEqual([]);
  await expect(stores.disk?.put("../out", Readable.from([]), 0)).rejects.toThrow("outside");
});

test("a wrong secret is told in the store's words, without the secret", async () => {
  const wrong = s3Storage({ ...keys, secretAccessKey: "wrong", endpoint: s3.url, bucket: "media" });
  const failure = await wrong.get("t/one").then(buffer, (error: Error) => error.message);
  expect(failure).toBe("the store says 403: <Code>SignatureDoesNotMatch</Code>");
});
