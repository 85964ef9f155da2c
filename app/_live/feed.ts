import { applyEvents } from "./apply";
import { lagMeter } from "./lag";
import { joinTabs } from "./leader";
import type { Announcement, Live, LiveStore } from "./store";
import { openStream, type StreamStatus } from "./stream";
import type { ChangeEvent, LiveEvent } from "./types";
import { unreadOf, waitsFor } from "./views";
import type { Told } from "./wire";

/** What the leading tab passes on to the others. */
type Letter = { told: Told; receivedAt: number } | { status: StreamStatus };

/** At most this many ids go into an address; what lies further down is asked for anew by scrolling to it. */
const heldLimit = 200;
const arrivalMs = 1_300;
const lagShownEveryMs = 5_000;

type FeedOptions = {
  slug: string;
  store: LiveStore;
  onLive: () => void;
  /** Contacts were added, changed or made one. */
  onContacts: (contactIds: readonly string[]) => void;
};

/**
 * Keeps the store equal to the server: through the browser's one stream, whichever tab holds it. Events are applied
 * together once per frame, so that a burst is one rendering.
 */
export function startFeed({ slug, store, onLive, onContacts }: FeedOptions): () => void {
  const { memberId } = store.getState().viewer;
  const lag = lagMeter();
  let queue: LiveEvent[] = [];
  let flushing = false;
  let lagShownAt = 0;

  const flush = () => {
    flushing = false;
    const events = queue;
    queue = [];
    store.setState((live) => applied(live, events));
  };
  const schedule = () => {
    if (flushing) return;
    flushing = true;
    // Frames do not come while the tab is in the background; its title and its counts still have to be right.
    if (document.visibilityState === "hidden") setTimeout(flush, 50);
    else requestAnimationFrame(flush);
  };

  function hear(told: Told, receivedAt: number) {
    if (told.kind === "away" || told.kind === "back") return; // the light's matter
    if (told.kind === "hello" || told.kind === "ping") {
      lag.clock(told.now, receivedAt);
      // Later than the first events of a catching-up, never earlier than what they brought.
      if (told.kind === "hello" && store.getState().cursor === 0) store.setState({ cursor: told.cursor });
    } else if (told.kind === "fresh") {
      store.setState((live) => ({
        epoch: live.epoch + 1,
        cursor: Math.max(live.cursor, told.cursor),
        recount: live.recount + 1,
      }));
    } else {
      measure(told, receivedAt);
      if (told.event.kind === "workspace" && told.event.name === "contact.changed") onContacts(told.event.contactIds);
      queue.push(told.event);
      schedule();
    }
  }

  function measure({ at, sentAt }: Extract<Told, { kind: "event" }>, receivedAt: number) {
    if (sentAt) lag.clock(sentAt, receivedAt);
    // What was missed while off line says nothing about the line.
    if (!at || !sentAt || sentAt.getTime() - at.getTime() > 10_000) return;
    lag.change(at, receivedAt);
    if (receivedAt - lagShownAt < lagShownEveryMs) return;
    lagShownAt = receivedAt;
    store.setState({ lagMs: lag.median() });
  }

  function show(status: StreamStatus) {
    const before = store.getState().status;
    if (before.state === status.state) return;
    store.setState({ status });
    if (status.state === "live") onLive();
  }

  const take = (letter: Letter) => ("told" in letter ? hear(letter.told, letter.receivedAt) : show(letter.status));
  const share = (letter: Letter) => {
    tabs.tell(letter);
    take(letter);
  };

  const tabs = joinTabs<Letter>({
    name: `patchbay-live:${slug}:${memberId}`,
    onMessage: take,
    onNewcomer: () => tabs.tell({ status: store.getState().status }),
    here: () => ({ cursor: store.getState().cursor, held: heldBy(store.getState()) }),
    lead: () => {
      const stream = openStream({
        url: async () => {
          const { cursor, held } = await tabs.rollCall();
          const query = new URLSearchParams({ tenant: slug, cursor: String(cursor) });
          if (held.length > 0) query.set("held", held.slice(0, heldLimit).join(","));
          return `/api/realtime?${query}`;
        },
        onTold: (told, receivedAt) => share({ told, receivedAt }),
        onStatus: (status) => share({ status }),
      });
      return stream.close;
    },
  });

  const settle = settleMoments(store);
  return () => {
    tabs.leave();
    settle();
  };
}

/** The rows on the person's mind first: the open threads, then the newest. */
function heldBy(live: Live): string[] {
  const rows = [...live.rows.values()].sort((a, b) => b.lastActivityAt.getTime() - a.lastActivityAt.getTime());
  return [...new Set([...live.threads.keys(), ...rows.map(({ id }) => id)])].slice(0, heldLimit);
}

function applied(live: Live, events: readonly LiveEvent[]): Partial<Live> {
  const next = applyEvents(live, events);
  const changes = events.filter((event): event is ChangeEvent => event.kind === "change");
  const arrivals = changes.filter(
    ({ conversation }) => waitsFor(conversation, live.viewer) && live.rows.get(conversation.id)?.state !== "waiting",
  );
  return {
    ...next,
    arrived:
      arrivals.length > 0
        ? new Set([...live.arrived, ...arrivals.map(({ conversation }) => conversation.id)])
        : live.arrived,
    announcement: announcementOf(changes, next.viewer.memberId) ?? live.announcement,
    workspace: events.some(changesWorkspace) ? live.workspace + 1 : live.workspace,
  };
}

const changesWorkspace = (event: LiveEvent) => event.kind === "workspace" && event.name !== "contact.changed";

/** Of a burst only the last is read out. Only what is for this person: his own, and what waits for him. */
function announcementOf(changes: readonly ChangeEvent[], memberId: string): Announcement | null {
  for (const { name, conversation, items, reads } of [...changes].reverse()) {
    if (name !== "message.received" || unreadOf(conversation, reads[memberId]) === 0) continue;
    if (conversation.owner !== null && conversation.owner.id !== memberId) continue;
    const item = items.findLast((one) => one.kind === "message" && one.direction === "in");
    if (item?.kind === "message")
      return { id: item.id, from: conversation.contact.name || conversation.address, text: item.text };
  }
  return null;
}

/** Takes the passing tint off rows that have arrived, once it has faded. */
function settleMoments(store: LiveStore): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = store.subscribe(({ arrived }, before) => {
    if (arrived === before.arrived || arrived.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => store.setState({ arrived: new Set() }), arrivalMs);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}
