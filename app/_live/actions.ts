import type { FilledTemplate } from "@/server/domain/message-template";
import * as apply from "./apply";
import { withCounts } from "./counts";
import { createDelivery } from "./delivery";
import { type Api, refusalOf } from "./refusal";
import type { ListPage, Live, LiveStore } from "./store";
import type { ConversationRow, FileItem, LiveState, Outgoing, Read } from "./types";
import { nothingRead } from "./types";
import { type View, viewKey } from "./views";

const pageSize = 50;
const threadPage = 60;

/**
 * What a person does in the inbox, and what the screens ask for: everything that goes to the server passes here and
 * its answer into the store. Failures are thrown to whoever asked, after the store is right again.
 */
export function createActions(store: LiveStore, api: Api) {
  const get = store.getState;
  const change = (reduce: (state: LiveState) => LiveState) => store.setState((live) => reduce(live));

  const setList = (key: string, list: ListPage) =>
    store.setState((live) => ({ lists: new Map(live.lists).set(key, list) }));

  /** The first page of a list, or the next one. Safe to call again while one is on its way. */
  async function loadList(view: View): Promise<void> {
    const key = viewKey(view);
    const { epoch, lists } = get();
    const known = lists.get(key);
    const again = known !== undefined && known.epoch < epoch;
    if (known?.state === "loading" || (known && !again && known.next === null && known.state === "ready")) return;
    setList(key, { next: null, floor: null, epoch, ...(again ? {} : known), state: "loading" });
    const cursor = again ? undefined : (known?.next ?? undefined);
    try {
      const page = await api.inbox.list.query({
        view: view.name,
        // What waits for all agents has no queue: it is picked out of the whole list.
        queueId: view.queueId === "everyone" ? undefined : view.queueId,
        unread: view.unread,
        cursor,
        limit: pageSize,
      });
      const last = page.rows.at(-1);
      change((state) =>
        again
          ? apply.replaceRows(state, page.rows, page.cursor, openId())
          : apply.applyRows(state, page.rows, page.cursor),
      );
      setList(key, {
        next: page.next,
        floor: page.next && last ? { at: last.lastActivityAt.getTime(), id: last.id } : null,
        state: "ready",
        epoch,
      });
    } catch (error) {
      setList(key, {
        next: known?.next ?? null,
        floor: known?.floor ?? null,
        epoch: known?.epoch ?? epoch,
        state: "failed",
      });
      throw error;
    }
  }

  let open: string | null = null;
  const openId = () => open;

  async function loadCounts(): Promise<void> {
    const counts = await api.inbox.counts.query();
    const queues = new Map(counts.queues.map((queue) => [queue.id, queue]));
    change((state) => withCounts(state, { ...counts, queues }));
  }

  /** What the stream said of a thread while its page was on its way had nowhere to go: such a page is asked for again. */
  async function newestPage(conversationId: string) {
    for (let again = 2; ; again -= 1) {
      const answer = await api.conversations.thread.query({ conversationId, limit: threadPage });
      const missed = !get().threads.has(conversationId) && answer.cursor < (get().seqs.get(conversationId) ?? 0);
      if (!missed || again === 0) return answer;
    }
  }

  /** The newest page of a thread, and older ones as far as the first unread line. */
  async function loadThread(conversationId: string): Promise<void> {
    const answer = await newestPage(conversationId);
    change((state) => apply.applyThread(state, answer, "newest"));
    const { readSeq } = answer.conversation.read;
    for (let pages = 0; pages < 2; pages += 1) {
      const thread = get().threads.get(conversationId);
      if (!thread?.hasOlder || readSeq === 0 || (thread.items[0]?.seq ?? 0) <= readSeq) return;
      await loadOlder(conversationId);
    }
  }

  async function loadOlder(conversationId: string): Promise<void> {
    const before = get().threads.get(conversationId)?.items[0]?.seq;
    if (before === undefined) return;
    const answer = await api.conversations.thread.query({ conversationId, before, limit: threadPage });
    change((state) => apply.applyThread(state, answer, "older"));
  }

  /** What came after the last line known, for a thread that missed something. */
  async function fillGap(conversationId: string, after: number): Promise<void> {
    const answer = await api.conversations.thread.query({ conversationId, after, limit: 100 });
    change((state) => apply.applyThread(state, answer, "after"));
  }

  async function markRead(conversationId: string): Promise<void> {
    const row = get().rows.get(conversationId);
    if (!row) return;
    const known = apply.readOf(get(), conversationId) ?? nothingRead;
    if (known.readSeq >= row.messageSeq && known.readInboundCount >= row.inboundCount) return;
    const read: Read = { readSeq: row.messageSeq, readInboundCount: row.inboundCount, hidden: known.hidden };
    change((state) => apply.beginReading(state, conversationId, read));
    try {
      await api.conversations.read.mutate({ conversationId, seq: read.readSeq, inboundCount: read.readInboundCount });
      change((state) => apply.endReading(state, conversationId, read));
    } catch {
      // Nothing is lost: it is told again with the next line that is read.
      change((state) => apply.endReading(state, conversationId, null));
    }
  }

  async function markUnread(conversationId: string): Promise<void> {
    await api.conversations.unread.mutate({ conversationId });
    const row = await api.inbox.row.query({ conversationId });
    change((state) => {
      const before = apply.beginReading(state, conversationId, row.read);
      return apply.endReading(before, conversationId, row.read);
    });
  }

  const answered = (row: ConversationRow | null, conversationId: string) =>
    change((state) => (row ? apply.applyRow(state, row) : apply.dropRow(state, conversationId)));

  /** A verb on a conversation; a refusal means that it changed meanwhile, so what is true now is fetched before it is told. */
  async function act(conversationId: string, verb: () => Promise<ConversationRow | null>): Promise<void> {
    try {
      answered(await verb(), conversationId);
    } catch (error) {
      if (["CONFLICT", "NOT_FOUND", "FORBIDDEN"].includes(refusalOf(error).code ?? "")) await refresh(conversationId);
      throw error;
    }
  }

  /** Whoever puts a conversation aside knows what it says, also when it stood on the screen for less than a moment. */
  function putAside(conversationId: string, verb: () => Promise<ConversationRow | null>): Promise<void> {
    void markRead(conversationId);
    return act(conversationId, verb);
  }

  async function refresh(conversationId: string): Promise<void> {
    const { cursor } = get();
    try {
      const row = await api.inbox.row.query({ conversationId });
      change((state) => apply.applyRows(state, [row], Math.max(cursor, get().seqs.get(conversationId) ?? 0)));
    } catch (error) {
      if (refusalOf(error).code === "NOT_FOUND") change((state) => apply.dropRow(state, conversationId));
    }
  }

  const { deliver, flush } = createDelivery(store, api, refresh);

  return {
    loadList,
    loadCounts,
    loadThread,
    loadOlder,
    fillGap,
    markRead,
    markUnread,
    refresh,
    /** Which conversation is on the screen; it survives when lists are asked for anew. */
    setOpen: (conversationId: string | null) => {
      open = conversationId;
    },
    /** Write first: returns the id of the conversation that began with this message. */
    async start(input: {
      numberId: string;
      to: string;
      text?: string;
      template?: FilledTemplate;
      clientId: string;
    }): Promise<string> {
      const row = await api.conversations.start.mutate(input);
      answered(row, row.id);
      return row.id;
    },
    pickUp: (conversationId: string) => act(conversationId, () => api.conversations.pickUp.mutate({ conversationId })),
    end: (conversationId: string) => putAside(conversationId, () => api.conversations.end.mutate({ conversationId })),
    archive: (conversationId: string, until?: Date) =>
      putAside(conversationId, () => api.conversations.archive.mutate({ conversationId, until })),
    unarchive: (conversationId: string) =>
      act(conversationId, () => api.conversations.unarchive.mutate({ conversationId })),
    remove: (conversationId: string) =>
      act(conversationId, async () => {
        await api.conversations.remove.mutate({ conversationId });
        return null;
      }),
    transfer: (conversationId: string, to: { memberId: string } | { queueId: string }, note?: string) =>
      act(conversationId, () => api.conversations.transfer.mutate({ conversationId, to, note })),
    /** A reply or a note: the bubble is there at once, the server hears of it now or when the line is back. */
    send(
      conversationId: string,
      mode: Outgoing["mode"],
      text: string,
      seenSeq: number,
      files: readonly FileItem[] = [],
    ): void {
      const outgoing: Outgoing = {
        clientId: crypto.randomUUID(),
        mode,
        text,
        ...(files.length > 0 ? { files } : {}),
        createdAt: new Date(),
        seenSeq,
        state: "sending",
      };
      change((state) => apply.addOutgoing(state, conversationId, outgoing));
      void deliver(conversationId, outgoing.clientId);
    },
    /** An approved template, chosen and filled in: it appears once it is in the line. */
    async sendTemplate(conversationId: string, template: FilledTemplate, seenSeq: number): Promise<void> {
      const clientId = crypto.randomUUID();
      const item = await api.conversations.reply.mutate({ conversationId, clientId, template, seenSeq, force: true });
      change((state) => apply.withItems(state, conversationId, [item]));
    },
    /** The author has decided to send what was held back, or to try again. */
    resend: (conversationId: string, clientId: string, force: boolean): void =>
      void deliver(conversationId, clientId, force),
    discard: (conversationId: string, clientId: string) =>
      change((state) => apply.dropOutgoing(state, conversationId, clientId)),
    /** The line is back. */
    flushOutbox: flush,
    async retry(conversationId: string, messageId: string): Promise<void> {
      const item = await api.conversations.retry.mutate({ messageId });
      change((state) => apply.withItems(state, conversationId, [item]));
    },
    async sendAnyway(conversationId: string, messageId: string): Promise<void> {
      const item = await api.conversations.sendAnyway.mutate({ messageId });
      change((state) => apply.withItems(state, conversationId, [item]));
    },
    async lookAgain(conversationId: string, messageId: string): Promise<void> {
      const item = await api.conversations.lookAgain.mutate({ messageId });
      change((state) => apply.withItems(state, conversationId, [item]));
    },
    /** A customer's file that was not to be had: the carrier is asked once more. */
    async fetchAgain(attachmentId: string): Promise<void> {
      await api.attachments.fetchAgain.mutate({ attachmentId });
    },
    async loadDraft(conversationId: string): Promise<{ reply: string; note: string; files: FileItem[] }> {
      const kept = await api.conversations.draft.query({ conversationId });
      markDraft(store, conversationId, kept.reply !== "" || kept.note !== "");
      return kept;
    },
    async saveDraft(conversationId: string, mode: Outgoing["mode"], text: string): Promise<void> {
      markDraft(store, conversationId, text !== "");
      await api.conversations.saveDraft.mutate({ conversationId, mode, text });
    },
    forgetLeaving: (conversationId: string) => change((state) => apply.forgetLeaving(state, conversationId)),
  };
}

export type Actions = ReturnType<typeof createActions>;

function markDraft(store: LiveStore, conversationId: string, kept: boolean) {
  const drafts = new Set(store.getState().drafts);
  if (kept === drafts.has(conversationId)) return;
  if (kept) drafts.add(conversationId);
  else drafts.delete(conversationId);
  store.setState({ drafts } satisfies Partial<Live>);
}
