import { changeMember, disableMember, enableMember } from "../people/change-member";
import { inviteMember, resendInvitation, revokeInvitation } from "../people/invite";
import { listPeople } from "../people/list";
import { SetAvailability, setAvailability } from "../people/set-availability";
import { ChangeMember, Invite, OneInvitation, OneMember } from "../people/shapes";
import { router, tenantProcedure } from "../trpc";

export const peopleRouter = router({
  list: tenantProcedure.query(({ ctx }) => listPeople(ctx)),
  setAvailability: tenantProcedure.input(SetAvailability).mutation(({ ctx, input }) => setAvailability(ctx, input)),
  invite: tenantProcedure.input(Invite).mutation(({ ctx, input }) => inviteMember(ctx, input)),
  resendInvitation: tenantProcedure.input(OneInvitation).mutation(({ ctx, input }) => resendInvitation(ctx, input)),
  revokeInvitation: tenantProcedure.input(OneInvitation).mutation(({ ctx, input }) => revokeInvitation(ctx, input)),
  change: tenantProcedure.input(ChangeMember).mutation(({ ctx, input }) => changeMember(ctx, input)),
  disable: tenantProcedure.input(OneMember).mutation(({ ctx, input }) => disableMember(ctx, input)),
  enable: tenantProcedure.input(OneMember).mutation(({ ctx, input }) => enableMember(ctx, input)),
});
