import { checkHealth } from "@/server/health";

export const dynamic = "force-dynamic";

/** Whether this process works: 200, or 503 naming what does not. For load balancers and for `npm start`. */
export async function GET(): Promise<Response> {
  const health = await checkHealth();
  const status = health.status === "ok" ? 200 : 503;
  return Response.json(health, { status, headers: { "cache-control": "no-store" } });
}
