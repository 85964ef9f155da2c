"use client";

import dynamic from "next/dynamic";
import { useCallback, useEffect, useRef, useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import { cn } from "@/app/_ui/cn";
import { useIdle } from "@/app/_ui/use-idle";
import { AskingProvider } from "./asking";
import type { ComposerHandle } from "./composer";
import { isPhone, useWide } from "./is-phone";
import { type ListHandle, ListPane } from "./list-pane";
import { InboxTitle } from "./title";
import { useInboxKeys } from "./use-inbox-keys";
import { usePlace } from "./use-place";

// The list is there first; what stands beside it follows at once, and questions when they are asked.
const ThreadPane = dynamic(() => import("./thread-pane").then((module) => module.ThreadPane), {
  ssr: false,
  loading: () => <div className="min-w-0 flex-1 bg-panel" />,
});
const DetailsPane = dynamic(() => import("./details-pane").then((module) => module.DetailsPane), { ssr: false });
const loadShortcuts = () => import("./shortcuts-dialog").then((module) => module.ShortcutsDialog);
const ShortcutsDialog = dynamic(loadShortcuts, { ssr: false });

const detailsKey = "patchbay.details";

/** List, thread, details. It stays mounted while the reader goes from one conversation to another. */
export function Inbox() {
  const me = useMe();
  return (
    <AskingProvider key={me.member.id}>
      <Panes />
    </AskingProvider>
  );
}

function Panes() {
  const { conversationId } = usePlace();
  const list = useRef<ListHandle | null>(null);
  const composer = useRef<ComposerHandle | null>(null);
  const wide = useWide();
  const [details, setDetails] = useDetailsOpen();
  const [drawer, setDrawer] = useState(false);
  const [help, setHelp] = useState(false);
  const toggle = useCallback(
    () => (wide ? setDetails((open) => !open) : setDrawer((open) => !open)),
    [wide, setDetails],
  );
  const close = useCallback(() => {
    setDrawer(false);
    if (wide) setDetails(false);
  }, [wide, setDetails]);
  const open = wide ? details : drawer;
  useIdle(loadShortcuts);
  useInboxKeys({
    list,
    composer,
    onDetails: toggle,
    onHelp: () => setHelp(true),
    detailsOpen: open,
    closeDetails: close,
  });
  return (
    <div className="flex min-h-0 flex-1">
      <InboxTitle />
      <div className={cn("flex min-h-0 flex-none max-md:w-full", conversationId && "max-md:hidden")}>
        <ListPane handle={list} />
      </div>
      <ThreadPane detailsOpen={open} onDetails={toggle} composer={composer} />
      <DetailsPane open={open} onClose={close} />
      {help && <ShortcutsDialog open onOpenChange={setHelp} />}
    </div>
  );
}

/** Whether details stand beside the thread; remembered in this browser. */
function useDetailsOpen() {
  const [open, setOpen] = useState(true);
  const known = useRef(false);
  useEffect(() => {
    try {
      if (!known.current) setOpen(localStorage.getItem(detailsKey) !== "closed" && !isPhone());
      else localStorage.setItem(detailsKey, open ? "open" : "closed");
    } catch {
      // Storage is forbidden: it opens anew with each visit.
    }
    known.current = true;
  }, [open]);
  return [open, setOpen] as const;
}
