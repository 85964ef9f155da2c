import type { inferRouterOutputs } from "@trpc/server";
import type { AppRouter } from "@/server/routers";

type Outputs = inferRouterOutputs<AppRouter>;

/** The person who looks, with his rights, his queues and his workspace. */
export type Me = Outputs["inbox"]["me"];
export type Details = Outputs["conversations"]["details"];
export type TransferTargets = Outputs["conversations"]["transferTargets"];
