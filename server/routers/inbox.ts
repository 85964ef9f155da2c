import { withTenant } from "@/db/tenant";
import { authorize } from "../authorize";
import { countConversations } from "../conversations/counts";
import { ListConversations, listConversations } from "../conversations/list";
import { readMe } from "../conversations/me";
import { OneConversation } from "../conversations/pick-up";
import { requireRow } from "../conversations/read-row";
import { router, tenantProcedure } from "../trpc";

export const inboxRouter = router({
  me: tenantProcedure.query(({ ctx }) => readMe(ctx)),
  list: tenantProcedure.input(ListConversations).query(({ ctx, input }) => listConversations(ctx, input)),
  counts: tenantProcedure.query(({ ctx }) => countConversations(ctx)),
  row: tenantProcedure.input(OneConversation).query(({ ctx, input }) => {
    authorize(ctx.actor, "conversation.read");
    return withTenant(ctx.tenant, (tx) => requireRow(tx, ctx.actor, input.conversationId));
  }),
});
