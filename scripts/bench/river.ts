import { createMember, createQueue, createTenant } from "@/db/factories";
import { start } from "@/inngest/start";
import { env } from "@/server/env";
import { createSandboxChannel } from "@/server/testing/river";

/** A workspace with one queue and one sandbox line, and the relay at work, as in a process of the product. */
export async function riverBench({ members = 1, ratePerS = 1000, roles = ["web"] as ("web" | "engine")[] } = {}) {
  Object.assign(env(), { ROLES: roles });
  await start();
  const tenant = await createTenant();
  const agents = [];
  for (let index = 0; index < members; index++) agents.push(await createMember(tenant));
  const queue = await createQueue(tenant, agents);
  const line = await createSandboxChannel(tenant, { queue, ratePerS });
  return { tenant, agents, queue, line };
}

/** Do something again and again, so many at a time, for a while. @returns how often a second it was done */
export async function perSecond(
  atOnce: number,
  seconds: number,
  work: (index: number) => Promise<unknown>,
): Promise<number> {
  const began = performance.now();
  const until = began + seconds * 1000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < until) await work(done++);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return (done * 1000) / (performance.now() - began);
}
