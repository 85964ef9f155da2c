import type { CheckResult } from "@/server/domain/channel-state";
import type { SendFailure } from "@/server/domain/send-errors";

type Meaning = Pick<SendFailure, "kind" | "code"> & { retryAfterMs?: number; recipientOnly?: boolean };

const as = (meaning: Meaning, codes: string[]) => codes.map((code): [string, Meaning] => [code, meaning]);

const meanings = new Map<string, Meaning>([
  ...as({ kind: "refused", code: "10001" }, [
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "isv.DOMESTIC_NUMBER_NOT_SUPPORTED",
  ]),
  ...as({ kind: "refused", code: "10002" }, [
    "isv.SMS_TEMPLATE_ILLEGAL",
    "isv.SMS_SIGNATURE_ILLEGAL",
    "isv.SMS_SIGN_ILLEGAL",
    "isv.SIGN_STATE_ILLEGAL",
    "isv.SMS_SIGNATURE_SCENE_ILLEGAL",
    "isv.TEMPLATE_MISSING_PARAMETERS",
    "isv.TEMPLATE_PARAMS_ILLEGAL",
    "isv.INVALID_JSON_PARAM",
    "isv.INVALID_PARAMETERS",
    "isv.EXTEND_CODE_ERROR",
    "isv.SMS_CONTENT_ILLEGAL",
    "isv.PARAM_LENGTH_LIMIT",
  ]),
  // Too many to this one number. UNCONFIRMED: 1 a minute, 5 an hour, 10 a day; so a minute is the least to wait.
  ["isv.BUSINESS_LIMIT_CONTROL", { kind: "retryable", code: "10006", retryAfterMs: 61_000, recipientOnly: true }],
  ...as({ kind: "refused", code: "10006" }, ["isv.DAY_LIMIT_CONTROL", "isv.MONTH_LIMIT_CONTROL"]),
  ...as({ kind: "refused", code: "10005" }, [
    "isv.AMOUNT_NOT_ENOUGH",
    "isv.OUT_OF_SERVICE",
    "isv.PRODUCT_UN_SUBSCRIPT",
    "isv.DENY_IP_RANGE",
    "isp.RAM_PERMISSION_DENY",
  ]),
  ["isp.SYSTEM_ERROR", { kind: "refused", code: "10007" }],
  ["ServiceUnavailable", { kind: "retryable", code: "10007" }],
]);

/**
 * Our meaning of one of Aliyun's codes; undefined for codes without one. UNCONFIRMED for the gateway's codes but
 * SignatureDoesNotMatch and InvalidAccessKeyId.NotFound: they are matched by how they begin.
 */
export function aliyunMeaning(code: string): Meaning | undefined {
  if (/^isv\.ACCOUNT_|^Forbidden\.RAM/.test(code)) return { kind: "refused", code: "10005" };
  if (/^(SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId)/.test(code))
    return { kind: "refused", code: "10004" };
  if (code.startsWith("Throttling")) return { kind: "retryable", code: "10006" };
  return meanings.get(code);
}

/** The channel's state by the code of a check; every code that is not known here is an unknown source. */
export function aliyunState(code: string): CheckResult["state"] {
  if (code === "OK") return "connected";
  if (code.startsWith("Throttling")) return "unchanged";
  // Our clock is more than 15 minutes off.
  if (code.startsWith("InvalidTimeStamp")) return "request_failed";
  const unauthorized =
    /^(SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|Forbidden\.RAM|isp\.RAM_PERMISSION_DENY|isv\.PRODUCT_UN_SUBSCRIPT|isv\.ACCOUNT_)/;
  return unauthorized.test(code) ? "unauthorized" : "unknown_source";
}
