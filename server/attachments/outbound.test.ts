import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { carriers } from "@/server/channels";
import { live, local, withSettings } from "@/server/channels/testing/settings";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { pieceBytes } from "@/server/domain/files";
import type { TenantId } from "@/server/domain/ids";
import { deliverChannel } from "@/server/messages/deliver";
import { storage } from "@/server/storage";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { uploadFile } from "@/server/testing/upload";
import { toShrink } from "./fit";
import { linkLivesMs, openLink, publicLink, renewedLink } from "./link";
import { outgoingMedia } from "./sendable";
import { servePublic, serveToMember } from "./serve";
import { collectGarbage, settleOld } from "./sweep";
import { beginUpload, discardUpload, finishUpload, takePiece } from "./upload";

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let ben: typeof ana;
let channel: TestChannel;
let picture: Buffer;
const limits = carriers.sandbox.limits;
let phone = 0;

beforeAll(async () => {
  process.env.RUN_AHEAD = "0";
  tenant = await createTenant();
  ana = await createMember(tenant);
  ben = await createMember(tenant, { name: "Ben" });
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana, ben]) });
  picture = await sharp({ create: { width: 900, height: 600, channels: 3, background: "#2563eb" } })
    .jpeg()
    .toBuffer();
});
beforeEach(() => withSettings({ ...local, RUN_AHEAD: "0" }));
afterEach(() => {
  Object.assign(carriers.sandbox, { limits });
});

