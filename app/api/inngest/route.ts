import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions";
import { env } from "@/server/env";

export const dynamic = "force-dynamic";

const handlers = serve({ client: inngest, functions, enableUnauthedSync: false });

/**
 * Where an external Inngest calls our functions, signed with INNGEST_SIGNING_KEY. With the embedded engine nobody has
 * business here, and nothing would be signed: the door is not there.
 */
const whenExternal =
  (handle: (request: NextRequest, context: unknown) => Promise<Response>) => (request: NextRequest, context: unknown) =>
    env().externalInngest ? handle(request, context) : new Response(null, { status: 404 });

export const GET = whenExternal(handlers.GET);
export const POST = whenExternal(handlers.POST);
export const PUT = whenExternal(handlers.PUT);
