import { events } from "./events";
import { failures } from "./failures";
import { limits } from "./limits";
import type { Scenario } from "./scenario";
import { steps } from "./steps";

/** What an engine must do to be called compatible. Each is a sentence; together they are the conformance list. */
export const scenarios: Scenario[] = [...steps, ...failures, ...events, ...limits];
