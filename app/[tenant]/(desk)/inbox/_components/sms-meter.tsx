"use client";

import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useMemo, useState } from "react";
import { cn } from "@/app/_ui/cn";
import type { SmsSize } from "@/server/domain/sms";

type Measure = (text: string) => SmsSize;
let loaded: Measure | null = null;

/** How a text is cut into SMS parts. The arithmetic is loaded when a composer first needs it, and runs behind the typing. */
export function useSmsSize(text: string, wanted: boolean): SmsSize | null {
  const [measure, setMeasure] = useState<Measure | null>(() => loaded);
  useEffect(() => {
    if (!wanted || loaded) return;
    void import("@/server/domain/sms").then(({ smsSize }) => {
      loaded = smsSize;
      setMeasure(() => smsSize);
    });
  }, [wanted]);
  const later = useDeferredValue(text);
  return useMemo(() => (wanted && measure && later.trim() !== "" ? measure(later) : null), [wanted, measure, later]);
}

/** Characters that, being few, are worth pointing at: without them the text would be cheaper. */
export const culprits = (size: SmsSize | null): readonly string[] =>
  size && size.encoding === "UCS-2" && size.forcedBy.length <= 2 ? size.forcedBy : [];

const mostBars = 8;

/** One bar a part, the last one filling; characters, alphabet and parts in words. */
export function SmsMeter({ text, size, short }: { text: string; size: SmsSize | null; short?: boolean }) {
  const t = useTranslations("inbox.sms");
  if (!size) return null;
  const [culprit] = culprits(size);
  return (
    <div className="flex min-w-0 items-center gap-2 text-12 text-ink-2">
      {!short && size.parts <= mostBars && (
        <span aria-hidden className="flex flex-none gap-0.5 max-lg:hidden">
          {size.fill.map((used, part) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts have no other name than their place
            <span key={part} className="block h-1 w-[22px] overflow-hidden rounded-[2px] bg-chart-rest">
              <span
                className="block h-full bg-accent"
                style={{ width: `${Math.min(100, (used / size.perPart) * 100)}%` }}
              />
            </span>
          ))}
        </span>
      )}
      <span className="cut tabular-nums" title={t("left", { left: size.left })}>
        {t("characters", { count: [...text].length })}
        {!short && (
          <>
            {" · "}
            <span className={cn(culprit && "text-warning-text")}>{size.encoding}</span>
          </>
        )}
        {" · "}
        <b className="font-semibold">{t("parts", { count: size.parts })}</b>
      </span>
      {culprit && !short && (
        <span className="cut text-warning-text max-xl:sr-only">{t("culprit", { character: culprit })}</span>
      )}
    </div>
  );
}
