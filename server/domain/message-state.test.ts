import { expect, test } from "vitest";
import { type AttemptState, fold, foldPieces, ofPieces, rank } from "./message-state";

test.each<[AttemptState[], AttemptState]>([
  [["delivered"], "delivered"],
  [["delivered", "sent"], "sent"],
  [["read", "delivered"], "delivered"],
  [["read", "read"], "read"],
  [["delivered", "failed", "sending"], "failed"],
  [["sent", "unknown"], "unknown"],
  [["sent", "bounced"], "bounced"],
])("pieces that are %j make a message that is %s", (pieces, whole) => {
  expect(ofPieces(pieces)).toBe(whole);
});

test("what pieces amount to is taken by rank, but for a failure that was none after all", () => {
  const all = Object.keys(rank) as AttemptState[];
  for (const stored of all)
    for (const heard of all) {
      const undone = stored === "failed" && heard === "sent";
      expect(foldPieces(stored, heard), `${stored}, ${heard}`).toBe(undone ? "sent" : fold(stored, heard));
    }
});
