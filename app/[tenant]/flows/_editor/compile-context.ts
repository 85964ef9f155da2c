import { knownTo } from "@/server/domain/flow/known";
import type { FlowDirectory } from "./api";

/** What the draft may refer to, as the checks want it. */
export const compileContext = (directory: FlowDirectory | undefined) => (directory ? knownTo(directory) : {});
