/** Pictures that every browser draws and that hold no program: shown in the thread, drawn small, made smaller. */
const pictures: readonly string[] = ["image/jpeg", "image/png", "image/gif", "image/webp", "image/avif"];

export const isPicture = (contentType: string): boolean => pictures.includes(contentType);

/** Those that may be made smaller to fit a carrier: one still picture, kept as one. */
export const isScalable = (contentType: string): boolean => isPicture(contentType) && contentType !== "image/gif";

/** What agents of one conversation may attach to one message. */
export const mostFiles = 10;

/** A file comes in pieces of this size; the last one may be shorter. Unit: bytes. */
export const pieceBytes = 4 * 1024 * 1024;

const longestName = 120;
/** Controls, what file systems forbid, and the signs that turn the direction of writing, which hide an ending. */
const forbidden = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\\/:*?"<>|]+/gu;

/**
 * A file's name as we show and hand it on: the last part of a path, one line, nothing that hides how it ends, at most
 * 120 characters with its ending. Empty when nothing is left. Never throws.
 */
export function fileName(raw: string): string {
  const last = raw.slice(0, 4096).split(/[\\/]/).at(-1) ?? "";
  const clean = last
    .replace(forbidden, "")
    .replace(/\s+/g, " ")
    .replace(/^[. ]+|[. ]+$/g, "");
  const letters = [...clean];
  if (letters.length <= longestName) return clean;
  const ending = /\.[\p{L}\p{N}]{1,10}$/u.exec(clean)?.[0] ?? "";
  return letters.slice(0, longestName - ending.length).join("") + ending;
}

const family = (contentType: string) => contentType.split("/")[0] ?? "";

/** The part of a content type that names it, in lower case; "application/octet-stream" for what is none. */
export function plainType(contentType: string | null | undefined): string {
  const type = contentType?.split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[a-z0-9!#$&^_.+-]{1,64}\/[a-z0-9!#$&^_.+-]{1,64}$/.test(type) ? type : "application/octet-stream";
}

/**
 * Whether a file may be what it was announced as. Only pictures, sound and film are held to their word: for all else
 * carriers announce too loosely. Sound and film share their containers.
 */
export function keepsItsWord(announced: string, found: string): boolean {
  const kind = family(announced);
  if (kind === "image") return family(found) === "image";
  if (kind === "audio" || kind === "video")
    return ["audio", "video"].includes(family(found)) || found === "application/ogg";
  return true;
}
