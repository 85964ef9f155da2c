import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test } from "vitest";
import { sha256Hex } from "@/server/crypto";
import { general } from "./carriers/general";
import { fetchMedia } from "./fetch-media";
import { type FakeServer, fakeServer, type Said, testIo } from "./testing/fakes";
import { live, local, withSettings } from "./testing/settings";

const channel = {
  credentials: { apiKey: "k", secret: "s", sendUrl: "https://a.example", verifyUrl: "https://a.example" },
  numbers: [],
};
let server: FakeServer;
let said: Said;

beforeEach(async () => {
  withSettings(local);
  said = { status: 200, headers: { "content-type": "image/png" }, body: "picture" };
  server = await fakeServer(({ path }) => (path === "/moved" ? { status: 302, headers: { location: "/file" } } : said));
});
afterEach(() => server.stop());

let kept: Buffer[];
const fetching = (media: object = {}, path = "/file", maxBytes?: number) => {
  kept = [];
  const into = new Writable({
    highWaterMark: 1,
    write(chunk, _, done) {
      kept.push(chunk);
      setImmediate(done);
    },
  });
  return fetchMedia(general, { url: server.url + path, ...media }, channel, testIo("general"), into, maxBytes);
};

test("a public file is fetched without a login, over redirects", async () => {
  const fetched = await fetching({}, "/moved");
  expect(fetched).toMatchObject({ contentType: "image/png", sha256: sha256Hex("picture") });
  expect(Buffer.concat(kept).toString()).toBe("picture");
  for (const { headers } of server.heard) expect(headers).not.toHaveProperty("authorization");
});

test("what was told of a file must be true", async () => {
  await expect(fetching({ sizeBytes: 7, sha256: sha256Hex("picture") })).resolves.toBeDefined();
  await expect(fetching({ sizeBytes: 8 })).rejects.toMatchObject({ message: "wrong size", again: false });
  await expect(fetching({ sha256: sha256Hex("else") })).rejects.toMatchObject({ message: "wrong hash", again: false });
});

test.each([
  [404, true],
  [429, true],
  [503, true],
  [403, false],
  [410, false],
])("a file that is answered with %i may come later: %s", async (status, again) => {
  said = { status };
  await expect(fetching()).rejects.toMatchObject({ name: "MediaError", again });
});

test("files of private addresses are not fetched for anybody", async () => {
  withSettings(live);
  const media = { url: server.url.replace("http:", "https:") };
  await expect(fetching(media)).rejects.toMatchObject({
    name: "OutboundError",
    reason: "refused",
  });
  expect(server.heard).toEqual([]);
});

test("a long file comes in pieces that wait for whoever takes them", async () => {
  said = { status: 200, body: "x".repeat(3_000_000) };
  const fetched = await fetching();
  expect(fetched.sizeBytes).toBe(3_000_000);
  expect(Buffer.concat(kept)).toHaveLength(3_000_000);
});

test("a file longer than allowed is cut off, and an error's page is no file", async () => {
  said = { status: 200, body: "x".repeat(300_000) };
  await expect(fetching({}, "/file", 100_000)).rejects.toMatchObject({ name: "OutboundError", reason: "too_large" });
  said = { status: 500, body: "sorry" };
  await expect(fetching()).rejects.toMatchObject({ name: "MediaError", again: true });
  expect(kept).toEqual([]);
});
