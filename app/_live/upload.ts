import { createTRPCClient, httpLink } from "@trpc/client";
import superjson from "superjson";
import { pieceBytes } from "@/server/domain/files";
import type { AppRouter } from "@/server/routers";
import { tenantHeader } from "@/server/trpc-header";
import type { FileItem } from "./types";

/** An upload under way. `done` rejects with the procedure's error, or with a plain one when the line was gone too long. */
export type Upload = { done: Promise<FileItem>; cancel: () => void };

/** How long to wait before a piece is sent again; after the last one the person is asked. Unit: ms. */
const delaysMs = [500, 1000, 2000, 4000, 8000];

const apiOf = (slug: string) =>
  createTRPCClient<AppRouter>({
    links: [httpLink({ url: "/api/trpc", transformer: superjson, headers: { [tenantHeader]: slug } })],
  });

/**
 * Sends a file in pieces. A piece that does not arrive is sent again; the same file picked a second time, also after a
 * reload, goes on where it stopped.
 */
export function beginUpload(
  slug: string,
  conversationId: string,
  file: File,
  onProgress: (share: number) => void,
): Upload {
  const api = apiOf(slug);
  const stopped = new AbortController();
  let attachmentId: string | null = null;
  const run = async (): Promise<FileItem> => {
    const begun = await api.attachments.begin.mutate({
      conversationId,
      name: file.name,
      contentType: file.type,
      sizeBytes: file.size,
      fingerprint: `${file.name.slice(0, 120)}:${file.size}:${file.lastModified}`,
    });
    attachmentId = begun.attachmentId;
    if (stopped.signal.aborted) void discard(slug, attachmentId);
    const count = Math.ceil(file.size / pieceBytes);
    for (let piece = begun.pieces; piece < count; piece++) {
      const from = piece * pieceBytes;
      const bytes = file.slice(from, from + pieceBytes);
      const address = `/api/uploads/${slug}/${attachmentId}/${piece}`;
      await persistently(() => put(address, bytes, (sent) => onProgress((from + sent) / file.size), stopped.signal));
    }
    return api.attachments.finish.mutate({ attachmentId });
  };
  return {
    done: run(),
    cancel() {
      stopped.abort();
      if (attachmentId) void discard(slug, attachmentId);
    },
  };
}

/** Tell the server that a file will not be sent. It would find out by itself, later. */
export async function discard(slug: string, attachmentId: string): Promise<void> {
  await apiOf(slug)
    .attachments.discard.mutate({ attachmentId })
    .catch(() => {});
}

/** The server has said no: to send the same again would not help. */
class Refused extends Error {
  constructor(readonly data: { reason: string; params: Record<string, string | number> }) {
    super(data.reason);
  }
}

async function persistently(send: () => Promise<void>): Promise<void> {
  for (const delay of [...delaysMs, null]) {
    try {
      return await send();
    } catch (error) {
      if (error instanceof Refused || (error as Error).name === "AbortError" || delay === null) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}

/** `fetch` does not tell how much of a body has left. */
function put(address: string, bytes: Blob, onSent: (sent: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    signal.addEventListener("abort", abort);
    if (signal.aborted) return reject(new DOMException("cancelled", "AbortError"));
    request.open("PUT", address);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => onSent(loaded);
    request.onabort = () => reject(new DOMException("cancelled", "AbortError"));
    request.onerror = () => reject(new Error("offline"));
    request.onload = () => {
      signal.removeEventListener("abort", abort);
      if (request.status < 300) resolve();
      else reject(failureOf(request));
    };
    request.send(bytes);
  });
}

function failureOf({ status, responseText }: XMLHttpRequest): Error {
  try {
    const { reason, params } = JSON.parse(responseText) as { reason: string; params: Record<string, string> };
    if (reason !== "pieceBroken") return new Refused({ reason, params });
  } catch {
    // Not our words: a proxy's, perhaps, and perhaps not for long.
  }
  return new Error(`HTTP ${status}`);
}
