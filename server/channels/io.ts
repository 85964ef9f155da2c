import { env } from "@/server/env";
import { fetchOut, type Http } from "@/server/http";
import type { CarrierIo } from "./carrier";
import type { SandboxLine } from "./carriers/sandbox-line";

/** What a carrier's verbs may touch. Channels of other carriers never use the sandbox's line. */
export function carrierIo(name: string, sandbox: SandboxLine = noLine): CarrierIo {
  return { http: carrierHttp(name), sandbox, now: () => new Date() };
}

/**
 * Outbound calls of one carrier. A local installation may point them at a pretended carrier: CARRIER_BASE_URLS
 * replaces scheme and host of every call and keeps path and query.
 */
export function carrierHttp(name: string): Http {
  return (url, options) => {
    const { isLocal, CARRIER_BASE_URLS } = env();
    const base = isLocal && Object.hasOwn(CARRIER_BASE_URLS, name) ? CARRIER_BASE_URLS[name] : undefined;
    if (!base) return fetchOut(url, options);
    const replaced = url.replace(/^https?:\/\/[^/?#]*/i, base.replace(/\/+$/, ""));
    return fetchOut(replaced, { ...options, allowPrivate: true });
  };
}

const noLine: SandboxLine = {
  behaviour: () => Promise.reject(new Error("this channel has no sandbox")),
  deliver: () => Promise.reject(new Error("this channel has no sandbox")),
  file: () => Promise.reject(new Error("this channel has no sandbox")),
  find: () => Promise.reject(new Error("this channel has no sandbox")),
};
