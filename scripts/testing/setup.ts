import { afterAll, expect, inject } from "vitest";
import { freshDatabase } from "@/db/testing";

// Rules and the launcher's own tests need no database; everything else gets one of its own before its modules load.
const file = expect.getState().testPath ?? "";
if (!/[/\\](server[/\\]domain|scripts)[/\\]/.test(file)) {
  const { drop } = await freshDatabase(inject("postgres"));
  afterAll(drop);
}