/** A conversation of Ana's. */
async function conversation(): Promise<{ id: string; from: string }> {
  phone += 1;
  const from = `+1415555${4000 + phone}`;
  await channel.texts(from, "Hello");
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where customer_address = ${from}`,
  );
  await pickUpConversation({ tenant, actor: ana }, { conversationId: row!.id });
  return { id: row!.id, from };
}

const as = (actor: typeof ana) => ({ tenant, actor });
const body = (bytes: Uint8Array) => new Response(new Uint8Array(bytes)).body;

const upload = (conversationId: string, picked: { name?: string; contentType?: string; bytes?: Buffer } = {}) =>
  uploadFile(as(ana), conversationId, { name: "tent.jpg", contentType: "image/jpeg", bytes: picture, ...picked });

const reply = (conversationId: string, files: string[], text = "") =>
  replyToConversation(as(ana), { conversationId, text, files, clientId: uuidv7(), seenSeq: 99, force: true });

const got = async (from: string) => {
  await deliverChannel(tenant, channel.channelId);
  return rowsIn<{ text: string; media: { url: string; contentType: string; fileName: string }[] }>(
    tenant,
    sql`select text, media from sandbox_messages where phone = ${from} and direction = 'out' order by id`,
  );
};

const fetchPublic = (url: string, headers: Record<string, string> = {}, method = "GET") =>
  servePublic(new Request(url, { headers, method }), url.split("/").at(-1) ?? "");

test("a picture goes out with a link that leads to its bytes, and stands in the thread", async () => {
  const { id, from } = await conversation();
  const file = await upload(id);
  expect(file).toMatchObject({ state: "ready", contentType: "image/jpeg", width: 900, height: 600, thumb: true });
  const item = await reply(id, [file.id]);
  expect(item).toMatchObject({ text: "", files: [{ id: file.id, name: "tent.jpg" }] });
  const [message] = await got(from);
  expect(message!.media).toEqual([{ url: expect.any(String), contentType: "image/jpeg", fileName: "tent.jpg" }]);
  const answer = await fetchPublic(message!.media[0]!.url);
  expect(Buffer.from(await answer.arrayBuffer())).toEqual(picture);
  const [handedOver] = await outgoingMedia(tenant, item.id);
  expect(await buffer((await handedOver!.open?.())!)).toEqual(picture);
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    "content-type": "image/jpeg",
    "content-disposition": "attachment; filename=\"tent.jpg\"; filename*=UTF-8''tent.jpg",
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "accept-ranges": "bytes",
  });
  expect(answer.headers.has("set-cookie")).toBe(false);
});

test("several files keep the order in which they are named; a message may have words beside them", async () => {
  const { id, from } = await conversation();
  const [one, two] = [
    await upload(id, { name: "1.jpg" }),
    await upload(id, { name: "2.pdf", contentType: "application/pdf", bytes: Buffer.from("%PDF-1.7\n") }),
  ];
  const item = await reply(id, [two.id, one.id], "Both, as promised");
  expect(item.files.map(({ name }) => name)).toEqual(["2.pdf", "1.jpg"]);
  expect(item.files[0]!.contentType).toBe("application/pdf");
  const [message] = await got(from);
  expect(message).toMatchObject({ text: "Both, as promised", media: [{ fileName: "2.pdf" }, { fileName: "1.jpg" }] });
});

test("parts of a file, and what is no part of it", async () => {
  const { id } = await conversation();
  const bytes = Buffer.from("%PDF-1.7 0123456789");
  const file = await upload(id, { name: "a.pdf", contentType: "application/pdf", bytes });
  await reply(id, [file.id]);
  const url = publicLink(tenant, file.id);
  const ask = async (range: string, headers = {}) => {
    const answer = await fetchPublic(url, { range, ...headers });
    return [answer.status, await answer.text(), answer.headers.get("content-range")];
  };
  expect(await ask("bytes=9-11")).toEqual([206, "012", "bytes 9-11/19"]);
  expect(await ask("bytes=17-")).toEqual([206, "89", "bytes 17-18/19"]);
  expect(await ask("bytes=-3")).toEqual([206, "789", "bytes 16-18/19"]);
  expect(await ask("bytes=5-900")).toEqual([206, bytes.subarray(5).toString(), "bytes 5-18/19"]);
  expect(await ask("bytes=19-")).toEqual([416, "", "bytes */19"]);
  expect((await ask("bytes=0-1,4-5"))[0]).toBe(200);
  expect((await ask("bytes=0-1", { "if-range": '"other"' }))[0]).toBe(200);
  const head = await fetchPublic(url, {}, "HEAD");
  expect([head.status, head.headers.get("content-length"), await head.text()]).toEqual([200, "19", ""]);
});

test("a link cannot be guessed, changed or outlived; a dead one can be renewed by whoever made it", async () => {
  const { id } = await conversation();
  const file = await upload(id);
  await reply(id, [file.id]);
  const url = publicLink(tenant, file.id);
  const token = url.split("/").at(-1)!;
  for (const at of [0, 20, 40, 60, 90]) {
    const other = token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
    // The last letter holds two bits that say nothing.
    if (Buffer.from(other, "base64url").equals(Buffer.from(token, "base64url"))) continue;
    expect((await fetchPublic(url.replace(token, other))).status).toBe(404);
  }
  for (const wrong of ["", "x", `${token}A`, token.slice(1), "%00"]) expect(openLink(wrong)).toBeNull();
  expect(openLink(token, Date.now() + linkLivesMs - 2000)).not.toBeNull();
  expect(openLink(token, Date.now() + linkLivesMs + 1000)).toBeNull();
  const dead = publicLink(tenant, file.id, Date.now() - linkLivesMs - 1000);
  expect((await fetchPublic(dead)).status).toBe(404);
  expect((await fetchPublic(renewedLink(dead))).status).toBe(200);
  expect(renewedLink("https://example.com/x.png")).toBe("https://example.com/x.png");
});

test("a link to what a customer sent is none: only what we send is public", async () => {
  const event = {
    type: "message",
    id: "m",
    from: "+14155553999",
    to: channel.address,
    text: "",
    media: [{ url: "https://e.example/a" }],
  };
  await channel.deliver(JSON.stringify({ ...event, at: new Date().toISOString() }));
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select f.id from attachments f join messages m on m.id = f.message_id where m.address = '+14155553999'`,
  );
  await withTenant(tenant, (tx) =>
    tx.execute(sql`update attachments set state = 'ready', size_bytes = 1, sha256 = 'x' where id = ${row!.id}`),
  );
  expect((await fetchPublic(publicLink(tenant, row!.id))).status).toBe(404);
});

