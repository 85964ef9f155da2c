import { flowDirectory } from "../flows/directory";
import { checkFlow, createFlow, publishFlow, renameFlow, saveDraft } from "../flows/edit";
import { getFlow, listFlows } from "../flows/list";
import { listMessageTemplates } from "../flows/message-templates";
import { RunManually, runManually } from "../flows/run-manually";
import { flowOfMessage, getRun, getVersion, listRuns, listVersions, OneMessage } from "../flows/runs";
import {
  CreateFlow,
  ListRuns,
  OneFlow,
  OneRun,
  OneVersion,
  PublishFlow,
  RenameFlow,
  SaveDraft,
  StopFlow,
} from "../flows/shapes";
import { cancelRun, removeFlow, startFlow, stopFlow } from "../flows/start-stop";
import { router, tenantProcedure } from "../trpc";

export const flowsRouter = router({
  list: tenantProcedure.query(({ ctx }) => listFlows(ctx)),
  get: tenantProcedure.input(OneFlow).query(({ ctx, input }) => getFlow(ctx, input)),
  messageTemplates: tenantProcedure.query(({ ctx }) => listMessageTemplates(ctx)),
  directory: tenantProcedure.query(({ ctx }) => flowDirectory(ctx)),
  create: tenantProcedure.input(CreateFlow).mutation(({ ctx, input }) => createFlow(ctx, input)),
  rename: tenantProcedure.input(RenameFlow).mutation(({ ctx, input }) => renameFlow(ctx, input)),
  saveDraft: tenantProcedure.input(SaveDraft).mutation(({ ctx, input }) => saveDraft(ctx, input)),
  check: tenantProcedure.input(OneFlow).query(({ ctx, input }) => checkFlow(ctx, input)),
  publish: tenantProcedure.input(PublishFlow).mutation(({ ctx, input }) => publishFlow(ctx, input)),
  start: tenantProcedure.input(OneFlow).mutation(({ ctx, input }) => startFlow(ctx, input)),
  stop: tenantProcedure.input(StopFlow).mutation(({ ctx, input }) => stopFlow(ctx, input)),
  remove: tenantProcedure.input(OneFlow).mutation(({ ctx, input }) => removeFlow(ctx, input)),
  versions: tenantProcedure.input(OneFlow).query(({ ctx, input }) => listVersions(ctx, input)),
  version: tenantProcedure.input(OneVersion).query(({ ctx, input }) => getVersion(ctx, input)),
  runs: tenantProcedure.input(ListRuns).query(({ ctx, input }) => listRuns(ctx, input)),
  run: tenantProcedure.input(OneRun).query(({ ctx, input }) => getRun(ctx, input)),
  cancelRun: tenantProcedure.input(OneRun).mutation(({ ctx, input }) => cancelRun(ctx, input)),
  runManually: tenantProcedure.input(RunManually).mutation(({ ctx, input }) => runManually(ctx, input)),
  ofMessage: tenantProcedure.input(OneMessage).query(({ ctx, input }) => flowOfMessage(ctx, input)),
});
