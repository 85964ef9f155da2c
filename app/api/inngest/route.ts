import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions";
import { env } from "@/server/env";

export const dynamic = "force-dynamic";

type Method = "GET" | "POST" | "PUT";
let handlers: ReturnType<typeof serve> | undefined;

/**
 * Where an external Inngest calls our functions, signed with INNGEST_SIGNING_KEY. With the embedded engine nobody has
 * business here, and nothing would be signed: the door is not there. Made on first use: the build has no environment.
 */
const whenExternal = (method: Method) => (request: NextRequest, context: unknown) => {
  if (!env().externalInngest) return new Response(null, { status: 404 });
  // Next takes every host for localhost, so the address to call back is ours to say.
  handlers ??= serve({
    client: inngest,
    functions,
    enableUnauthedSync: false,
    serveOrigin: env().PUBLIC_URL,
    servePath: "/api/inngest",
  });
  return handlers[method](request, context);
};

export const GET = whenExternal("GET");
export const POST = whenExternal("POST");
export const PUT = whenExternal("PUT");
