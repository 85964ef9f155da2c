"use client";

import { Check, CheckCheck, CircleAlert, Clock3, Paperclip } from "lucide-react";
import { useParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactElement, useEffect, useRef } from "react";
import { cn } from "@/app/_ui/cn";
import { formatPhone } from "@/app/_ui/phone-number";
import { ExactTime } from "@/app/_ui/relative-time";
import { isPicture } from "@/server/domain/files";
import type { PhoneText } from "@/server/sandbox/phones";

/** Closer to the foot than this counts as being at it. Unit: px. */
const NEAR_PX = 80;

/** A phone's thread: its own texts right, answers left with what it reported of them. */
export function Texts({ label, texts, several }: { label: string; texts: readonly PhoneText[]; several: boolean }) {
  const t = useTranslations("phones");
  const box = useRef<HTMLDivElement>(null);
  const atFoot = useRef(true);
  const last = texts.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last text is the reason to move
  useEffect(() => {
    if (atFoot.current && box.current) box.current.scrollTop = box.current.scrollHeight;
  }, [last]);
  return (
    <div
      ref={box}
      role="log"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scroll box must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atFoot.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
      }}
      className="ring-inset-focus min-h-0 flex-1 overflow-y-auto overscroll-contain px-3 py-3"
    >
      {texts.length === 0 && <p className="text-ink-3">{t("nothing")}</p>}
      <ol className="flex flex-col gap-2">
        {texts.map((text) => (
          <li key={text.id} className={cn("flex flex-col", text.direction === "in" ? "items-end" : "items-start")}>
            <div
              className={cn(
                "max-w-[85%] whitespace-pre-wrap rounded-bubble px-3 py-1.5 text-14 leading-normal [overflow-wrap:anywhere]",
                text.direction === "in" ? "rounded-br-1 bg-bubble-out text-bubble-out-fg" : "rounded-bl-1 bg-bubble-in",
              )}
            >
              <bdi>{text.text}</bdi>
              {text.media.map((file) => (
                <Medium key={file.url} {...file} />
              ))}
            </div>
            <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 px-1 text-12 text-ink-3">
              {several && <span>{formatPhone(text.number)}</span>}
              <ExactTime at={text.at} mode="time" />
              {text.direction === "out" && <Report text={text} />}
            </p>
          </li>
        ))}
      </ol>
    </div>
  );
}

/** A picture as a phone shows it; anything else by its name. */
function Medium({ url, contentType, fileName }: PhoneText["media"][number]) {
  const t = useTranslations("phones");
  const { tenant } = useParams<{ tenant: string }>();
  const address = url.startsWith("phone:") ? `/api/sandbox/${tenant}/${url.slice("phone:".length)}` : url;
  const name = fileName || t("attachment");
  return (
    <a href={address} target="_blank" rel="noreferrer" className="mt-1 flex items-center gap-1.5 underline">
      {isPicture(contentType) ? (
        // biome-ignore lint/performance/noImgElement: whatever somebody sent, from the address it was sent with
        <img src={address} alt={name} loading="lazy" className="max-h-48 max-w-full rounded-2" />
      ) : (
        <>
          <Paperclip className="icon-14" />
          {name}
        </>
      )}
    </a>
  );
}

function Report({ text: { receipt, reportedAt } }: { text: PhoneText }) {
  const t = useTranslations("phones.receipt");
  if (receipt === null) return <Line icon={<Check className="icon-12" />} text={t("none")} />;
  const failed = receipt === "failed";
  if (!reportedAt) return <Line icon={<Clock3 className="icon-12" />} text={t(failed ? "willFail" : "willDeliver")} />;
  return failed ? (
    <Line icon={<CircleAlert className="icon-12" />} text={t("failed")} className="text-danger-text" />
  ) : (
    <Line icon={<CheckCheck className="icon-12" />} text={t("delivered")} />
  );
}

function Line({ icon, text, className }: { icon: ReactElement; text: string; className?: string }) {
  return (
    <span className={cn("inline-flex items-center gap-1", className)}>
      {icon}
      {text}
    </span>
  );
}
