"use client";

import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { useLive } from "@/app/_live/store";
import { usePlace } from "./use-place";
import { nameOf } from "./use-verbs";

/** The page's title: who is open, which list. The number before it is put there for every page of the desk. */
export function InboxTitle() {
  const t = useTranslations("inbox");
  const tCommon = useTranslations("common");
  const { view, conversationId } = usePlace();
  const name = useLive((live) => {
    const row = conversationId ? live.rows.get(conversationId) : undefined;
    return row ? nameOf(row) : null;
  });
  const title = [name, t(`views.${view.name}`), tCommon("product")].filter(Boolean).join(" · ");
  useEffect(() => {
    document.title = title;
  }, [title]);
  return null;
}
