import { dehydrate, HydrationBoundary } from "@tanstack/react-query";
import { createTRPCOptionsProxy } from "@trpc/tanstack-react-query";
import { headers } from "next/headers";
import { cache, type ReactNode } from "react";
import { currentSession } from "@/server/auth/current-session";
import { clientIp } from "@/server/rate-limit";
import { appRouter } from "@/server/routers";
import { makeQueryClient } from "./query-client";

/** The request's own cache: what pages fetch here is in the browser's cache when it arrives. */
export const queryClient = cache(makeQueryClient);

/**
 * Options of procedures for a page, as `useTRPC()` gives them in the browser:
 * `void queryClient().prefetchQuery((await procedures(slug)).people.list.queryOptions())`.
 */
export const procedures = cache((tenant: string | null) =>
  createTRPCOptionsProxy({
    router: appRouter,
    queryClient,
    ctx: async () => ({ session: await currentSession(), tenantSlug: tenant, ip: clientIp(await headers()) }),
  }),
);

/**
 * Hands what was fetched to the client components inside, once all of it is there: drawing them while something is
 * still under way would show one thing here and another in the browser.
 */
export async function Fetched({ children }: { children: ReactNode }) {
  const underWay = queryClient().getQueryCache().getAll();
  await Promise.allSettled(underWay.map(({ promise }) => promise));
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>;
}
