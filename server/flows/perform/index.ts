import type { Tx } from "@/db/tenant";
import type { Answer, Request } from "@/server/domain/flow/types";
import type { Sprint } from "../lock-run";
import { performAssign } from "./assign";
import { performRead } from "./read";
import { performSend } from "./send";
import { performTag } from "./tag";

/** What a run can ask of the world inside its transaction; outside calls are steps of their own. */
export async function perform(
  tx: Tx,
  sprint: Sprint,
  request: Exclude<Request, { kind: "wait" | "end" }>,
  now: Date,
): Promise<Answer> {
  switch (request.kind) {
    case "read":
      return performRead(tx, sprint, request, now);
    case "send":
      return performSend(tx, sprint, request);
    case "write":
      if (request.what === "assign") return performAssign(tx, sprint, request.to, now);
      if (request.what === "tag") return performTag(tx, sprint, request);
      // The text came in by the conversation's own channel and is the agents' message already; nothing else is to be done.
      return { ok: true };
    default:
      return { ok: false, reason: { code: "step_crashed" } };
  }
}
