import { readSession } from "@/server/auth/session";
import { isDatabaseAway } from "@/server/database-away";
import { AppError } from "@/server/errors";
import { openStream } from "@/server/realtime/stream";
import { openTenantFor } from "@/server/tenants/open";

const MOST_HELD = 200;
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** A person's live stream. A plain route: an event is encoded once for everybody who gets it. */
export async function GET(request: Request): Promise<Response> {
  try {
    return await streamFor(request);
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: 404 });
    if (isDatabaseAway(error)) return new Response(null, { status: 503 });
    throw error;
  }
}

async function streamFor(request: Request): Promise<Response> {
  const session = await readSession(request.headers);
  if (!session) return new Response(null, { status: 401 });
  const query = new URL(request.url).searchParams;
  // After a broken connection the browser itself says where it was.
  const at = Number(request.headers.get("last-event-id") ?? query.get("cursor") ?? Number.NaN);
  const context = await openTenantFor(session.userId, query.get("tenant") ?? "");
  const stream = openStream(context, {
    cursor: Number.isSafeInteger(at) && at >= 0 ? at : null,
    held: (query.get("held") ?? "")
      .split(",")
      .filter((id) => uuid.test(id))
      .slice(0, MOST_HELD),
    sessionId: session.sessionId,
  });
  return new Response(stream, {
    headers: {
      "content-type": "text/event-stream; charset=utf-8",
      // Compression would hold events back to fill its window.
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
