import { readdir } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import sharp from "sharp";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { sealCredentials } from "@/server/channels/open-channel";
import { live, local, withSettings } from "@/server/channels/testing/settings";
import { threadItems } from "@/server/conversations/items";
import type { MessageItem } from "@/server/conversations/types";
import { sha256Hex } from "@/server/crypto";
import type { TenantId } from "@/server/domain/ids";
import { storage } from "@/server/storage";
import { createSandboxChannel, rowsIn, type TestChannel } from "@/server/testing/river";
import { fetchAttachment } from "./fetch";
import { fetchAgain } from "./retry";
import { collectGarbage, settleOld } from "./sweep";

type Heard = { path: string; authorization: string | undefined };
type Said = { status?: number; type?: string; body?: Buffer | "endless"; location?: string };

/** A web server that says what it is told, and remembers who came with which login. */
async function webServer(say: (path: string) => Said) {
  const heard: Heard[] = [];
  const server = http.createServer((request, response) => {
    heard.push({ path: request.url ?? "", authorization: request.headers.authorization });
    const { status = 200, type = "image/png", body, location } = say(request.url ?? "");
    response.writeHead(status, { "content-type": type, ...(location ? { location } : {}) });
    if (body !== "endless") return response.end(body);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(1_000_000)));
    };
    response.on("drain", more);
    more();
  });
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((done) => server.close(done));
  };
  return { heard, stop, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let channel: TestChannel;
let picture: Buffer;
let said: Said;
let web: Awaited<ReturnType<typeof webServer>>;
let lastPhone = 100;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  channel = await createSandboxChannel(tenant, { queue: await createQueue(tenant, [ana]) });
  picture = await sharp({ create: { width: 1200, height: 800, channels: 3, background: "#2563eb" } })
    .png()
    .toBuffer();
  web = await webServer(() => said);
});
beforeEach(() => {
  withSettings(local);
  said = { body: picture };
  web.heard.length = 0;
});
afterEach(() => withSettings(local));
afterAll(() => web.stop());

type Row = { id: string; state: string; reason: string | null; message_id: string; conversation_id: string };

/** A customer's message with files, as it comes in by the door; its rows as they are before anything is fetched. */
async function texts(media: object[], text = "Look at this"): Promise<{ rows: Row[]; conversationId: string }> {
  lastPhone += 1;
  const from = `+1415555${lastPhone}0`;
  const event = { type: "message", id: `m${lastPhone}`, from, to: channel.address, text, media };
  const answer = await channel.deliver(JSON.stringify({ ...event, at: new Date().toISOString() }));
  expect(answer.status).toBe(204);
  const rows = await rowsIn<Row>(
    tenant,
    sql`select f.* from attachments f join messages m on m.id = f.message_id where m.address = ${from} order by f.position`,
  );
  return { rows, conversationId: rows[0]!.conversation_id };
}

const shown = async (conversationId: string) => {
  const items = await withTenant(tenant, (tx) => threadItems(tx, conversationId, { limit: 50 }));
  return items.filter((item): item is MessageItem => item.kind === "message");
};

/** Texts one file, fetches it, and says what the thread then shows. */
async function fetched(media: object, { last = true } = {}) {
  const { rows, conversationId } = await texts([media]);
  const settled = await fetchAttachment(tenant, rows[0]!.id, { last });
  const [message] = await shown(conversationId);
  expect(message?.text).toBe("Look at this");
  return { settled, id: rows[0]!.id, conversationId, file: message!.files[0]! };
}

test("a customer's picture is kept with its hash, its true type, its size, and a small picture beside it", async () => {
  const { file, id } = await fetched({ url: `${web.url}/file`, contentType: "image/png", fileName: "../tent.png" });
  expect(file).toMatchObject({ state: "ready", name: "tent.png", contentType: "image/png", sizeBytes: picture.length });
  expect(file).toMatchObject({ width: 1200, height: 800, thumb: true, reason: null });
  const [row] = await rowsIn(tenant, sql`select sha256 from attachments where id = ${id}`);
  expect(row).toEqual({ sha256: sha256Hex(picture) });
  expect(await buffer(await storage().get(`${tenant}/${id}`))).toEqual(picture);
  const thumb = await sharp(await buffer(await storage().get(`${tenant}/${id}.thumb`))).metadata();
  expect(thumb).toMatchObject({ format: "webp", width: 640 });
  expect(await readdir(path.resolve(process.env.DATA_DIR!, "tmp"))).toEqual([]);
});

