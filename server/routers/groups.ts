import { listGroups } from "../groups/list";
import { DeleteGroup, deleteGroup, SaveGroup, saveGroup } from "../groups/save";
import { router, tenantProcedure } from "../trpc";

export const groupsRouter = router({
  list: tenantProcedure.query(({ ctx }) => listGroups(ctx)),
  save: tenantProcedure.input(SaveGroup).mutation(({ ctx, input }) => saveGroup(ctx, input)),
  delete: tenantProcedure.input(DeleteGroup).mutation(({ ctx, input }) => deleteGroup(ctx, input)),
});
