"use client";

import { CircleAlert, FileText, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useErrorText } from "@/app/_i18n/error-text";
import { useMe } from "@/app/_live/live-provider";
import { dropPicked, goOn, type Picked } from "@/app/_live/uploads";
import { IconButton } from "@/app/_ui/icon-button";
import { fileSize } from "./file-size";

/** What is to leave with the answer: how far each has come, and a way to take it out again. */
export default function PickedFiles({ conversationId, files }: { conversationId: string; files: readonly Picked[] }) {
  const t = useTranslations("inbox.file");
  return (
    <ul aria-label={t("picked")} className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto px-2.5 pt-1.5">
      {files.map((file) => (
        <One key={file.key} conversationId={conversationId} file={file} />
      ))}
    </ul>
  );
}

function One({ conversationId, file }: { conversationId: string; file: Picked }) {
  const t = useTranslations("inbox.file");
  const errorText = useErrorText();
  const { slug } = useMe().tenant;
  const failed = file.state === "failed";
  const percent = Math.floor(file.progress * 100);
  return (
    <li
      className={`relative flex max-w-72 items-center gap-2 overflow-hidden rounded-2 border py-1 pl-2 text-13 ${failed ? "border-danger-line bg-danger-soft" : "border-line-2 bg-sunken"}`}
    >
      {file.item?.thumb ? (
        // biome-ignore lint/performance/noImgElement: a small picture with a door of its own
        <img
          src={`/api/attachments/${slug}/${file.item.id}?small`}
          alt=""
          className="size-8 flex-none rounded-1 object-cover"
        />
      ) : failed ? (
        <CircleAlert className="icon-16 flex-none text-danger-text" />
      ) : (
        <FileText className="icon-16 flex-none text-ink-3" />
      )}
      <span className="min-w-0 flex-1">
        <bdi className="cut block">{file.name}</bdi>
        {failed ? (
          <span role="alert" className="block text-12 text-danger-text">
            {file.reason === "offline" ? t("stopped") : errorText(file.reason, file.params)}
          </span>
        ) : (
          <span className="block text-12 text-ink-3 tabular-nums">
            {file.state === "uploading" ? t("uploading", { percent }) : fileSize(file.sizeBytes)}
          </span>
        )}
      </span>
      {failed && file.reason === "offline" && (
        <button
          type="button"
          onClick={() => goOn(slug, conversationId, file.key)}
          className="flex-none font-medium text-12 underline underline-offset-[3px]"
        >
          {t("goOn")}
        </button>
      )}
      <IconButton
        size="sm"
        label={t("takeOut", { name: file.name })}
        icon={<X />}
        onClick={() => dropPicked(slug, conversationId, file.key)}
      />
      {file.state === "uploading" && (
        <span
          aria-hidden
          className="absolute bottom-0 left-0 h-0.5 bg-accent transition-[width]"
          style={{ width: `${percent}%` }}
        />
      )}
    </li>
  );
}
