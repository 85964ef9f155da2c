import { QueryClient } from "@tanstack/react-query";
import { TRPCClientError } from "@trpc/client";
import superjson from "superjson";

const ATTEMPTS = 3;

/** What was refused will be refused again; what did not arrive may. */
function worthRepeating(failures: number, error: Error): boolean {
  const status =
    error instanceof TRPCClientError ? (error.data as { httpStatus?: number } | null)?.httpStatus : undefined;
  return failures < ATTEMPTS - 1 && (status === undefined || status >= 500);
}

/** Of a browser's tab, or of one request on the server, which does not try twice: the browser will. */
export function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { staleTime: 30_000, retry: typeof window === "undefined" ? false : worthRepeating },
      dehydrate: { serializeData: superjson.serialize },
      hydrate: { deserializeData: superjson.deserialize },
    },
  });
}
