import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { readSession } from "@/server/auth/session";
import { clientIp } from "@/server/rate-limit";
import { appRouter } from "@/server/routers";
import { refuseWhileAway } from "@/server/trpc";
import { MOST_IN_A_BATCH, tenantHeader } from "@/server/trpc-header";

const answer = (req: Request) =>
  fetchRequestHandler({
    endpoint: "/api/trpc",
    req,
    router: appRouter,
    maxBatchSize: MOST_IN_A_BATCH,
    createContext: async () => ({
      session: await readSession(req.headers).catch((error: unknown) => {
        refuseWhileAway(error);
        throw error;
      }),
      tenantSlug: req.headers.get(tenantHeader),
      ip: clientIp(req.headers),
    }),
  });

export { answer as GET, answer as POST };
