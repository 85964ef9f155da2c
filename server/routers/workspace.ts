import { CheckSlug, checkSlug } from "../tenants/check-slug";
import { CreateWorkspace, createWorkspace } from "../tenants/create";
import { EditWorkspace, editWorkspace } from "../tenants/edit";
import { listWorkspaces } from "../tenants/list";
import { router, tenantProcedure, userProcedure } from "../trpc";

export const workspaceRouter = router({
  list: userProcedure.query(({ ctx }) => listWorkspaces(ctx.session)),
  checkSlug: userProcedure.input(CheckSlug).query(({ ctx, input }) => checkSlug(ctx.session, input)),
  create: userProcedure.input(CreateWorkspace).mutation(({ ctx, input }) => createWorkspace(ctx.session, input)),
  edit: tenantProcedure.input(EditWorkspace).mutation(({ ctx, input }) => editWorkspace(ctx, input)),
});