test("several files keep their order, and a message may be a file alone", async () => {
  const { rows, conversationId } = await texts([{ url: `${web.url}/a` }, { url: `${web.url}/b` }], "");
  expect(rows).toMatchObject([{ state: "fetching" }, { state: "fetching" }]);
  await fetchAttachment(tenant, rows[1]!.id, { last: true });
  expect((await shown(conversationId))[0]!.files.map(({ state }) => state)).toEqual(["fetching", "ready"]);
  const [row] = await rowsIn(tenant, sql`select preview from conversations where id = ${conversationId}`);
  expect(row).toEqual({ preview: "📎" });
});

test("told a second time, the message and its files are taken once", async () => {
  const event = { type: "message", id: "twice", from: "+14155559990", to: channel.address, text: "" };
  const body = JSON.stringify({ ...event, media: [{ url: `${web.url}/a` }], at: new Date().toISOString() });
  await Promise.all([channel.deliver(body), channel.deliver(body)]);
  const rows = await rowsIn(
    tenant,
    sql`select f.id from attachments f join messages m on m.id = f.message_id
    where m.address = '+14155559990'`,
  );
  expect(rows).toHaveLength(1);
});

test.each([
  ["http://127.0.0.1/latest/meta-data", "a link that is not https"],
  ["https://127.0.0.1/file", "this machine"],
  ["https://169.254.169.254/latest/meta-data", "the cloud's own address"],
  ["https://[::ffff:10.0.0.1]/file", "a private address in other clothes"],
  ["https://0x7f000001/file", "a private address as a number"],
  ["file:///etc/passwd", "a file of ours"],
  ["https://user:secret@example.com/", "a link with a login"],
  ["no address at all", "nonsense"],
])("%s (%s) is not called: the message stands, the file is unavailable", async (url) => {
  withSettings(live);
  const { settled, file } = await fetched({ url }, { last: false });
  expect(settled).toBe(true);
  expect(file).toMatchObject({ state: "unavailable", reason: "address" });
  expect(web.heard).toEqual([]);
});

test("a redirect into the private network is not followed", async () => {
  said = { status: 302, location: "http://169.254.169.254/latest/meta-data" };
  withSettings({ ...local, ALLOW_PRIVATE_NETWORK: null, OUTBOUND_ALLOW: new URL(web.url).host });
  const { file } = await fetched({ url: `${web.url}/file` });
  expect(file).toMatchObject({ state: "unavailable", reason: "address" });
  expect(web.heard).toHaveLength(1);
});

test("where the workspace has no room left, nobody is asked for the file; with room it can be fetched", async () => {
  withSettings({ ...local, STORAGE_QUOTA_GB: "0.0000000001" });
  const { file, id } = await fetched({ url: `${web.url}/file` });
  expect(file).toMatchObject({ state: "unavailable", reason: "full" });
  expect(web.heard).toEqual([]);
  withSettings(local);
  await rowsIn(tenant, sql`update attachments set state = 'fetching', reason = null where id = ${id}`);
  await fetchAttachment(tenant, id, { last: true });
  expect(await rowsIn(tenant, sql`select state from attachments where id = ${id}`)).toEqual([{ state: "ready" }]);
});

test("redirects in a circle end", async () => {
  said = { status: 302, location: "/again" };
  const { file } = await fetched({ url: `${web.url}/file` });
  expect(file).toMatchObject({ state: "unavailable", reason: "address" });
  expect(web.heard).toHaveLength(4);
});

test("a page that was announced as a picture is no picture", async () => {
  said = { body: Buffer.from("<html><script>alert(1)</script></html>"), type: "image/png" };
  const { file } = await fetched({ url: `${web.url}/file`, contentType: "image/png" });
  expect(file).toMatchObject({ state: "unavailable", reason: "wrong_type" });
});