test("the thread's file is for those who see the conversation; before it is sent, for its author", async () => {
  const { id } = await conversation();
  const file = await upload(id);
  const ask = async (actor: typeof ana, headers = {}) =>
    (await serveToMember(as(actor), new Request("http://x/", { headers }), file.id, { small: false })).status;
  const admin = await createMember(tenant, { name: "Cleo", role: "owner" });
  expect([await ask(ana), await ask(ben), await ask(admin)]).toEqual([200, 404, 404]);
  await reply(id, [file.id]);
  expect([await ask(ana), await ask(ben)]).toEqual([200, 404]);
  const whole = await serveToMember(as(ana), new Request("http://x/"), file.id, { small: false });
  expect(whole.headers.get("content-disposition")).toMatch(/^inline/);
  const etag = whole.headers.get("etag")!;
  expect([await ask(ana, { "if-none-match": etag }), await ask(ben, { "if-none-match": etag })]).toEqual([304, 404]);
  const small = await serveToMember(as(ana), new Request("http://x/"), file.id, { small: true });
  expect(small.headers.get("content-type")).toBe("image/webp");
  const other = await createTenant("Other");
  const stranger = await createMember(other, { role: "owner" });
  expect(
    (await serveToMember({ tenant: other, actor: stranger }, new Request("http://x/"), file.id, { small: false }))
      .status,
  ).toBe(404);
});

test("what is no plain picture is handed over as a file, also to agents", async () => {
  const { id } = await conversation();
  const file = await upload(id, {
    name: "x.svg",
    contentType: "image/svg+xml",
    bytes: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>"),
  });
  const answer = await serveToMember(as(ana), new Request("http://x/"), file.id, { small: false });
  expect(answer.headers.get("content-disposition")).toMatch(/^attachment/);
  expect(answer.headers.get("content-type")).not.toMatch(/svg|html/);
});

test("an upload that broke off goes on where it stopped, and a piece told twice is one piece", async () => {
  const { id } = await conversation();
  const bytes = Buffer.concat([picture, Buffer.alloc(pieceBytes * 2, 1)]);
  const begun = {
    conversationId: id,
    name: "big.jpg",
    contentType: "image/jpeg",
    sizeBytes: bytes.length,
    fingerprint: "same file",
  };
  const { attachmentId } = await beginUpload(as(ana), begun);
  const piece = (at: number) => body(bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes));
  await takePiece(as(ana), attachmentId, 0, piece(0));
  const broken = new ReadableStream({
    pull(controller) {
      controller.enqueue(new Uint8Array(1000));
      controller.error(new Error("the line went away"));
    },
  });
  await expect(takePiece(as(ana), attachmentId, 1, broken)).rejects.toMatchObject({ reason: "pieceBroken" });
  await expect(takePiece(as(ana), attachmentId, 2, piece(2))).rejects.toMatchObject({ reason: "pieceOutOfTurn" });
  await expect(finishUpload(as(ana), { attachmentId })).rejects.toMatchObject({ reason: "pieceOutOfTurn" });
  expect(await beginUpload(as(ana), begun)).toEqual({ attachmentId, pieces: 1 });
  await takePiece(as(ana), attachmentId, 1, piece(1));
  await takePiece(as(ana), attachmentId, 1, piece(1));
  await expect(takePiece(as(ana), attachmentId, 2, body(Buffer.alloc(5)))).rejects.toMatchObject({
    reason: "pieceBroken",
  });
  await takePiece(as(ana), attachmentId, 2, piece(2));
  const [file, again] = await Promise.all([
    finishUpload(as(ana), { attachmentId }),
    finishUpload(as(ana), { attachmentId }),
  ]);
  expect(file).toMatchObject({ id: attachmentId, state: "ready", sizeBytes: bytes.length });
  expect(again).toEqual(file);
  await expect(storage().get(`${tenant}/${attachmentId}.piece0`)).rejects.toThrow();
});

test("a colleague can neither go on with my upload nor send it nor drop it", async () => {
  const { id } = await conversation();
  const { attachmentId } = await beginUpload(as(ana), {
    conversationId: id,
    name: "a",
    contentType: "",
    sizeBytes: 5,
    fingerprint: "f",
  });
  await expect(takePiece(as(ben), attachmentId, 0, body(Buffer.alloc(5)))).rejects.toMatchObject({ code: "NOT_FOUND" });
  await discardUpload(as(ben), { attachmentId });
  await takePiece(as(ana), attachmentId, 0, body(Buffer.alloc(5)));
  await expect(
    beginUpload(as(ben), { conversationId: id, name: "a", contentType: "", sizeBytes: 5, fingerprint: "f" }),
  ).rejects.toMatchObject({ reason: "notOwner" });
  await discardUpload(as(ana), { attachmentId });
  await expect(finishUpload(as(ana), { attachmentId })).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await collectGarbage()).toBeGreaterThan(0);
  await expect(storage().get(`${tenant}/${attachmentId}.piece0`)).rejects.toThrow();
});

