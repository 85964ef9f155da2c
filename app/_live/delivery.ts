import * as apply from "./apply";
import { type Api, refusalOf } from "./refusal";
import type { LiveStore } from "./store";
import type { LiveState, Outgoing, ThreadItem } from "./types";

/** What did not reach the server is tried again by itself: so soon at first, then more and more seldom. */
const againMs = { first: 2_000, most: 30_000 };

/**
 * Hands provisional bubbles to the server. Those of one conversation go one after another, in the order in which they
 * were written: two requests at once may overtake each other. None goes before an earlier one that waits for the line.
 * `refresh` asks what is true of a conversation now.
 */
export function createDelivery(store: LiveStore, api: Api, refresh: (conversationId: string) => Promise<void>) {
  const get = store.getState;
  const change = (reduce: (state: LiveState) => LiveState) => store.setState((live) => reduce(live));
  const turns = new Map<string, Promise<void>>();
  let waitMs = againMs.first;
  let timer: ReturnType<typeof setTimeout> | undefined;

  /** The client id makes a repetition harmless. */
  function deliver(conversationId: string, clientId: string, force = false): Promise<void> {
    const turn = (turns.get(conversationId) ?? Promise.resolve())
      .catch(() => {})
      .then(() => hand(conversationId, clientId, force));
    turns.set(conversationId, turn);
    return turn.finally(() => {
      if (turns.get(conversationId) === turn) turns.delete(conversationId);
    });
  }

  async function hand(conversationId: string, clientId: string, force: boolean): Promise<void> {
    const pending = get().outgoing.get(conversationId) ?? [];
    const at = pending.findIndex((one) => one.clientId === clientId);
    const outgoing = pending[at];
    if (!outgoing) return;
    if (pending.slice(0, at).some(({ state }) => state === "offline")) return settle({ state: "offline" });
    const { text, seenSeq, mode } = outgoing;
    const files = outgoing.files?.map(({ id }) => id);
    // What waits for the line says so until it is through.
    if (outgoing.state !== "offline") settle({ state: "sending", reason: undefined });
    try {
      const item: ThreadItem =
        mode === "note"
          ? await api.conversations.note.mutate({ conversationId, text, clientId })
          : await api.conversations.reply.mutate({ conversationId, text, files, clientId, seenSeq, force });
      waitMs = againMs.first;
      change((state) => apply.dropOutgoing(apply.withItems(state, conversationId, [item]), conversationId, clientId));
    } catch (error) {
      const { reason, params } = refusalOf(error);
      const state = reason === "offline" ? "offline" : reason === "stale" ? "stale" : "refused";
      settle({ state, reason, params });
      if (state === "offline") tryAgain();
      if (state === "refused") await refresh(conversationId);
    }

    function settle(patch: Partial<Outgoing>) {
      change((state) => apply.changeOutgoing(state, conversationId, clientId, patch));
    }
  }

  /** The stream may be there all the while, so its return is not the only sign that the server is to be had again. */
  function tryAgain() {
    if (timer) return;
    timer = setTimeout(() => {
      timer = undefined;
      void flush();
    }, waitMs);
    waitMs = Math.min(waitMs * 2, againMs.most);
  }

  /** Everything that waited for the line leaves, in the order it was written. */
  async function flush(): Promise<void> {
    await Promise.all(
      [...get().outgoing].flatMap(([conversationId, pending]) =>
        pending.filter(({ state }) => state === "offline").map(({ clientId }) => deliver(conversationId, clientId)),
      ),
    );
  }

  return { deliver, flush };
}
