import { DeleteQueues, deleteQueues } from "../queues/delete";
import { getQueue, listAgents, listQueues, QueueId } from "../queues/list";
import { CreateQueue, createQueue, EditQueue, editQueue } from "../queues/save";
import { router, tenantProcedure } from "../trpc";

export const queuesRouter = router({
  list: tenantProcedure.query(({ ctx }) => listQueues(ctx)),
  get: tenantProcedure.input(QueueId).query(({ ctx, input }) => getQueue(ctx, input)),
  agents: tenantProcedure.query(({ ctx }) => listAgents(ctx)),
  create: tenantProcedure.input(CreateQueue).mutation(({ ctx, input }) => createQueue(ctx, input)),
  edit: tenantProcedure.input(EditQueue).mutation(({ ctx, input }) => editQueue(ctx, input)),
  delete: tenantProcedure.input(DeleteQueues).mutation(({ ctx, input }) => deleteQueues(ctx, input)),
});
