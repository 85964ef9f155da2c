import {
  AddPhone,
  addPhone,
  ChangePhone,
  changePhone,
  listPhones,
  OnePhone,
  PhoneTexts,
  phoneTexts,
  removePhone,
  SandboxChannel,
} from "../sandbox/phones";
import { router, tenantProcedure } from "../trpc";

export const sandboxRouter = router({
  phones: tenantProcedure.input(SandboxChannel).query(({ ctx, input }) => listPhones(ctx, input)),
  addPhone: tenantProcedure.input(AddPhone).mutation(({ ctx, input }) => addPhone(ctx, input)),
  changePhone: tenantProcedure.input(ChangePhone).mutation(({ ctx, input }) => changePhone(ctx, input)),
  removePhone: tenantProcedure.input(OnePhone).mutation(({ ctx, input }) => removePhone(ctx, input)),
  text: tenantProcedure.input(PhoneTexts).mutation(({ ctx, input }) => phoneTexts(ctx, input)),
});
