import { readSession } from "@/server/auth/session";
import type { Context } from "@/server/context";
import { AppError } from "@/server/errors";
import { openTenantFor } from "@/server/tenants/open";

const statuses: Partial<Record<AppError["code"], number>> = {
  BAD_REQUEST: 400,
  UNAUTHORIZED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
  TOO_MANY_REQUESTS: 429,
};

/** A plain route for a member of a workspace: strangers get 401 or 404, refusals their reason as JSON. */
export async function forMember(
  request: Request,
  slug: string,
  answer: (context: Context) => Promise<Response>,
): Promise<Response> {
  const session = await readSession(request.headers);
  if (!session) return new Response(null, { status: 401 });
  try {
    return await answer(await openTenantFor(session.userId, slug));
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return Response.json({ reason: error.reason, params: error.params }, { status: statuses[error.code] ?? 500 });
  }
}
