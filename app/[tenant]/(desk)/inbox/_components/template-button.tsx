"use client";

import { MessageSquareText } from "lucide-react";
import { useTranslations } from "next-intl";
import { lazy, Suspense, useState } from "react";
import type { ConversationRow } from "@/app/_live/types";
import { IconButton } from "@/app/_ui/icon-button";

const TemplateDialog = lazy(() =>
  import("./template-dialog").then(({ TemplateDialog }) => ({ default: TemplateDialog })),
);

/** A tool of the composer where a channel has templates beside free text. */
export function TemplateButton({ row, seenSeq }: { row: ConversationRow; seenSeq: () => number }) {
  const t = useTranslations("inbox.template");
  const [open, setOpen] = useState(false);
  return (
    <>
      <IconButton label={t("open")} icon={<MessageSquareText />} onClick={() => setOpen(true)} />
      {open && (
        <Suspense>
          <TemplateDialog row={row} open onOpenChange={setOpen} seenSeq={seenSeq} />
        </Suspense>
      )}
    </>
  );
}
