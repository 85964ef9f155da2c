import { initTRPC, TRPCError } from "@trpc/server";
import superjson from "superjson";
import { ZodError } from "zod";
import { isDatabaseAway } from "@/db/sturdy";
import type { SignedIn } from "./auth/session";
import type { Context } from "./context";
import { AppError, type ErrorCode } from "./errors";
import { log } from "./log";
import { openTenantFor } from "./tenants/open";

/** What the door knows about a request before any procedure runs. */
export type RequestContext = { session: SignedIn | null; tenantSlug: string | null; ip: string };

const codes = {
  BAD_REQUEST: "BAD_REQUEST",
  UNAUTHORIZED: "UNAUTHORIZED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  CONFLICT: "CONFLICT",
  PRECONDITION_FAILED: "PRECONDITION_FAILED",
  TOO_MANY_REQUESTS: "TOO_MANY_REQUESTS",
  UNAVAILABLE: "SERVICE_UNAVAILABLE",
} as const satisfies Record<ErrorCode, TRPCError["code"]>;

const t = initTRPC.context<RequestContext>().create({
  transformer: superjson,
  // A bug's message may carry SQL and its parameters: the browser gets a word, the log gets the error.
  errorFormatter({ shape, error }) {
    const known = error.cause instanceof AppError ? error.cause : null;
    const bug = error.code === "INTERNAL_SERVER_ERROR";
    return {
      ...shape,
      message: bug ? "internal" : shape.message,
      data: {
        code: shape.data.code,
        httpStatus: shape.data.httpStatus,
        path: shape.data.path,
        reason: known?.reason ?? (bug ? "internal" : error.code.toLowerCase()),
        params: known?.params ?? {},
        fields:
          error.cause instanceof ZodError ? error.cause.issues.map(({ path, message }) => ({ path, message })) : [],
      },
    };
  },
});

export const router = t.router;

/** What the browser is told of an error that says that the database is away: nothing was done, and it may try again. */
export function refuseWhileAway(error: unknown): void {
  if (!isDatabaseAway(error)) return;
  log.warn({ err: error }, "a request found the database away");
  const cause = new AppError("UNAVAILABLE", "the database is away", { cause: error });
  throw new TRPCError({ code: codes[cause.code], message: cause.reason, cause });
}

/** Verbs throw; this is the one place where a procedure's errors are translated. */
const translated = t.procedure.use(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const cause = result.error.cause;
  if (cause instanceof AppError) throw new TRPCError({ code: codes[cause.code], message: cause.reason, cause });
  refuseWhileAway(cause);
  if (result.error.code === "INTERNAL_SERVER_ERROR")
    log.error({ err: cause ?? result.error, path }, "procedure failed");
  return result;
});

/** Anybody, signed in or not. */
export const publicProcedure = translated;

/** A signed-in person, outside any workspace. */
export const userProcedure = translated.use(({ ctx, next }) => {
  if (!ctx.session?.userId) throw new TRPCError({ code: "UNAUTHORIZED" });
  return next({ ctx: { ...ctx, session: ctx.session } });
});

/** A member of the workspace whose slug the request names; a stranger gets the same answer as for one that is not there. */
export const tenantProcedure = userProcedure.use(async ({ ctx, next }) => {
  if (!ctx.tenantSlug) throw new TRPCError({ code: "BAD_REQUEST", message: "no workspace named" });
  const context: Context = await openTenantFor(ctx.session.userId, ctx.tenantSlug);
  return next({ ctx: context });
});
