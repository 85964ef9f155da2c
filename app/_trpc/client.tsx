"use client";

import { type QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useState } from "react";
import superjson from "superjson";
import type { AppRouter } from "@/server/routers";
import { MOST_IN_A_BATCH, tenantHeader } from "@/server/trpc-header";
import { makeQueryClient } from "./query-client";

const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

export { useTRPC, useTRPCClient };

/** A cache per tab and workspace, whatever pages come and go; on the server one per request. */
const ofThisTab = new Map<string, QueryClient>();

function cacheOf(tenant: string): QueryClient {
  const known = ofThisTab.get(tenant);
  if (known) return known;
  const made = makeQueryClient();
  if (typeof window !== "undefined") ofThisTab.set(tenant, made);
  return made;
}

/**
 * Procedures for the client components inside. `tenant` is the workspace's slug, sent with every request; without it
 * only procedures outside workspaces work.
 */
export function Procedures({ tenant = "", children }: { tenant?: string; children: ReactNode }) {
  return (
    <OfOneTenant key={tenant} tenant={tenant}>
      {children}
    </OfOneTenant>
  );
}

function OfOneTenant({ tenant, children }: { tenant: string; children: ReactNode }) {
  const [queryClient] = useState(() => cacheOf(tenant));
  const [trpcClient] = useState(() => {
    const headers = tenant ? { [tenantHeader]: tenant } : {};
    return createTRPCClient<AppRouter>({
      links: [httpBatchStreamLink({ url: "/api/trpc", transformer: superjson, headers, maxItems: MOST_IN_A_BATCH })],
    });
  });
  return (
    <QueryClientProvider client={queryClient}>
      <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </TRPCProvider>
    </QueryClientProvider>
  );
}
