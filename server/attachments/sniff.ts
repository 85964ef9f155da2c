import { open } from "node:fs/promises";
import { fileTypeFromBuffer } from "file-type";
import { plainType } from "@/server/domain/files";

/** Enough for every signature that matters, and little enough that no file can keep us busy. Unit: bytes. */
const LOOKED_AT = 64 * 1024;

/** Types without a signature that a file may have on somebody's word, as long as it is text. None is run by a browser. */
const texts: readonly string[] = ["text/plain", "text/csv", "text/vcard", "text/x-vcard", "text/calendar"];

/** The same by another name, which carriers do not know. */
const alsoCalled: Record<string, string> = { "audio/x-m4a": "audio/mp4", "video/x-m4v": "video/mp4" };

/** Envelopes that office programs use: which one it was is said by whoever sends the file. */
const envelopes: Record<string, RegExp> = {
  "application/x-cfb": /^application\/(msword|vnd\.ms-(excel|powerpoint))$/,
  "application/zip": /^application\/vnd\.openxmlformats-officedocument\.[a-z]+\.(document|sheet|presentation)$/,
};

/** What a file on this machine's disk is, by its first bytes; `announced` counts only among plain texts and office files. */
export async function sniff(file: string, announced: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(LOOKED_AT), 0, LOOKED_AT, 0);
    const start = buffer.subarray(0, bytesRead);
    const found = await fileTypeFromBuffer(start).catch(() => undefined);
    const type = found && plainType(found.mime);
    if (type) return envelopes[type]?.test(announced) ? announced : (alsoCalled[type] ?? type);
    return texts.includes(announced) && isText(start) ? announced : "application/octet-stream";
  } finally {
    await handle.close();
  }
}

/** UTF-8 without NUL; a character may be cut at the end of what was looked at. */
function isText(bytes: Uint8Array): boolean {
  if (bytes.includes(0)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
