import { sameBytes } from "@/server/crypto";
import { env } from "@/server/env";
import { collectMetrics } from "@/server/metrics/collect";

export const dynamic = "force-dynamic";

/** What is measured, for Prometheus, behind the installation's METRICS_TOKEN. Without one there is nothing here. */
export async function GET(request: Request): Promise<Response> {
  const token = env().METRICS_TOKEN;
  if (!token) return new Response(null, { status: 404 });
  if (!sameBytes(`Bearer ${token}`, request.headers.get("authorization")))
    return new Response(null, { status: 401, headers: { "www-authenticate": "Bearer" } });
  return new Response(await collectMetrics(), {
    headers: { "content-type": "text/plain; version=0.0.4; charset=utf-8", "cache-control": "no-store" },
  });
}
