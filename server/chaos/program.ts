import { start } from "@/inngest/start";
import { claimTimes } from "@/server/messages/claim";
import type { Answered, Ask, Asked, Begin } from "./children";

/** Tell the parent, which may be gone. */
export const tell = (message: Answered) => process.send?.(message);

/**
 * A program's life: loaded, then told to begin, then ready, then asked for one thing after another, many at a time. It
 * ends by being killed, or with the parent.
 */
export function live(answer: (what: Ask, begin: Begin) => Promise<void>): void {
  let begin: Begin | undefined;
  process.on("message", (message: Begin | Asked) => {
    if ("kind" in message) {
      begin = message;
      claimTimes.deadlineMs = message.deadlineMs;
      start().then(
        () => tell({ kind: "ready" }),
        (error: unknown) => {
          console.error(error);
          process.exit(1);
        },
      );
      return;
    }
    answer(message.what, begin as Begin).then(
      () => tell({ kind: "answer", id: message.id, ok: true }),
      (error: unknown) => tell({ kind: "answer", id: message.id, ok: false, why: String(error) }),
    );
  });
  process.on("disconnect", () => process.exit(0));
  tell({ kind: "loaded" });
}
