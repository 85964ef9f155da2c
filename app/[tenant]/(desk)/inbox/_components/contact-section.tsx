"use client";

import { useQueryClient } from "@tanstack/react-query";
import { Pencil, UserPlus, UserRoundSearch } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useActions } from "@/app/_live/live-provider";
import type { Details } from "@/app/_live/me";
import type { ConversationRow } from "@/app/_live/types";
import { useTRPC } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { IconButton } from "@/app/_ui/icon-button";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { AttachDialog } from "../../_components/attach-dialog";
import { ContactDialog } from "../../_components/contact-dialog";
import { nameOf } from "./use-verbs";

/** Who writes: the card of a contact, or the ways to make one of a newcomer. */
export function ContactSection({ row, details }: { row: ConversationRow; details: Details | undefined }) {
  const t = useTranslations("inbox.details");
  const trpc = useTRPC();
  const queries = useQueryClient();
  const actions = useActions();
  const [dialog, setDialog] = useState<"new" | "existing" | "edit" | null>(null);
  const contact = details?.contact;
  const saved = row.contact.saved;
  const changed = async () => {
    await Promise.all([
      actions.refresh(row.id),
      queries.invalidateQueries({ queryKey: trpc.conversations.details.queryKey({ conversationId: row.id }) }),
    ]);
  };
  return (
    <section className="border-line border-b px-4 py-[13px]">
      <div className="flex items-center gap-3">
        <Avatar id={row.contact.id} name={row.contact.name} size="l" />
        <div className="min-w-0 flex-1">
          <p className="cut font-semibold text-14">
            <bdi>{nameOf(row)}</bdi>
          </p>
          <p className="cut text-12 text-ink-3">
            {saved ? contact?.company || <PhoneNumber e164={row.address} /> : t("newcomer")}
          </p>
        </div>
        {saved && <IconButton label={t("editContact")} size="sm" icon={<Pencil />} onClick={() => setDialog("edit")} />}
      </div>
      {saved && contact?.note && <p className="written mt-2.5 text-12 text-ink-2">{contact.note}</p>}
      {!saved && (
        <div className="mt-[11px] flex gap-1.5">
          <Button size="sm" icon={<UserPlus />} className="min-w-0 flex-1 max-md:h-10" onClick={() => setDialog("new")}>
            {t("addNew")}
          </Button>
          <Button
            size="sm"
            icon={<UserRoundSearch />}
            className="min-w-0 flex-1 max-md:h-10"
            onClick={() => setDialog("existing")}
          >
            {t("addExisting")}
          </Button>
        </div>
      )}
      {dialog === "new" && (
        <ContactDialog
          conversationId={row.id}
          address={row.address}
          onClose={() => setDialog(null)}
          onSaved={changed}
        />
      )}
      {dialog === "edit" && contact && (
        <ContactDialog contact={contact} address={row.address} onClose={() => setDialog(null)} onSaved={changed} />
      )}
      {dialog === "existing" && (
        <AttachDialog conversationId={row.id} address={row.address} onClose={() => setDialog(null)} onSaved={changed} />
      )}
    </section>
  );
}
