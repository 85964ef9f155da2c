import http, { type IncomingMessage } from "node:http";
import net, { type Socket } from "node:net";
import type { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import tls from "node:tls";

/**
 * An outbound call without an answer. `sent: "no"`: the request surely did not leave; `"unknown"`: it may have been
 * received and acted on.
 */
export class OutboundError extends Error {
  override name = "OutboundError";
  constructor(
    readonly reason:
      | "bad_address"
      | "bad_request"
      | "refused"
      | "dns"
      | "connect"
      | "tls"
      | "timeout"
      | "cut"
      | "too_large"
      | "redirects",
    readonly sent: "no" | "unknown",
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** A body that is too long to be held: its length, and the way to begin reading it. */
export type LongBody = { sizeBytes: number; open(): Promise<Readable> };

/** What is written to a far end. */
export interface Outgoing {
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array | LongBody;
}

/** Connects to the first address that answers. Until this is done nothing of the request has left. */
export async function connectAny(target: URL, addresses: string[], deadline: number): Promise<Socket> {
  let failure: OutboundError | undefined;
  for (const [tried, address] of addresses.slice(0, 4).entries()) {
    const left = deadline - Date.now();
    // Several addresses share the time, so that a dead one leaves some for the next.
    const share = Math.max(1, left / (Math.min(addresses.length, 4) - tried));
    try {
      return await connect(target, address, share);
    } catch (error) {
      if (!(error instanceof OutboundError)) throw error;
      failure = error;
    }
  }
  throw failure ?? new OutboundError("connect", "no", `no connection to ${target.host}`);
}

function connect(target: URL, address: string, timeoutMs: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const host = hostOf(target);
    const secure = target.protocol === "https:";
    const place = { host: address, port: portOf(target) };
    const socket: Socket = secure
      ? tls.connect({
          ...place,
          ALPNProtocols: ["http/1.1"],
          ...(net.isIP(host) ? {} : { servername: host }),
          // The certificate must be the name's, not that of the address we happened to connect to.
          checkServerIdentity: (_, certificate) => tls.checkServerIdentity(host, certificate),
        })
      : net.connect(place);
    let reason: "connect" | "tls" = "connect";
    const fail = (why: OutboundError["reason"], message: string, cause?: unknown) => {
      clearTimeout(timer);
      socket.destroy();
      reject(new OutboundError(why, "no", message, { cause }));
    };
    const timer = setTimeout(() => fail("timeout", `no connection to ${target.host} in time`), timeoutMs);
    if (secure) socket.once("connect", () => (reason = "tls"));
    // Stays in place: between this step and the next nobody else listens, and an error nobody hears ends the process.
    socket.on("error", (error: NodeJS.ErrnoException) =>
      fail(
        reason,
        `no ${reason === "tls" ? "secure " : ""}connection to ${target.host}: ${error.code ?? error.message}`,
        error,
      ),
    );
    socket.once(secure ? "secureConnect" : "connect", () => {
      clearTimeout(timer);
      resolve(socket);
    });
  });
}

/** What to do with a body: how long it may be, and who takes that of a 200 instead of memory. */
export type Intake = { maxBytes: number; into?: Writable };

/** Writes the request and reads the answer. Whatever fails from here on may have been received. */
export function exchange(
  socket: Socket,
  target: URL,
  outgoing: Outgoing,
  deadline: number,
  { maxBytes, into }: Intake,
) {
  return new Promise<{ status: number; headers: Headers; body: Uint8Array }>((resolve, reject) => {
    const { method, headers, body } = outgoing;
    const long = typeof body === "object" && "open" in body ? body : undefined;
    const bytes = body === undefined || long ? undefined : Buffer.from(body as string | Uint8Array);
    const length = long?.sizeBytes ?? bytes?.length;
    const fail = (reason: OutboundError["reason"], message: string, cause?: unknown) => {
      clearTimeout(timer);
      request.destroy();
      reject(new OutboundError(reason, "unknown", message, { cause }));
    };
    const request = http.request({
      createConnection: () => socket,
      method,
      path: target.pathname + target.search,
      headers: {
        "user-agent": "Patchbay/1",
        accept: "*/*",
        ...lowerCase(headers),
        "accept-encoding": "identity",
        host: target.host,
        connection: "close",
        ...(length === undefined ? {} : { "content-length": String(length) }),
      },
    });
    const timer = setTimeout(() => fail("timeout", `no answer from ${target.host} in time`), deadline - Date.now());
    // Heard for as long as a long body is written: its far end may answer and leave before it has all of it.
    request.on("error", (error) => fail("cut", `connection to ${target.host} was cut`, error));
    request.once("response", (response: IncomingMessage) => {
      const chunks: Buffer[] = [];
      const taker = response.statusCode === 200 ? into : undefined;
      const goOn = () => response.resume();
      taker?.on("drain", goOn);
      response.once("close", () => taker?.off("drain", goOn));
      let size = 0;
      response.on("data", (chunk: Buffer) => {
        size += chunk.length;
        if (size > maxBytes) fail("too_large", `answer of ${target.host} is longer than ${maxBytes} bytes`);
        else if (!taker) chunks.push(chunk);
        else if (!taker.write(chunk)) response.pause();
      });
      response.once("error", (error) => fail("cut", `answer of ${target.host} was cut`, error));
      response.once("aborted", () => fail("cut", `answer of ${target.host} was cut`));
      response.once("end", () => {
        if (!response.complete) return fail("cut", `answer of ${target.host} was cut`);
        clearTimeout(timer);
        if (long && !request.writableFinished) request.destroy(); // answered before it had all of it
        resolve({ status: response.statusCode ?? 0, headers: headersOf(response), body: Buffer.concat(chunks) });
      });
    });
    if (!long) return void request.end(bytes);
    long
      .open()
      .then((source) => pipeline(source, request))
      .catch((error: unknown) => fail("cut", `the body for ${target.host} was cut`, error));
  });
}

function headersOf(response: IncomingMessage): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < response.rawHeaders.length; at += 2) {
    try {
      headers.append(response.rawHeaders[at] ?? "", response.rawHeaders[at + 1] ?? "");
    } catch {
      // A header that the standard forbids is no reason to lose the answer.
    }
  }
  return headers;
}

/** The host as an address or a name: without the brackets of IPv6. */
export const hostOf = ({ hostname }: URL) => hostname.replace(/^\[|\]$/g, "");

export const portOf = ({ port, protocol }: URL) => Number(port || (protocol === "https:" ? 443 : 80));

export const lowerCase = (headers: Record<string, string>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