test("what no carrier takes is refused before a byte is sent to us", async () => {
  const { id } = await conversation();
  Object.assign(carriers.sandbox, { limits: { mediaBytesEach: 1000 } });
  const begin = (contentType: string, sizeBytes: number) =>
    beginUpload(as(ana), { conversationId: id, name: "a", contentType, sizeBytes, fingerprint: uuidv7() });
  await expect(begin("application/pdf", 1001)).rejects.toMatchObject({ reason: "fileTooLarge" });
  await expect(begin("image/gif", 1001)).rejects.toMatchObject({ reason: "fileTooLarge" });
  await expect(begin("image/jpeg", 101 * 1024 * 1024)).rejects.toMatchObject({ reason: "fileTooLarge" });
  await expect(begin("application/pdf", 0)).rejects.toMatchObject({ reason: "fileEmpty" });
  expect(await begin("image/jpeg", 1001)).toMatchObject({ pieces: 0 });
  Object.assign(carriers.sandbox, { limits: { mediaCount: 0 } });
  await expect(begin("image/jpeg", 10)).rejects.toMatchObject({ reason: "mediaUnsupported" });
});

test("a six-megabyte picture fits a five-megabyte carrier: it is made smaller, and the original stays", async () => {
  const { id, from } = await conversation();
  Object.assign(carriers.sandbox, { limits: carriers.twilio.limits });
  const noise = await sharp({
    create: {
      width: 1800,
      height: 1200,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();
  expect(noise.length).toBeGreaterThan(5 * 1024 * 1024);
  const file = await upload(id, { name: "noise.png", contentType: "image/png", bytes: noise });
  await reply(id, [file.id]);
  const [message] = await got(from);
  expect(message!.media).toMatchObject([{ contentType: "image/jpeg", fileName: "noise.jpg" }]);
  const sent = Buffer.from(await (await fetchPublic(message!.media[0]!.url)).arrayBuffer());
  expect(sent.length).toBeLessThanOrEqual(5 * 1024 * 1024);
  expect(await sharp(sent).metadata()).toMatchObject({ format: "jpeg" });
  const original = await serveToMember(as(ana), new Request("http://x/"), file.id, { small: false });
  expect(original.headers.get("content-length")).toBe(String(noise.length));
});

test("what does not fit even so is refused before any call, in the manual's words, and nothing is queued", async () => {
  const { id, from } = await conversation();
  const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(3000)]);
  const file = await upload(id, { name: "a.gif", contentType: "image/gif", bytes: gif });
  Object.assign(carriers.sandbox, { limits: { mediaBytesTotal: 2000 } });
  await expect(reply(id, [file.id], "look")).rejects.toMatchObject({ reason: "fileTooLarge" });
  Object.assign(carriers.sandbox, { limits: { mediaCount: 0 } });
  await expect(reply(id, [file.id], "look")).rejects.toMatchObject({ reason: "mediaUnsupported" });
  expect(await got(from)).toEqual([]);
});

test("a file is sent once: told again it is the same message, and another message cannot have it", async () => {
  const { id } = await conversation();
  const file = await upload(id);
  const clientId = uuidv7();
  const once = { conversationId: id, text: "", files: [file.id], clientId, seenSeq: 99, force: true };
  const first = await replyToConversation(as(ana), once);
  expect((await replyToConversation(as(ana), once)).id).toBe(first.id);
  await expect(reply(id, [file.id])).rejects.toMatchObject({ reason: "fileGone" });
});

test("small pictures keep what they have, large ones share the rest", () => {
  const of = (sizeBytes: number, contentType = "image/jpeg") => ({
    id: String(sizeBytes),
    contentType,
    originalType: contentType,
    sizeBytes,
  });
  const shrunk = toShrink([of(9000), of(1000), of(8000), of(2000, "application/pdf")], { mediaBytesTotal: 10_000 });
  expect(shrunk.map(({ file, mostBytes }) => [file.sizeBytes, mostBytes])).toEqual([
    [8000, 3500],
    [9000, 3500],
  ]);
  expect(toShrink([of(9000)], { mediaBytesEach: 5000 })).toMatchObject([{ mostBytes: 5000 }]);
});

test("files that nobody sent go after a week, with what lies in storage", async () => {
  const { id } = await conversation();
  const file = await upload(id);
  await withTenant(tenant, (tx) =>
    tx.execute(sql`update attachments set state_at = now() - interval '8 days' where id = ${file.id}`),
  );
  await settleOld();
  await collectGarbage();
  await expect(storage().get(`${tenant}/${file.id}`)).rejects.toThrow();
});

test("what a workspace's files fill is kept, and what does not fit any more is refused in plain words", async () => {
  const used = async () =>
    Number((await rowsIn<{ bytes: string }>(tenant, sql`select bytes from storage_use`))[0]?.bytes ?? 0);
  const { id } = await conversation();
  const before = await used();
  const kept = await upload(id);
  const [row] = await rowsIn<{ all: number }>(
    tenant,
    sql`select (size_bytes + thumb_bytes)::int as all from attachments where id = ${kept.id}`,
  );
  expect(await used()).toBe(before + row!.all);
  const begin = (sizeBytes: number) =>
    beginUpload(as(ana), { conversationId: id, name: "a.pdf", contentType: "", sizeBytes, fingerprint: uuidv7() });
  // Room for one more of a megabyte, not for two; two that begin at once cannot both have it.
  withSettings({ ...local, RUN_AHEAD: "0", STORAGE_QUOTA_GB: String(((await used()) + 1_500_000) / 1024 ** 3) });
  const asked = await Promise.allSettled([begin(1_000_000), begin(1_000_000)]);
  expect(asked.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  expect(asked.find(({ status }) => status === "rejected")).toMatchObject({ reason: { reason: "storageFull" } });
  // One that was begun goes on; one that is dropped makes room; a file that goes takes its share along.
  for (const one of asked) if (one.status === "fulfilled") await discardUpload(as(ana), one.value);
  await begin(1_000_000);
  await rowsIn(tenant, sql`delete from attachments where conversation_id = ${id}`);
  expect(await used()).toBe(before);
  withSettings({ ...local, RUN_AHEAD: "0", STORAGE_QUOTA_GB: "0" });
  await begin(50_000_000);
});

test("a hundred megabytes go up and come down again without being held", { timeout: 120_000 }, async () => {
  const { id } = await conversation();
  const size = 100 * 1024 * 1024;
  const begun = {
    conversationId: id,
    name: "film.bin",
    contentType: "video/mp4",
    sizeBytes: size,
    fingerprint: "film",
  };
  const { attachmentId } = await beginUpload(as(ana), begun);
  const piece = Buffer.alloc(pieceBytes, 5);
  await takePiece(as(ana), attachmentId, 0, body(piece));
  const before = process.memoryUsage().rss;
  let most = 0;
  const look = () => {
    most = Math.max(most, process.memoryUsage().rss - before);
  };
  const looking = setInterval(look, 20);
  const small = new Uint8Array(64 * 1024);
  for (let at = 1; at * pieceBytes < size; at++) {
    let sent = 0;
    const stream = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (sent === pieceBytes) return controller.close();
        sent += small.length;
        controller.enqueue(small);
      },
    });
    await takePiece(as(ana), attachmentId, at, stream);
  }
  const file = await finishUpload(as(ana), { attachmentId });
  expect(file).toMatchObject({ state: "ready", sizeBytes: size, contentType: "application/octet-stream" });
  await reply(id, [file.id]);
  let read = 0;
  const answer = await fetchPublic(publicLink(tenant, file.id));
  for await (const chunk of answer.body as unknown as AsyncIterable<Uint8Array>) read += chunk.length;
  look();
  clearInterval(looking);
  expect(read).toBe(size);
  expect(most).toBeLessThan(64 * 1024 * 1024);
});

test("links of a live installation begin with its public address", () => {
  withSettings(live);
  expect(publicLink(tenant, uuidv7())).toMatch(/^https:\/\/inbox\.example\.com\/api\/media\/[\w-]{91}$/);
});
