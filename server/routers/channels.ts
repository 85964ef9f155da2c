import { z } from "zod";
import { ChannelId, checkChannel } from "../channels/check-channel";
import { ChannelCounts, channelCounts } from "../channels/counts";
import { CreateDraft, createDraft } from "../channels/create-draft";
import { DeleteChannels, DeleteNumbers, deleteChannels, deleteNumbers } from "../channels/delete";
import { EnableChannel, enableChannel } from "../channels/enable";
import { endFormerCredentials } from "../channels/end-former-credentials";
import { ChannelFailures, channelFailures } from "../channels/failures";
import { getChannel } from "../channels/get";
import { replayJournalEntry } from "../channels/journal";
import { ListJournal, listJournal } from "../channels/journal-list";
import { JournalOf, journalTotals, replayStuck } from "../channels/journal-totals";
import { listChannels } from "../channels/list";
import { NumberConflicts, numberConflicts } from "../channels/number-conflicts";
import { SaveCredentials, saveCredentials } from "../channels/save-credentials";
import { SaveNumber, saveNumber } from "../channels/save-number";
import { SaveSettings, saveSettings } from "../channels/save-settings";
import { SendTest, sendTest, TestResult, testResult } from "../channels/send-test";
import { ChannelTraffic, channelTraffic } from "../channels/traffic";
import { router, tenantProcedure } from "../trpc";

const OneEntry = z.object({ journalId: z.uuid() });

export const channelsRouter = router({
  list: tenantProcedure.query(({ ctx }) => listChannels(ctx)),
  get: tenantProcedure.input(ChannelId).query(({ ctx, input }) => getChannel(ctx, input)),
  counts: tenantProcedure.input(ChannelCounts).query(({ ctx, input }) => channelCounts(ctx, input)),
  traffic: tenantProcedure.input(ChannelTraffic).query(({ ctx, input }) => channelTraffic(ctx, input)),
  failures: tenantProcedure.input(ChannelFailures).query(({ ctx, input }) => channelFailures(ctx, input)),
  journal: tenantProcedure.input(ListJournal).query(({ ctx, input }) => listJournal(ctx, input)),
  journalTotals: tenantProcedure.input(JournalOf).query(({ ctx, input }) => journalTotals(ctx, input)),
  replayAll: tenantProcedure.input(JournalOf).mutation(({ ctx, input }) => replayStuck(ctx, input)),
  replay: tenantProcedure.input(OneEntry).mutation(({ ctx, input }) => replayJournalEntry(ctx, input.journalId)),
  createDraft: tenantProcedure.input(CreateDraft).mutation(({ ctx, input }) => createDraft(ctx, input)),
  saveCredentials: tenantProcedure.input(SaveCredentials).mutation(({ ctx, input }) => saveCredentials(ctx, input)),
  endFormerCredentials: tenantProcedure.input(ChannelId).mutation(({ ctx, input }) => endFormerCredentials(ctx, input)),
  check: tenantProcedure.input(ChannelId).mutation(({ ctx, input }) => checkChannel(ctx, input)),
  saveSettings: tenantProcedure.input(SaveSettings).mutation(({ ctx, input }) => saveSettings(ctx, input)),
  numberConflicts: tenantProcedure.input(NumberConflicts).query(({ ctx, input }) => numberConflicts(ctx, input)),
  saveNumber: tenantProcedure.input(SaveNumber).mutation(({ ctx, input }) => saveNumber(ctx, input)),
  deleteNumbers: tenantProcedure.input(DeleteNumbers).mutation(({ ctx, input }) => deleteNumbers(ctx, input)),
  enable: tenantProcedure.input(EnableChannel).mutation(({ ctx, input }) => enableChannel(ctx, input)),
  delete: tenantProcedure.input(DeleteChannels).mutation(({ ctx, input }) => deleteChannels(ctx, input)),
  sendTest: tenantProcedure.input(SendTest).mutation(({ ctx, input }) => sendTest(ctx, input)),
  testResult: tenantProcedure.input(TestResult).query(({ ctx, input }) => testResult(ctx, input)),
});
