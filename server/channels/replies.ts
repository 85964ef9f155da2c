import { type CheckReply, type CheckResult, namedState } from "@/server/domain/channel-state";
import type { SendCode, SendFailure } from "@/server/domain/send-errors";
import type { HttpAnswer } from "@/server/http";
import { retryAfter } from "./carriers/retry-after";
import { CarrierError, kindOfStatus } from "./errors";
import { isObject, member, textOf } from "./read-body";

/** One entry of a carrier's `errors` list; what is missing is "". */
export interface ListedError {
  code: string;
  title: string;
  detail: string;
}

/** A body in the form `{"errors":[{"code","title","detail"}]}`, whose codes are texts or numbers; null for any other. */
export function listedErrors(reply: HttpAnswer): ListedError[] | null {
  return readErrors(member(reply.json(), "errors"));
}

/** The same list where it stands inside something else: an event, a message. */
export function readErrors(list: unknown): ListedError[] | null {
  if (!Array.isArray(list) || !list.every(isObject)) return null;
  return list.slice(0, 20).map((one) => {
    const [code, title, detail] = ["code", "title", "detail"].map((name) => wordOf(member(one, name)).slice(0, 500));
    return { code: code ?? "", title: title ?? "", detail: detail ?? "" };
  });
}

/** A text, or a number as one. */
export const wordOf = (value: unknown): string => (Number.isFinite(value) ? String(value) : textOf(value).trim());

/** What an entry says, once: the detail often repeats the title. */
export function inWords({ code, title, detail }: ListedError): string {
  const said = detail.includes(title) ? detail : [title, detail].filter(Boolean).join(": ");
  return [code, said].filter(Boolean).join(" - ").slice(0, 500);
}

/** What the answer to a check of a carrier we know by name shows; `null`: there was none. */
export function checkResult(
  reply: HttpAnswer | null,
  body: CheckReply["body"],
  { detail, waitMs = reply ? retryAfter(reply.headers) : undefined }: { detail?: string; waitMs?: number } = {},
): CheckResult {
  const state = namedState(reply && { status: reply.status, body });
  return {
    state,
    ...(detail ? { detail } : {}),
    ...(state === "unchanged" && waitMs !== undefined ? { retryAfterMs: waitMs } : {}),
  };
}

/** Meanings of HTTP statuses that every carrier shares, for answers whose own code says nothing. */
const codeOfStatus: Record<number, SendCode> = { 401: "10004", 403: "10005", 429: "10006" };

/**
 * A refused send. Whether something may have been sent is decided on the status first; `meaning` says what the agent
 * reads. "Too many" proves that nothing was taken, with whatever status it comes.
 */
export function refusal(
  reply: HttpAnswer,
  meaning?: Pick<SendFailure, "kind" | "code">,
  said: { carrierCode?: string; detail?: string; waitMs?: number } = {},
): CarrierError {
  const byStatus = kindOfStatus(reply.status);
  const code = meaning ? meaning.code : (codeOfStatus[reply.status] ?? (reply.status >= 500 ? "10007" : undefined));
  const kind = byStatus !== "refused" ? byStatus : code === "10006" ? "retryable" : (meaning?.kind ?? byStatus);
  const waitMs = said.waitMs ?? retryAfter(reply.headers);
  return new CarrierError({
    kind,
    ...(code ? { code } : {}),
    ...(said.carrierCode ? { carrierCode: said.carrierCode } : {}),
    detail: said.detail || `HTTP ${reply.status}`,
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  });
}
