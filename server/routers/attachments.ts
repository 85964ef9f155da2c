import { fetchAgain, OneAttachment } from "../attachments/retry";
import { BeginUpload, beginUpload, discardUpload, finishUpload } from "../attachments/upload";
import { router, tenantProcedure } from "../trpc";

export const attachmentsRouter = router({
  begin: tenantProcedure.input(BeginUpload).mutation(({ ctx, input }) => beginUpload(ctx, input)),
  finish: tenantProcedure.input(OneAttachment).mutation(({ ctx, input }) => finishUpload(ctx, input)),
  discard: tenantProcedure.input(OneAttachment).mutation(({ ctx, input }) => discardUpload(ctx, input)),
  fetchAgain: tenantProcedure.input(OneAttachment).mutation(({ ctx, input }) => fetchAgain(ctx, input)),
});
