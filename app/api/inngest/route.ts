import { serve } from "inngest/next";
import type { NextRequest } from "next/server";
import { inngest } from "@/inngest/client";
import { functions } from "@/inngest/functions";
import { env } from "@/server/env";
import { once } from "@/server/process";

export const dynamic = "force-dynamic";

/** Made on the first call: the client reads the settings, which a build does not have. */
const handlers = () => once("inngest.handlers", () => serve({ client: inngest, functions, enableUnauthedSync: false }));

/**
 * Where an external Inngest calls our functions, signed with INNGEST_SIGNING_KEY. With the embedded engine nobody has
 * business here, and nothing would be signed: the door is not there.
 */
const whenExternal =
  (method: "GET" | "POST" | "PUT") =>
  (request: NextRequest, context: unknown): Promise<Response> | Response =>
    env().externalInngest ? handlers()[method](request, context) : new Response(null, { status: 404 });

export const GET = whenExternal("GET");
export const POST = whenExternal("POST");
export const PUT = whenExternal("PUT");
