"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { createContext, type ReactNode, use, useEffect, useState } from "react";
import { useTRPCClient } from "@/app/_trpc/client";
import { type Actions, createActions } from "./actions";
import { startFeed } from "./feed";
import type { Me } from "./me";
import { restoreDraftMarks, restoreOutbox } from "./outbox";
import { createLiveStore, LiveStoreContext, useLive } from "./store";

/** A contact with more open rows on one screen than this is told anew by scrolling. */
const mostRefreshed = 20;

const MeContext = createContext<Me | null>(null);
const ActionsContext = createContext<Actions | null>(null);

/** Who looks, in which workspace. @throws outside of the provider */
export function useMe(): Me {
  const me = use(MeContext);
  if (!me) throw new Error("nobody is signed in here");
  return me;
}

/** What can be done in the inbox. @throws outside of the provider */
export function useActions(): Actions {
  const actions = use(ActionsContext);
  if (!actions) throw new Error("no live provider here");
  return actions;
}

/** Gives the pages inside one store that stays equal to the server, and the ways to change what is in it. */
export function LiveProvider({ me, children }: { me: Me; children: ReactNode }) {
  const api = useTRPCClient();
  const queries = useQueryClient();
  const [{ store, actions }] = useState(() => {
    const made = createLiveStore(viewerOf(me), me.cursor);
    return { store: made, actions: createActions(made, api) };
  });

  // Queues joined or left, conversations taken on or not: the same person, looking differently.
  useEffect(() => store.setState({ viewer: viewerOf(me) }), [store, me]);

  const { slug } = me.tenant;
  const memberId = me.member.id;
  useEffect(() => {
    const forget = restoreOutbox(store, slug, memberId);
    const forgetDrafts = restoreDraftMarks(store, slug, memberId);
    const stop = startFeed({
      slug,
      store,
      onLive: () => void actions.flushOutbox(),
      onContacts(contactIds) {
        void queries.invalidateQueries();
        const rows = [...store.getState().rows.values()].filter(({ contact }) => contactIds.includes(contact.id));
        for (const { id } of rows.slice(0, mostRefreshed)) void actions.refresh(id);
      },
    });
    void actions.flushOutbox();
    return () => {
      stop();
      forget();
      forgetDrafts();
    };
  }, [store, actions, queries, slug, memberId]);

  return (
    <LiveStoreContext value={store}>
      <ActionsContext value={actions}>
        <MeContext value={me}>
          <KeepCounts />
          <KeepWorkspace />
          {children}
        </MeContext>
      </ActionsContext>
    </LiveStoreContext>
  );
}

const viewerOf = ({ member, queues }: Me) => ({
  memberId: member.id,
  takesConversations: member.takesConversations,
  queueIds: queues.filter(({ mine }) => mine).map(({ id }) => id),
});

/** Counts are moved by what happens; they are asked for at the start, and again when something unknown took part. */
function KeepCounts() {
  const actions = useActions();
  const recount = useLive((live) => live.recount);
  const known = useLive((live) => live.counts !== null);
  useEffect(() => {
    // A burst is asked about once; the pause is spread so that not everybody asks in the same instant.
    const timer = setTimeout(() => actions.loadCounts().catch(() => {}), recount === 0 ? 0 : 300 + Math.random() * 900);
    return () => clearTimeout(timer);
  }, [actions, recount]);
  const live = useLive(({ status }) => status.state === "live");
  useEffect(() => {
    if (live && !known) actions.loadCounts().catch(() => {});
  }, [actions, live, known]);
  return null;
}

/** People, queues or channels changed: what the pages show of them is asked for again, without a reload. */
function KeepWorkspace() {
  const workspace = useLive((live) => live.workspace);
  const router = useRouter();
  const queries = useQueryClient();
  useEffect(() => {
    if (workspace === 0) return;
    const timer = setTimeout(() => {
      router.refresh();
      void queries.invalidateQueries();
    }, 400);
    return () => clearTimeout(timer);
  }, [workspace, router, queries]);
  return null;
}
