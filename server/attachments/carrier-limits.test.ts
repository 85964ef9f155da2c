import { sql } from "drizzle-orm";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { ChannelNumber } from "@/server/channels/carrier";
import { receive } from "@/server/channels/receive";
import { type FakeServer, fakeServer } from "@/server/channels/testing/fakes";
import { recordings } from "@/server/channels/testing/recorded";
import { whatsappHook } from "@/server/channels/testing/recorded-whatsapp";
import { local, withSettings } from "@/server/channels/testing/settings";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { pieceBytes } from "@/server/domain/files";
import type { TenantId } from "@/server/domain/ids";
import { deliverChannel } from "@/server/messages/deliver";
import { createChannel, rowsIn } from "@/server/testing/river";
import { servePublic } from "./serve";
import { beginUpload, finishUpload, takePiece } from "./upload";

// What a carrier takes is known before it is called: each refusal here leaves its server without a single call.

let tenant: TenantId;
let ana: Awaited<ReturnType<typeof createMember>>;
let queue: { id: string };
let server: FakeServer;
let texts = 0;
const MB = 1024 * 1024;

beforeAll(async () => {
  tenant = await createTenant();
  ana = await createMember(tenant);
  queue = await createQueue(tenant, [ana]);
  server = await fakeServer(({ path }) => {
    if (path.endsWith("/media")) return json(200, { id: "1" });
    if (path.endsWith("/messages"))
      return json(200, { messages: [{ id: `wamid.${uuidv7()}` }], data: { id: "mdr2-1" } });
    return json(201, { sid: `SM${uuidv7()}`, num_segments: "1" });
  });
  const urls = Object.fromEntries(["twilio", "whatsapp", "flowroute"].map((name) => [name, server.url]));
  // Sent when the test says so, so that what was not sent is known not to be on its way.
  withSettings({ ...local, RUN_AHEAD: "0", CARRIER_BASE_URLS: JSON.stringify(urls) });
});
afterAll(() => server.stop());
beforeEach(() => {
  server.heard.length = 0;
});
const json = (status: number, body: unknown) => ({ status, body: JSON.stringify(body) });

/** A line of a carrier with a customer who wrote just now, Ana answering. */
async function lineOf(carrier: "twilio" | "whatsapp" | "flowroute") {
  const recorded = recordings[carrier]!;
  texts += 1;
  const address = `+1972996${7000 + texts}`;
  const numbers: ChannelNumber[] = [{ ...recorded.numbers[0]!, address }];
  const line = await createChannel(tenant, { carrier, credentials: recorded.credentials, numbers, queue });
  const body = {
    twilio: `MessageSid=SM${texts}&From=%2B14102161183&To=${encodeURIComponent(address)}&Body=Hi&NumMedia=0&AccountSid=${recorded.credentials.accountSid}`,
    flowroute: JSON.stringify({
      data: {
        id: `mdr2-in${texts}`,
        attributes: { direction: "inbound", from: "14102161183", to: address.slice(1), body: "Hi" },
      },
    }),
    whatsapp: whatsappHook({
      messages: [
        {
          from: "14102161183",
          id: `wamid.in${texts}`,
          timestamp: String(Math.floor(Date.now() / 1000)),
          type: "text",
          text: { body: "Hi" },
        },
      ],
    }),
  }[carrier];
  const headers = {
    "content-type": recorded.contentType,
    ...recorded.sign({ url: line.url, body, at: new Date() }, recorded.credentials),
  };
  const answer = await receive(new Request(line.url, { method: "POST", headers, body }), { ...line.place, part: "" });
  expect(answer.status).toBe(200);
  const [row] = await rowsIn<{ id: string }>(
    tenant,
    sql`select id from conversations where channel_id = ${line.channelId}`,
  );
  const conversationId = row!.id;
  await pickUpConversation({ tenant, actor: ana }, { conversationId });
  const ctx = { tenant, actor: ana };
  return {
    begin: (contentType: string, sizeBytes: number) =>
      beginUpload(ctx, { conversationId, name: "file", contentType, sizeBytes, fingerprint: uuidv7() }),
    async upload(contentType: string, bytes: Buffer, name = "file") {
      const begun = { conversationId, name, contentType, sizeBytes: bytes.length, fingerprint: uuidv7() };
      const { attachmentId } = await beginUpload(ctx, begun);
      for (let at = 0; at * pieceBytes < bytes.length; at++) {
        const piece = new Response(new Uint8Array(bytes.subarray(at * pieceBytes, (at + 1) * pieceBytes))).body;
        await takePiece(ctx, attachmentId, at, piece);
      }
      return finishUpload(ctx, { attachmentId });
    },
    async reply(...files: { id: string }[]) {
      const named = { conversationId, text: "", files: files.map(({ id }) => id), clientId: uuidv7() };
      const message = await replyToConversation(ctx, { ...named, seenSeq: 99, force: true });
      await deliverChannel(tenant, line.channelId);
      return message;
    },
    /** Nothing was queued, nobody was called. */
    async expectNoCall() {
      await deliverChannel(tenant, line.channelId);
      expect(server.heard).toEqual([]);
      const [out] = await rowsIn<{ count: number }>(
        tenant,
        sql`select count(*)::int as count from messages where channel_id = ${line.channelId} and direction = 'out'`,
      );
      expect(out!.count).toBe(0);
    },
  };
}

