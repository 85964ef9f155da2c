import { lookup } from "node:dns/promises";
import { validateHeaderName, validateHeaderValue } from "node:http";
import net from "node:net";
import type { Writable } from "node:stream";
import { isPublicAddress } from "@/server/addresses";
import { env } from "@/server/env";
import {
  connectAny,
  exchange,
  hostOf,
  type LongBody,
  lowerCase,
  OutboundError,
  type Outgoing,
  portOf,
} from "@/server/http-exchange";

export { type LongBody, OutboundError } from "@/server/http-exchange";

export interface HttpOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | LongBody;
  /** For the whole call: name, connection, request and answer. */
  timeoutMs?: number;
  /** An answer with a longer body is an error. */
  maxBytes?: number;
  /** Takes the body of a 200 piece by piece instead of `body`, which stays empty: for files. Ended by whoever made it. */
  into?: Writable;
  /** How many redirects to follow; without it a redirect is an answer like any other. */
  redirects?: number;
  /** Lets the call reach private addresses; heeded only by a local installation. */
  allowPrivate?: boolean;
}

export interface HttpAnswer {
  status: number;
  headers: Headers;
  body: Uint8Array;
  /** Where the answer came from, after redirects. */
  url: string;
  text(): string;
  /** The body as JSON; undefined when it is none. */
  json(): unknown;
}

/** Finds the addresses of a name. */
export type Resolver = (host: string) => Promise<string[]>;

export type Http = (url: string, options?: HttpOptions) => Promise<HttpAnswer>;

/**
 * The one door for calls to addresses that somebody else chose: carriers, webhooks, media, flow steps.
 *
 * The name is resolved once and every address it has is checked; the connection goes to a checked address and nowhere
 * else, so a name that changes its mind between check and call gains nothing. https only, http where the installation
 * is local. Private networks are shut unless opened by ALLOW_PRIVATE_NETWORK (local) or OUTBOUND_ALLOW. Each redirect
 * is a new call with the same checks, and on another origin without the caller's headers and body. Throws `OutboundError`.
 *
 * Every call has a connection of its own. A kept one may be closed by its far end just as the request is written, and
 * nobody could say whether that request was read.
 */
export async function fetchOut(
  url: string,
  options: HttpOptions = {},
  resolve: Resolver = systemResolver,
): Promise<HttpAnswer> {
  const deadline = Date.now() + (options.timeoutMs ?? 10_000);
  let target = parseTarget(url);
  let { method = "GET", headers = {}, body } = options;
  let left = options.redirects ?? 0;
  let sent = false;
  for (;;) {
    const answer = await callOnce(target, { method, headers, body }, options, deadline, resolve).catch((error) => {
      // After the first hop the request itself has arrived somewhere, whatever becomes of the next one.
      if (sent && error instanceof OutboundError)
        throw new OutboundError(error.reason, "unknown", error.message, { cause: error });
      throw error;
    });
    const location = answer.headers.get("location");
    if (!options.redirects || !isRedirect(answer.status) || !location) return answer;
    if (left === 0) throw new OutboundError("redirects", "unknown", `too many redirects from ${target.host}`);
    left -= 1;
    sent = true;
    const next = parseTarget(location, target);
    if (target.protocol === "https:" && next.protocol !== "https:")
      throw new OutboundError("refused", "unknown", `${target.host} redirects from https to http`);
    const keepsBody = answer.status === 307 || answer.status === 308;
    if (next.origin !== target.origin) {
      if (keepsBody && body !== undefined)
        throw new OutboundError("refused", "unknown", `${target.host} redirects a request with a body to ${next.host}`);
      headers = harmless(headers);
    }
    if (!keepsBody && method !== "HEAD") [method, body] = ["GET", undefined];
    target = next;
  }
}

async function callOnce(
  target: URL,
  outgoing: Outgoing,
  options: HttpOptions,
  deadline: number,
  resolve: Resolver,
): Promise<HttpAnswer> {
  checkHeaders(outgoing.headers);
  const addresses = await checkedAddresses(target, options.allowPrivate ?? false, deadline, resolve);
  const socket = await connectAny(target, addresses, deadline);
  const { status, headers, body } = await exchange(socket, target, outgoing, deadline, {
    maxBytes: options.maxBytes ?? 5_000_000,
    into: options.into,
  });
  const text = () => new TextDecoder().decode(body);
  return {
    status,
    headers,
    body,
    url: target.href,
    text,
    json() {
      try {
        return JSON.parse(text());
      } catch {
        return undefined;
      }
    },
  };
}

/** Checks form and scheme. URL itself turns every spelling of an IP address (decimal, hex, short) into the usual one. */
function parseTarget(text: string, base?: URL): URL {
  let url: URL;
  try {
    url = new URL(text, base);
  } catch {
    throw new OutboundError("bad_address", "no", "not an address");
  }
  if (url.username || url.password) throw new OutboundError("bad_address", "no", "an address may not hold a login");
  if (url.protocol === "https:" || (url.protocol === "http:" && env().isLocal)) return url;
  throw new OutboundError("bad_address", "no", `only https addresses are called, not ${url.protocol.slice(0, 10)}`);
}

/** A key pasted with a letter that headers do not take is a wrong setting, not a broken connection. */
function checkHeaders(headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers)) {
    try {
      validateHeaderName(name);
      validateHeaderValue(name, value);
    } catch (cause) {
      throw new OutboundError("bad_request", "no", `the header ${name} holds a character that cannot be sent`, {
        cause,
      });
    }
  }
}

async function checkedAddresses(
  target: URL,
  allowPrivate: boolean,
  deadline: number,
  resolve: Resolver,
): Promise<string[]> {
  const host = hostOf(target);
  const addresses = net.isIP(host) ? [host] : await namedAddresses(host, deadline, resolve);
  const { isLocal, ALLOW_PRIVATE_NETWORK, OUTBOUND_ALLOW } = env();
  const place = `${target.hostname}:${portOf(target)}`;
  if (OUTBOUND_ALLOW.some((allowed) => allowed.toLowerCase() === place)) return addresses;
  const privateToo = isLocal && (ALLOW_PRIVATE_NETWORK || allowPrivate);
  const barred = addresses.find((address) => !isPublicAddress(address, { privateToo }));
  if (barred !== undefined) {
    // The address behind a name is not told: it would draw a map of the network for whoever typed the name.
    throw new OutboundError("refused", "no", `${target.host} is not on the public internet`);
  }
  return addresses;
}

async function namedAddresses(host: string, deadline: number, resolve: Resolver): Promise<string[]> {
  const none = (cause?: unknown) => new OutboundError("dns", "no", `no such host: ${host}`, { cause });
  const answer = resolve(host).catch((cause) => Promise.reject(none(cause)));
  const found = await within(
    answer,
    deadline,
    () => new OutboundError("dns", "no", `no answer about the name ${host}`),
  );
  if (found.length === 0) throw none();
  return found;
}

const systemResolver: Resolver = async (host) => {
  const found = await lookup(host, { all: true, verbatim: true });
  return found.map(({ address }) => address);
};

/** What may go along to another origin: nothing that could be a login. */
function harmless(headers: Record<string, string>): Record<string, string> {
  const kept = ["accept", "accept-language", "user-agent"];
  return Object.fromEntries(Object.entries(lowerCase(headers)).filter(([name]) => kept.includes(name)));
}

const isRedirect = (status: number) => [301, 302, 303, 307, 308].includes(status);

async function within<T>(work: Promise<T>, deadline: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), deadline - Date.now());
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
