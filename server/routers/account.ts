import { changePassword, listSessions, revokeOtherSessions, revokeSession } from "../auth/account";
import { ChangePassword, EndSession } from "../auth/shapes";
import { renameSelf } from "../people/rename-self";
import { RenameSelf } from "../people/shapes";
import { router, userProcedure } from "../trpc";

export const accountRouter = router({
  rename: userProcedure.input(RenameSelf).mutation(({ ctx, input }) => renameSelf(ctx.session, input)),
  changePassword: userProcedure.input(ChangePassword).mutation(({ ctx, input }) => changePassword(ctx.session, input)),
  sessions: userProcedure.query(({ ctx }) => listSessions(ctx.session)),
  revokeSession: userProcedure.input(EndSession).mutation(({ ctx, input }) => revokeSession(ctx.session, input)),
  revokeOtherSessions: userProcedure.mutation(({ ctx }) => revokeOtherSessions(ctx.session)),
});
