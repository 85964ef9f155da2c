import { type SendFailure, sendErrorKey } from "@/server/domain/send-errors";

/** A failure's word as messages store it: a key below `errors.send` ("10001", "opted_out", "default"). */
export const sendReason = (failure: Pick<SendFailure, "kind" | "code">): string =>
  sendErrorKey(failure).replace(/^send\./, "");
