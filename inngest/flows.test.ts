import { env } from "@/server/env";
import { flowScenarios } from "@/server/flows/testing/scenarios";
import { start } from "./start";

// Nothing runs ahead here: whatever happens, a durable function has done it.
flowScenarios(async () => {
  Object.assign(env(), { RUN_AHEAD: false });
  await start();
});