test("markup that was announced as a document is kept as bytes, never as markup", async () => {
  said = { body: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>'), type: "application/pdf" };
  const { file } = await fetched({ url: `${web.url}/file`, contentType: "application/pdf" });
  expect(file.state).toBe("ready");
  expect(["application/octet-stream", "application/xml"]).toContain(file.contentType);
});

test("a body without an end is cut off, and nothing of it is kept", async () => {
  said = { body: "endless" };
  const before = process.memoryUsage().rss;
  const { file, id } = await fetched({ url: `${web.url}/file` });
  expect(file).toMatchObject({ state: "unavailable", reason: "too_large" });
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
  await expect(storage().get(`${tenant}/${id}`)).rejects.toThrow();
  expect(await readdir(path.resolve(process.env.DATA_DIR!, "tmp"))).toEqual([]);
});

test("a file with another hash than was told is not kept", async () => {
  const { file } = await fetched({ url: `${web.url}/file`, contentType: "image/png" });
  expect(file.state).toBe("ready");
  const { rows, conversationId } = await texts([{ url: `${web.url}/file` }]);
  const told = JSON.stringify({ url: `${web.url}/file`, sha256: "0".repeat(64) });
  await withTenant(tenant, (tx) =>
    tx.execute(sql`update attachments set source = ${told}::jsonb where id = ${rows[0]!.id}`),
  );
  await fetchAttachment(tenant, rows[0]!.id, { last: true });
  expect((await shown(conversationId))[0]!.files).toMatchObject([{ state: "unavailable", reason: "wrong_file" }]);
});

test("a picture of a billion pixels is a file like any other", async () => {
  // A PNG whose head says 40000 × 40000 and that holds next to nothing.
  const bomb = Buffer.from(picture);
  bomb.writeUInt32BE(40_000, 16);
  bomb.writeUInt32BE(40_000, 20);
  said = { body: bomb };
  const { file } = await fetched({ url: `${web.url}/file`, contentType: "image/png" });
  expect(file).toMatchObject({ state: "ready", contentType: "image/png", thumb: false, width: null });
});

test("a carrier that is not ready is asked again; given up, an agent can ask once more", async () => {
  said = { status: 503 };
  const { settled, id, conversationId, file } = await fetched({ url: `${web.url}/file` }, { last: false });
  expect([settled, file.state]).toEqual([false, "fetching"]);
  expect(await fetchAttachment(tenant, id, { last: true })).toBe(true);
  expect((await shown(conversationId))[0]!.files[0]).toMatchObject({ state: "unavailable", reason: "unreachable" });
  said = { body: picture };
  await fetchAgain({ tenant, actor: ana }, { attachmentId: id });
  expect((await shown(conversationId))[0]!.files[0]).toMatchObject({ state: "fetching", reason: null });
  await fetchAttachment(tenant, id, { last: true });
  expect((await shown(conversationId))[0]!.files[0]).toMatchObject({ state: "ready" });
  const told = await rowsIn<{ name: string }>(
    tenant,
    sql`select name from events where data ->> 'attachmentId' = ${id} order by id`,
  );
  expect(told.map(({ name }) => name)).toEqual([
    "attachment.due",
    "attachment.changed",
    "attachment.due",
    "attachment.changed",
    "attachment.changed",
  ]);
});

test("somebody who does not see the conversation cannot ask for its files", async () => {
  const { id } = await fetched({ url: "https://127.0.0.1/x" });
  const stranger = await createMember(tenant, { name: "Stranger" });
  await expect(fetchAgain({ tenant, actor: stranger }, { attachmentId: id })).rejects.toMatchObject({
    code: "NOT_FOUND",
  });
});

test("the carrier's login goes to the carrier's own host, and not along a redirect to another", async () => {
  const elsewhere = await webServer(() => ({ body: picture }));
  const carrier = await webServer(() => ({ status: 307, location: `${elsewhere.url}/file` }));
  withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ twilio: carrier.url }) });
  const { rows, conversationId } = await texts([{ url: "https://api.twilio.com/2010-04-01/Accounts/AC1/Media/ME1" }]);
  const credentials = { accountSid: `AC${"0".repeat(32)}`, authToken: "the token" };
  const change = (carrierName: string, open: Record<string, string>) =>
    withTenant(tenant, (tx) =>
      tx.execute(sql`update channels set carrier = ${carrierName},
        credentials_sealed = ${sealCredentials(tenant, channel.channelId, open)} where id = ${channel.channelId}`),
    );
  await change("twilio", credentials);
  await fetchAttachment(tenant, rows[0]!.id, { last: true });
  await change("sandbox", { secret: channel.secret });
  expect((await shown(conversationId))[0]!.files[0]).toMatchObject({ state: "ready" });
  expect(carrier.heard).toMatchObject([{ authorization: expect.stringMatching(/^Basic /) }]);
  expect(elsewhere.heard).toEqual([{ path: "/file", authorization: undefined }]);
  await Promise.all([carrier.stop(), elsewhere.stop()]);
});

test("files follow their row, however it goes", async () => {
  const { id, conversationId } = await fetched({ url: `${web.url}/file` });
  await systemDb().execute(sql`delete from conversations where tenant_id = ${tenant} and id = ${conversationId}`);
  expect(await collectGarbage()).toBeGreaterThan(0);
  await expect(storage().get(`${tenant}/${id}`)).rejects.toThrow();
  await expect(storage().get(`${tenant}/${id}.thumb`)).rejects.toThrow();
  expect(await collectGarbage()).toBe(0);
});

test("a fetch that ended without a word is given up by the sweep", async () => {
  const { rows, conversationId } = await texts([{ url: `${web.url}/file` }]);
  await withTenant(tenant, (tx) =>
    tx.execute(sql`update attachments set state_at = now() - interval '3 hours' where id = ${rows[0]!.id}`),
  );
  await settleOld();
  expect((await shown(conversationId))[0]!.files[0]).toMatchObject({ state: "unavailable", reason: "unreachable" });
});
