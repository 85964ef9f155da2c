"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { useErrorText } from "@/app/_i18n/error-text";
import { useActions, useMe } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import { useLiveStore } from "@/app/_live/store";
import type { ConversationRow } from "@/app/_live/types";
import { toast } from "@/app/_ui/toast";
import { can } from "@/server/domain/rights";
import { shownAddress } from "../../_components/address";
import { usePlace } from "./use-place";

export const nameOf = (row: Pick<ConversationRow, "contact" | "address">): string =>
  row.contact.name || shownAddress(row.address);

/** What this person may do with a conversation as it stands. Buttons, menus and keys ask the same. */
export function useMay() {
  const { member } = useMe();
  return useCallback(
    (row: ConversationRow) => {
      const mine = row.owner?.id === member.id;
      const open = row.state === "active" && mine;
      return {
        pickUp: row.state === "waiting" && can(member, "conversation.pick_up"),
        transfer: open && can(member, "conversation.transfer"),
        archive: open && row.ownerPlace === "recent",
        unarchive: open && row.ownerPlace === "archived",
        end: open && can(member, "conversation.end"),
        remove: can(member, "conversation.remove") && (mine || row.state === "waiting"),
        unread: row.inboundCount > 0,
      };
    },
    [member],
  );
}

/**
 * The verbs on a conversation, with what is said afterwards. Nothing is thrown: a refusal becomes a sentence, and the
 * screen already shows what is true now. Each says whether it was done.
 */
export function useVerbs() {
  const t = useTranslations("inbox.said");
  const errorText = useErrorText();
  const actions = useActions();
  const store = useLiveStore();
  const { conversationId, go } = usePlace();

  return useMemo(() => {
    const name = (id: string) => {
      const row = store.getState().rows.get(id);
      return row ? nameOf(row) : "";
    };
    const attempt = async (verb: () => Promise<unknown>): Promise<boolean> => {
      try {
        await verb();
        return true;
      } catch (error) {
        const { reason, params } = refusalOf(error);
        if (reason === "alreadyTaken") toast.info(t("alreadyTaken", { name: String(params.name ?? "") }));
        else if (reason === "offline") toast.error(t("offline"));
        else toast.error(errorText(reason, params));
        return false;
      }
    };
    const leave = (id: string) => {
      if (id === conversationId) go({ conversationId: null }, { replace: true });
    };
    const unarchive = (id: string) => attempt(() => actions.unarchive(id));
    return {
      pickUp: (id: string) => attempt(() => actions.pickUp(id)),
      /** For good, or until it comes back by itself. */
      async archive(id: string, until?: Date) {
        const who = name(id);
        const done = await attempt(() => actions.archive(id, until));
        if (done) toast.done(t("archived", { name: who }), { undo: () => unarchive(id) });
        return done;
      },
      async unarchive(id: string) {
        const done = await unarchive(id);
        if (done) toast.done(t("unarchived", { name: name(id) }), { undo: () => attempt(() => actions.archive(id)) });
        return done;
      },
      async end(id: string) {
        const who = name(id);
        const done = await attempt(() => actions.end(id));
        if (done) toast.done(t("ended", { name: who }));
        return done;
      },
      async remove(id: string) {
        const who = name(id);
        const done = await attempt(() => actions.remove(id));
        if (done) {
          leave(id);
          toast.done(t("removed", { name: who }));
        }
        return done;
      },
      async transfer(id: string, to: { memberId: string } | { queueId: string }, target: string, note?: string) {
        const who = name(id);
        const done = await attempt(() => actions.transfer(id, to, note));
        if (done) {
          toast.done(t("transferred", { name: who, target }));
          if (!store.getState().rows.has(id)) leave(id);
        }
        return done;
      },
      async markUnread(id: string) {
        const done = await attempt(() => actions.markUnread(id));
        if (done) leave(id);
        return done;
      },
      attempt,
    };
  }, [t, errorText, actions, store, conversationId, go]);
}

export type Verbs = ReturnType<typeof useVerbs>;
