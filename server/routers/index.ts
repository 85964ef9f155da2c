import { router } from "../trpc";
import { accountRouter } from "./account";
import { attachmentsRouter } from "./attachments";
import { channelsRouter } from "./channels";
import { contactsRouter } from "./contacts";
import { conversationsRouter } from "./conversations";
import { flowsRouter } from "./flows";
import { groupsRouter } from "./groups";
import { inboxRouter } from "./inbox";
import { peopleRouter } from "./people";
import { queuesRouter } from "./queues";
import { sandboxRouter } from "./sandbox";
import { workspaceRouter } from "./workspace";

/** Every procedure of the product, by noun. */
export const appRouter = router({
  attachments: attachmentsRouter,
  sandbox: sandboxRouter,
  queues: queuesRouter,
  channels: channelsRouter,
  account: accountRouter,
  contacts: contactsRouter,
  conversations: conversationsRouter,
  flows: flowsRouter,
  groups: groupsRouter,
  inbox: inboxRouter,
  people: peopleRouter,
  workspace: workspaceRouter,
});

export type AppRouter = typeof appRouter;
