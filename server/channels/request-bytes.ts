/** A webhook's body may be this long; carriers send a few kilobytes. */
const MOST_BYTES = 5 * 1024 * 1024;

/** The raw bytes of a request's body, or null when there are more than we take. What is too long is not read on. */
export async function requestBytes(request: Request): Promise<Uint8Array | null> {
  if (Number(request.headers.get("content-length") ?? 0) > MOST_BYTES) return null;
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return Buffer.concat(chunks);
    length += value.byteLength;
    if (length > MOST_BYTES) {
      await reader.cancel();
      return null;
    }
    chunks.push(value);
  }
}
