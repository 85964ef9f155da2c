"use client";

import { CircleAlert, FileText, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useActions, useMe } from "@/app/_live/live-provider";
import type { FileItem } from "@/app/_live/types";
import { cn } from "@/app/_ui/cn";
import { isPicture } from "@/server/domain/files";
import { fileSize } from "./file-size";
import { isShown, usePictures } from "./pictures";
import { useVerbs } from "./use-verbs";

/** The files of a message: small pictures, and a line for whatever is none. A picture opens over the thread, other files are handed over. */
export function Files({ files }: { files: readonly FileItem[] }) {
  const { slug } = useMe().tenant;
  const t = useTranslations("inbox.file");
  return (
    <ul aria-label={t("list")} className="flex max-w-full flex-wrap gap-1.5 in-[.items-end]:justify-end">
      {files.map((file) => (
        <li key={file.id} className="max-w-full">
          <OneFile file={file} address={`/api/attachments/${slug}/${file.id}`} />
        </li>
      ))}
    </ul>
  );
}

const box =
  "flex min-h-11 max-w-full items-center gap-2.5 rounded-node border border-line-2 bg-panel px-3 py-1.5 text-13 text-ink";

function OneFile({ file, address }: { file: FileItem; address: string }) {
  const t = useTranslations("inbox.file");
  const view = usePictures();
  if (file.state === "unavailable") return <Missing file={file} />;
  if (file.state !== "ready") {
    return (
      <p className={box}>
        <LoaderCircle className="icon-16 animate-spin text-ink-3" />
        <span className="min-w-0">
          <Name file={file} />
          <span className="block text-12 text-ink-3">{t("fetching")}</span>
        </span>
      </p>
    );
  }
  if (isShown(file)) {
    const [width, height] = [file.width ?? 1, file.height ?? 1];
    const scale = Math.min(1, 240 / width, 240 / height);
    return (
      <a
        href={address}
        target="_blank"
        rel="noopener noreferrer"
        aria-label={t("open", { name: file.name || t("picture") })}
        aria-haspopup={view ? "dialog" : undefined}
        // Pressed with a key that asks for a tab, it opens in one as any link does.
        onClick={(event) => {
          if (!view || event.ctrlKey || event.metaKey || event.shiftKey) return;
          event.preventDefault();
          view(file.id);
        }}
        className="block overflow-hidden rounded-node border border-line bg-sunken"
      >
        {/* biome-ignore lint/performance/noImgElement: it has its size already, and a door of its own */}
        <img
          src={`${address}?small`}
          alt={file.name || t("picture")}
          width={Math.max(48, Math.round(width * scale))}
          height={Math.max(48, Math.round(height * scale))}
          loading="lazy"
          decoding="async"
          className="block h-auto max-w-full object-cover"
        />
      </a>
    );
  }
  return (
    <a
      href={address}
      {...(isPicture(file.contentType) ? { target: "_blank", rel: "noopener noreferrer" } : { download: file.name })}
      className={cn(box, "hover:bg-hover")}
    >
      <FileText className="icon-20 flex-none text-ink-3" />
      <span className="min-w-0">
        <Name file={file} />
        <span className="block text-12 text-ink-3 tabular-nums">
          {kindOf(file)} · {fileSize(file.sizeBytes)}
        </span>
      </span>
    </a>
  );
}

function Name({ file }: { file: FileItem }) {
  const t = useTranslations("inbox.file");
  return <bdi className="cut block">{file.name || t("unnamed")}</bdi>;
}

/** What people call its type: the ending, else the type's own last word. */
const kindOf = ({ name, contentType }: FileItem): string =>
  (/\.([\p{L}\p{N}]{1,5})$/u.exec(name)?.[1] ?? contentType.split("/")[1] ?? "").toUpperCase();

function Missing({ file }: { file: FileItem }) {
  const t = useTranslations("inbox.file");
  const actions = useActions();
  const { attempt } = useVerbs();
  const [busy, setBusy] = useState(false);
  const again = async () => {
    if (busy) return;
    setBusy(true);
    await attempt(() => actions.fetchAgain(file.id));
    setBusy(false);
  };
  return (
    <p className={cn(box, "border-danger-line bg-danger-soft")}>
      <CircleAlert className="icon-16 flex-none text-danger-text" />
      <span className="min-w-0">
        <Name file={file} />
        <span className="block text-12 text-danger-text">{t(`reason.${reasonOf(file)}`)}</span>
      </span>
      <button
        type="button"
        onClick={() => void again()}
        className="flex-none rounded-1 font-medium text-12 underline decoration-line-control underline-offset-[3px] hover:decoration-current max-md:min-h-10 max-md:px-1"
      >
        {t("again")}
      </button>
    </p>
  );
}

const reasons = ["address", "too_large", "wrong_type", "wrong_file", "refused", "gone", "unreachable", "full"] as const;
const reasonOf = ({ reason }: FileItem) => reasons.find((one) => one === reason) ?? "unreachable";
