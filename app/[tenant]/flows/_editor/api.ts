import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers";

type Flows = inferRouterOutputs<AppRouter>["flows"];

export type OpenFlow = Flows["get"];
export type FlowDirectory = Flows["directory"];
export type FlowRunRow = Flows["runs"][number];
export type FlowRun = Flows["run"];
