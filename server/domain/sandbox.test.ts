import { expect, test } from "vitest";
import { plannedReceipts, SandboxBehaviour } from "./sandbox";

test.each([
  [{ kind: "deliver", afterMs: 5000 }, ["sent@0", "delivered@5000"]],
  [{ kind: "deliver" }, ["sent@0", "delivered@0"]],
  [{ kind: "fail", code: "10001", afterMs: 10 }, ["failed@10"]],
  [{ kind: "silent" }, []],
  [{ kind: "refuse", code: "opted_out" }, []],
  [{ kind: "busy" }, []],
  [{ kind: "vanish", afterMs: 300 }, ["delivered@300"]],
  [{ kind: "vanish" }, []],
])("%j gives %j", (behaviour, receipts) => {
  const planned = plannedReceipts(SandboxBehaviour.parse(behaviour));
  expect(planned.map(({ status, afterMs }) => `${status}@${afterMs}`)).toEqual(receipts);
});
