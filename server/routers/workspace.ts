import { checkSlug } from "../tenants/check-slug";
import { createWorkspace } from "../tenants/create";
import { editWorkspace } from "../tenants/edit";
import { listWorkspaces } from "../tenants/list";
import { CheckSlug, CreateWorkspace, EditWorkspace } from "../tenants/shapes";
import { router, tenantProcedure, userProcedure } from "../trpc";

export const workspaceRouter = router({
  list: userProcedure.query(({ ctx }) => listWorkspaces(ctx.session)),
  checkSlug: userProcedure.input(CheckSlug).query(({ ctx, input }) => checkSlug(ctx.session, input)),
  create: userProcedure.input(CreateWorkspace).mutation(({ ctx, input }) => createWorkspace(ctx.session, input)),
  edit: tenantProcedure.input(EditWorkspace).mutation(({ ctx, input }) => editWorkspace(ctx, input)),
});
