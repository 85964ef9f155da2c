"use client";

import { Dialog } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, ExternalLink, X, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactElement, useLayoutEffect, useRef, useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import type { FileItem } from "@/app/_live/types";
import { cn } from "@/app/_ui/cn";
import { backdropClass } from "@/app/_ui/dialog";

const largest = 5;
const STEP = 1.5;

type LightboxProps = { pictures: readonly FileItem[]; id: string; onChange: (id: string | null) => void };

/**
 * One picture as large as the window, and the others of the thread beside it. Arrows walk, plus and minus zoom up to
 * five times, Escape or a press beside it closes; the focus goes back to where it was opened.
 */
export default function Lightbox({ pictures, id, onChange }: LightboxProps) {
  const t = useTranslations("inbox.picture");
  const { slug } = useMe().tenant;
  const [zoom, setZoom] = useState(1);
  const box = useRef<HTMLDivElement>(null);
  const middle = useRef({ x: 0.5, y: 0.5 });
  // Enlarged or made smaller, what was in the middle of the window stays there.
  // biome-ignore lint/correctness/useExhaustiveDependencies: after every change of the size
  useLayoutEffect(() => {
    const element = box.current;
    element?.scrollTo({
      left: middle.current.x * element.scrollWidth - element.clientWidth / 2,
      top: middle.current.y * element.scrollHeight - element.clientHeight / 2,
    });
  }, [zoom, id]);
  const at = pictures.findIndex((one) => one.id === id);
  const file = pictures[at];
  if (!file) return null;
  const address = `/api/attachments/${slug}/${file.id}`;
  const name = file.name || t("unnamed");
  const go = (by: number) => {
    const next = pictures[at + by];
    if (!next) return;
    setZoom(1);
    middle.current = { x: 0.5, y: 0.5 };
    onChange(next.id);
  };
  const scale = (by: number) => setZoom((now) => Math.min(largest, Math.max(1, now * by)));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = {
      // Enlarged, the arrows move the picture, as they move everything that scrolls.
      ArrowLeft: zoom === 1 && (() => go(-1)),
      ArrowRight: zoom === 1 && (() => go(1)),
      "+": () => scale(STEP),
      "=": () => scale(STEP),
      "-": () => scale(1 / STEP),
      "0": () => setZoom(1),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  };
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onChange(null)}>
      <Dialog.Portal>
        <Dialog.Backdrop className={backdropClass} />
        <Dialog.Popup
          onKeyDown={onKeyDown}
          className="ring-none fixed inset-0 z-40 flex flex-col bg-app outline-none transition-opacity duration-panel data-ending-style:opacity-0 data-starting-style:opacity-0"
        >
          <header className="flex h-14 flex-none items-center gap-1 border-line border-b px-3">
            <Dialog.Title className="cut min-w-0 flex-1 font-medium">
              <bdi>{name}</bdi>
            </Dialog.Title>
            {pictures.length > 1 && (
              <p role="status" className="flex-none px-2 text-12 text-ink-2 tabular-nums">
                {t("place", { number: at + 1, of: pictures.length })}
              </p>
            )}
            <Tool label={t("smaller")} icon={<ZoomOut />} off={zoom === 1} onClick={() => scale(1 / STEP)} />
            <Tool label={t("larger")} icon={<ZoomIn />} off={zoom === largest} onClick={() => scale(STEP)} />
            <a href={address} download={file.name} aria-label={t("download")} title={t("download")} className={tool}>
              <Download />
            </a>
            <a
              href={address}
              target="_blank"
              rel="noopener noreferrer"
              aria-label={t("tab")}
              title={t("tab")}
              className={cn(tool, "max-sm:hidden")}
            >
              <ExternalLink />
            </a>
            <Dialog.Close aria-label={t("close")} title={t("close")} className={tool}>
              <X />
            </Dialog.Close>
          </header>
          <div className="relative min-h-0 flex-1">
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: Escape does the same */}
            {/* biome-ignore lint/a11y/noStaticElementInteractions: a larger target for what the close button does */}
            <div
              ref={box}
              className={cn("absolute inset-0 grid p-4", zoom > 1 && "overflow-auto")}
              onScroll={({ currentTarget: it }) => {
                middle.current = {
                  x: (it.scrollLeft + it.clientWidth / 2) / it.scrollWidth,
                  y: (it.scrollTop + it.clientHeight / 2) / it.scrollHeight,
                };
              }}
              onClick={(event) => event.target === event.currentTarget && onChange(null)}
            >
              {/* biome-ignore lint/performance/noImgElement: it has its size already, and a door of its own */}
              <img
                key={file.id}
                src={address}
                alt={name}
                width={file.width ?? undefined}
                height={file.height ?? undefined}
                onDoubleClick={() => setZoom((now) => (now === 1 ? 2 : 1))}
                className="m-auto block h-auto max-w-none bg-sunken"
                style={{ width: `calc(${zoom} * ${fitting(file)})` }}
              />
            </div>
            {at > 0 && <Way side="left" label={t("previous")} icon={<ChevronLeft />} onClick={() => go(-1)} />}
            {at < pictures.length - 1 && (
              <Way side="right" label={t("next")} icon={<ChevronRight />} onClick={() => go(1)} />
            )}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** As wide as it is, as the window is, or as lets its height fit below the header: the least of them. */
const fitting = ({ width, height }: FileItem) =>
  `min(${width ?? 0}px, 100vw - 32px, (100dvh - 88px) * ${(width ?? 1) / (height ?? 1)})`;

const tool =
  "grid size-9 flex-none place-items-center rounded-2 text-ink-2 hover:bg-hover hover:text-ink aria-disabled:text-disabled pointer-coarse:size-10";

type ToolProps = { label: string; icon: ReactElement; off?: boolean; onClick: () => void };

function Tool({ label, icon, off = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      aria-disabled={off || undefined}
      onClick={off ? undefined : onClick}
      className={tool}
    >
      {icon}
    </button>
  );
}

function Way({ side, label, icon, onClick }: Omit<ToolProps, "off"> & { side: "left" | "right" }) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={cn(
        "absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full border border-line-2 bg-raised text-ink shadow-2",
        side === "left" ? "left-3" : "right-3",
      )}
    >
      {icon}
    </button>
  );
}
