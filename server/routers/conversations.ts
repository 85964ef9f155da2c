import { AddNote, addNote } from "../conversations/add-note";
import { readDraft, SaveDraft, saveDraft } from "../conversations/drafts";
import { endConversation } from "../conversations/end";
import { MarkRead, markRead, markUnread } from "../conversations/mark-read";
import { OneConversation, pickUpConversation } from "../conversations/pick-up";
import { Archive, archiveConversation, removeConversation, unarchiveConversation } from "../conversations/place";
import { conversationTemplates, Reply, replyToConversation } from "../conversations/reply";
import { StartConversation, startConversation } from "../conversations/start";
import { listStartNumbers, StartTemplates, startTemplates } from "../conversations/start-numbers";
import { previewStart, StartPreview } from "../conversations/start-preview";
import { readDetails, readThread, Thread } from "../conversations/thread";
import { Transfer, transferConversation } from "../conversations/transfer";
import { TransferTargets, transferTargets } from "../conversations/transfer-targets";
import { lookAgain, OneMessage, retryMessage, sendMessageAnyway } from "../messages/retry";
import { router, tenantProcedure } from "../trpc";

export const conversationsRouter = router({
  thread: tenantProcedure.input(Thread).query(({ ctx, input }) => readThread(ctx, input)),
  details: tenantProcedure.input(OneConversation).query(({ ctx, input }) => readDetails(ctx, input)),
  startNumbers: tenantProcedure.query(({ ctx }) => listStartNumbers(ctx)),
  startPreview: tenantProcedure.input(StartPreview).query(({ ctx, input }) => previewStart(ctx, input)),
  startTemplates: tenantProcedure.input(StartTemplates).query(({ ctx, input }) => startTemplates(ctx, input)),
  start: tenantProcedure.input(StartConversation).mutation(({ ctx, input }) => startConversation(ctx, input)),
  pickUp: tenantProcedure.input(OneConversation).mutation(({ ctx, input }) => pickUpConversation(ctx, input)),
  transfer: tenantProcedure.input(Transfer).mutation(({ ctx, input }) => transferConversation(ctx, input)),
  transferTargets: tenantProcedure.input(TransferTargets).query(({ ctx, input }) => transferTargets(ctx, input)),
  archive: tenantProcedure.input(Archive).mutation(({ ctx, input }) => archiveConversation(ctx, input)),
  unarchive: tenantProcedure.input(OneConversation).mutation(({ ctx, input }) => unarchiveConversation(ctx, input)),
  end: tenantProcedure.input(OneConversation).mutation(({ ctx, input }) => endConversation(ctx, input)),
  remove: tenantProcedure.input(OneConversation).mutation(({ ctx, input }) => removeConversation(ctx, input)),
  reply: tenantProcedure.input(Reply).mutation(({ ctx, input }) => replyToConversation(ctx, input)),
  templates: tenantProcedure.input(OneConversation).query(({ ctx, input }) => conversationTemplates(ctx, input)),
  note: tenantProcedure.input(AddNote).mutation(({ ctx, input }) => addNote(ctx, input)),
  read: tenantProcedure.input(MarkRead).mutation(({ ctx, input }) => markRead(ctx, input)),
  unread: tenantProcedure.input(OneConversation).mutation(({ ctx, input }) => markUnread(ctx, input)),
  retry: tenantProcedure.input(OneMessage).mutation(({ ctx, input }) => retryMessage(ctx, input)),
  sendAnyway: tenantProcedure.input(OneMessage).mutation(({ ctx, input }) => sendMessageAnyway(ctx, input)),
  lookAgain: tenantProcedure.input(OneMessage).mutation(({ ctx, input }) => lookAgain(ctx, input)),
  draft: tenantProcedure.input(OneConversation).query(({ ctx, input }) => readDraft(ctx, input)),
  saveDraft: tenantProcedure.input(SaveDraft).mutation(({ ctx, input }) => saveDraft(ctx, input)),
});
