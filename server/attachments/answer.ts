import { Readable } from "node:stream";
import { isPicture } from "@/server/domain/files";
import { NotStored, storage } from "@/server/storage";

export type Served = {
  key: string;
  name: string;
  contentType: string;
  sizeBytes: number;
  /** Changes whenever the bytes do. */
  etag: string;
  /** Shown in the browser where it is a picture; else handed over as a file to keep. */
  inline: boolean;
};

/**
 * A file as an answer, whole or a part. Whatever a stranger has put into it runs nowhere: it is what we found it to be
 * and not what a browser guesses, it is handed over to be kept unless it is a plain picture, and a page made of it may
 * load and run nothing.
 */
export async function answerWithFile(request: Request, file: Served): Promise<Response> {
  const inline = file.inline && isPicture(file.contentType);
  const headers = new Headers({
    "content-type": file.contentType,
    "content-disposition": disposition(inline ? "inline" : "attachment", file.name),
    "content-security-policy": "default-src 'none'; sandbox",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    "x-robots-tag": "noindex",
    "accept-ranges": "bytes",
    // The browser may keep it, and asks each time whether it may still show it.
    "cache-control": "private, no-cache",
    etag: `"${file.etag}"`,
  });
  if (request.headers.get("if-none-match") === `"${file.etag}"`) return new Response(null, { status: 304, headers });
  const range = partOf(request, file);
  if (range === "none") {
    headers.set("content-range", `bytes */${file.sizeBytes}`);
    headers.delete("content-disposition");
    return new Response(null, { status: 416, headers });
  }
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  headers.set("content-length", String(end - start + 1));
  if (range) headers.set("content-range", `bytes ${start}-${end}/${file.sizeBytes}`);
  const status = range ? 206 : 200;
  if (request.method === "HEAD" || file.sizeBytes === 0) return new Response(null, { status, headers });
  try {
    const source = await storage().get(file.key, range ?? undefined);
    request.signal.addEventListener("abort", () => source.destroy(), { once: true });
    return new Response(Readable.toWeb(source) as ReadableStream<Uint8Array>, { status, headers });
  } catch (error) {
    if (error instanceof NotStored) return new Response(null, { status: 404 });
    throw error;
  }
}

/** The one part that is asked for; null for the whole, also where several are asked for. "none": there is no such part. */
function partOf(request: Request, { sizeBytes, etag }: Served): { start: number; end: number } | "none" | null {
  const asked = /^bytes=(\d*)-(\d*)$/.exec(request.headers.get("range") ?? "");
  const [, from = "", to = ""] = asked ?? [];
  if (!asked || (from === "" && to === "")) return null;
  const onlyIf = request.headers.get("if-range");
  if (onlyIf !== null && onlyIf !== `"${etag}"`) return null;
  if (from === "") {
    const last = Math.min(Number(to), sizeBytes);
    return last > 0 ? { start: sizeBytes - last, end: sizeBytes - 1 } : "none";
  }
  const start = Number(from);
  const end = to === "" ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1);
  return start > end ? "none" : { start, end };
}

/** RFC 6266: the name in full, and in plain letters for who cannot read that. */
function disposition(how: "inline" | "attachment", name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%]/g, "_") || "file";
  const full = encodeURIComponent(name || "file").replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`);
  return `${how}; filename="${plain}"; filename*=UTF-8''${full}`;
}