/** What a carrier gets that follows a link. */
async function fetched(url: string): Promise<Response> {
  const answer = await servePublic(new Request("http://x/"), url.split("/").at(-1)!);
  return new Response(await answer.arrayBuffer(), answer);
}

/** Noise does not compress: a picture of more than six megabytes. */
const noise = () =>
  sharp({
    create: {
      width: 1900,
      height: 1200,
      channels: 3,
      background: "#000",
      noise: { type: "gaussian", mean: 128, sigma: 60 },
    },
  })
    .png()
    .toBuffer();

test("a six-megabyte picture on Twilio is made smaller before its one call", async () => {
  const line = await lineOf("twilio");
  const bytes = await noise();
  expect(bytes.length).toBeGreaterThan(6 * MB);
  await line.reply(await line.upload("image/png", bytes));
  expect(server.heard).toHaveLength(1);
  const url = new URLSearchParams(server.heard[0]!.body).get("MediaUrl")!;
  const answer = await fetched(url);
  expect(answer.headers.get("content-type")).toBe("image/jpeg");
  expect(Number(answer.headers.get("content-length"))).toBeLessThanOrEqual(5 * MB);
});

test("the same on WhatsApp goes as a picture of at most five megabytes, not as a document", async () => {
  const line = await lineOf("whatsapp");
  await line.reply(await line.upload("image/png", await noise()));
  const [uploaded, sent] = server.heard;
  expect(uploaded!.body).toContain("content-type: image/jpeg");
  expect(Number(uploaded!.headers["content-length"])).toBeLessThanOrEqual(5 * MB + 1000);
  expect(JSON.parse(sent!.body)).toMatchObject({ type: "image", image: { id: "1" } });
});

test("a six-megabyte GIF, which is not made smaller, is refused before any call", async () => {
  const line = await lineOf("twilio");
  await expect(line.begin("image/gif", 6 * MB)).rejects.toMatchObject({ reason: "fileTooLarge" });
  // The browser called it something that could be made smaller: what it is, is known once it is here.
  const gif = Buffer.concat([Buffer.from("GIF89a"), Buffer.alloc(6 * MB)]);
  const file = await line.upload("image/webp", gif);
  await expect(line.reply(file)).rejects.toMatchObject({ reason: "fileTooLarge" });
  await line.expectNoCall();
});

test.each(["flowroute", "twilio", "whatsapp"] as const)(
  "a WebP photograph becomes a JPEG for %s, whatever its size",
  async (carrier) => {
    const line = await lineOf(carrier);
    const webp = await sharp({ create: { width: 300, height: 200, channels: 3, background: "#2563eb" } })
      .webp()
      .toBuffer();
    const message = await line.reply(await line.upload("image/webp", webp, "tent.webp"));
    expect(message.files).toMatchObject([{ contentType: "image/webp", name: "tent.webp" }]);
    const heard = server.heard.map(({ body }) => body).join();
    if (carrier === "whatsapp") expect(heard).toContain('"type":"image"');
    else {
      const url = /http[^"&]+media(%2F|\/)[\w-]+/.exec(heard)![0];
      const answer = await fetched(decodeURIComponent(url));
      expect(answer.headers.get("content-type")).toBe("image/jpeg");
      expect(answer.headers.get("content-disposition")).toContain("tent.jpg");
    }
  },
);

test.each([
  ["flowroute", "application/pdf", Buffer.from("%PDF-1.7\n")],
  ["twilio", "application/zip", Buffer.from("PK\x03\x04 and so on")],
  ["whatsapp", "application/zip", Buffer.from("PK\x03\x04 and so on")],
] as const)("%s takes no %s: said before a byte is sent to us, and never sent on", async (carrier, type, bytes) => {
  const line = await lineOf(carrier);
  await expect(line.begin(type, bytes.length)).rejects.toMatchObject({ reason: "mediaUnsupported" });
  const file = await line.upload("", bytes);
  await expect(line.reply(file)).rejects.toMatchObject({ reason: "mediaUnsupported" });
  await line.expectNoCall();
});

test("what an office program wrote keeps the name of its kind, by which WhatsApp knows it", async () => {
  const line = await lineOf("whatsapp");
  const compound = Buffer.concat([Buffer.from("d0cf11e0a1b11ae1", "hex"), Buffer.alloc(600)]);
  const file = await line.upload("application/msword", compound, "offer.doc");
  expect(file.contentType).toBe("application/msword");
  await line.reply(file);
  expect(JSON.parse(server.heard[1]!.body)).toMatchObject({ type: "document", document: { filename: "offer.doc" } });
});
