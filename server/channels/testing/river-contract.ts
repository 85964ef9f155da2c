import { expect, test } from "vitest";
import { fetchAttachment } from "@/server/attachments/fetch";
import { servePublic } from "@/server/attachments/serve";
import { uploadFile } from "@/server/testing/upload";
import { carrierOf } from "..";
import type { carrierLines } from "./lines";
import { answer, type Speech } from "./speech";

/** A text in, an answer out, what became of it, and all of it counted: what every carrier does, whatever its words. */
export function riverContract(name: string, speech: Speech, lines: ReturnType<typeof carrierLines>) {
  const { open, reply, becomes, externalIdOf, takesAll, asked } = lines;
  const { part, receiptPart, receipt } = speech;

  test(`${name}: a text comes in, an answer goes out, a receipt is counted`, async () => {
    const line = await open(speech, name);
    takesAll(line);
    const first = line.words("Are you open?");
    for (const body of [first, first, line.words("Hello?")]) expect((await line.posts(body, part)).ok).toBe(true);
    expect((await line.texts()).map(({ text }) => text)).toEqual(["Are you open?", "Hello?"]);
    const message = await reply(line);
    await becomes(message.id, name === "sandbox" ? "delivered" : "sent");
    const [sent, ...more] = await asked(line);
    expect(more).toEqual([]);
    expect({ from: line.address, ...sent }).toEqual({ from: line.address, to: line.customer, text: answer });
    expect(await line.counters()).toEqual({ ok: 1, failed: 0, received: 2 });
    if (!receipt) return expect(carrierOf(name.replace(/:.*/, ""))?.can.receipts).toBe(false);
    const id = await externalIdOf(message.id);
    const delivered = line.fate({ id, status: "delivered" });
    for (const body of [delivered, delivered]) expect((await line.posts(body, receiptPart)).ok).toBe(true);
    await becomes(message.id, "delivered");
    expect(await line.counters()).toEqual({ ok: 1, failed: 0, received: 2 });
  });

  if (!carrierOf(name.replace(/:.*/, ""))?.can.media) return;
  test(`${name}: a picture comes in, and one goes out`, async () => {
    const line = await open(speech, name);
    takesAll(line);
    const { says } = lines.world;
    const fetched = () => lines.world.heard.filter(({ path }) => path.endsWith("/file.png"));
    lines.world.says = (heard) => (heard.path.endsWith("/file.png") ? aPicture : says(heard));
    const body = line.words("Broken", { file: line.file });
    expect((await line.posts(body, line.filePart ?? part)).ok).toBe(true);
    const [text] = await line.texts();
    const [file] = await line.files(text!.id);
    expect(await fetchAttachment(line.tenant, file!.id, { last: true })).toBe(true);
    expect(await line.files(text!.id)).toMatchObject([{ state: "ready", content_type: "image/png", size_bytes: "70" }]);
    expect(fetched()).toHaveLength(1);

    const { conversationId, actor } = await lines.pickUp(line);
    const picked = { name: "tent.png", contentType: "image/png", bytes: aPicture.bytes };
    const ours = await uploadFile({ tenant: line.tenant, actor }, conversationId, picked);
    const message = await lines.answers(line, conversationId, { files: [ours.id] });
    await becomes(message.id, name === "sandbox" ? "delivered" : "sent");
    const [sent] = await asked(line);
    expect(sent).toMatchObject({ to: line.customer, text: answer, file: expect.any(String) });
    if (line.uploads) {
      const uploaded = lines.world.heard.find(({ path }) => path.endsWith("/media"));
      expect(uploaded?.body).toContain(aPicture.bytes.toString());
    } else {
      // The link is all that the carrier has.
      const served = await servePublic(new Request(sent!.file!), sent!.file!.split("/").at(-1) ?? "");
      expect(Buffer.from(await served.arrayBuffer())).toEqual(aPicture.bytes);
    }
    expect(await line.counters()).toEqual({ ok: 1, failed: 0, received: 1 });
  });
}

/** The smallest picture there is. */
const bytes = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
export const aPicture = { status: 200, headers: { "content-type": "image/png" }, body: bytes, bytes };
