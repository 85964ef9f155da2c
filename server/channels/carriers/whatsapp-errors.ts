import type { CheckResult } from "@/server/domain/channel-state";
import type { SendFailure } from "@/server/domain/send-errors";

type Meaning = Pick<SendFailure, "kind" | "code"> & {
  retryAfterMs?: number;
  recipientOnly?: boolean;
  backoffBase?: number;
};

const as = (meaning: Meaning, codes: number[]) => codes.map((code): [number, Meaning] => [code, meaning]);

/**
 * Meta's codes in our terms. Every other code is shown with Meta's own words. UNCONFIRMED (from general knowledge):
 * 131005, 131009, 131021, 131031, 131042, 131045, 131052, 131053, 131057, 132005, 132007, 132012, 132015, 132016, 133010.
 */
const meanings = new Map<number, Meaning>([
  ...as({ kind: "refused", code: "10004" }, [190, 0]),
  ...as({ kind: "refused", code: "10005" }, [3, 10, 131005]),
  ...as({ kind: "refused", code: "10002" }, [100, 131008, 131009, 33, 133010]),
  ...as({ kind: "refused", code: "10001" }, [131026, 131021, 131030]),
  ...as({ kind: "refused", code: "window_closed" }, [131047, 470]),
  ...as({ kind: "refused", code: "10003" }, [131051, 131052, 131053]),
  ...as({ kind: "retryable", code: "10006" }, [130429, 131048]),
  // Calls of the app or the business account; counted by the hour.
  ...as({ kind: "retryable", code: "10006", retryAfterMs: 60_000 }, [4, 80007]),
  // Too many to this one recipient: 4, 16, 64 … seconds, and nobody else waits.
  [131056, { kind: "retryable", code: "10006", backoffBase: 4, recipientOnly: true }],
  ...as({ kind: "refused" }, [131049, 130472]),
  ...as({ kind: "refused", code: "10005" }, [131031, 368, 131042, 131045, 130497]),
  ...as({ kind: "refused" }, [132000, 132001, 132005, 132007, 132012, 132015, 132016]),
  ...as({ kind: "retryable", code: "10007" }, [1, 2, 131000, 131016, 131057]),
]);

/** Our meaning of a code of Meta's; undefined for codes without one. */
export function whatsappMeaning(code: number): Meaning | undefined {
  return code >= 200 && code <= 299 ? { kind: "refused", code: "10005" } : meanings.get(code);
}

/** A failure told by a status: whatever the code, that attempt is over. */
export function whatsappStatusFailure(code: string, detail: string): SendFailure {
  const meaning = /^\d+$/.test(code) ? whatsappMeaning(Number(code)) : undefined;
  return {
    kind: "refused",
    ...(meaning?.code ? { code: meaning.code } : {}),
    ...(code ? { carrierCode: code } : {}),
    ...(code || detail ? { detail: [code, detail].filter(Boolean).join(" - ") } : {}),
  };
}

/** The channel's state by what a check was answered; the HTTP status varies for the same code. */
export function whatsappState(code: number, subcode: number | undefined, status: number): CheckResult["state"] {
  if ([190, 0, 3, 10].includes(code) || (code >= 200 && code <= 299)) return "unauthorized";
  // 33: no such number, or not visible to this token. UNCONFIRMED: a wrong proof of the App Secret is plain 100.
  if (code === 100) return subcode === undefined || subcode === 33 ? "unauthorized" : "unknown_source";
  if ([4, 80007, 130429].includes(code) || status === 429) return "unchanged";
  if ([1, 2, 131000, 131016, 131057].includes(code) || status >= 500) return "service_unavailable";
  return "unknown_source";
}
