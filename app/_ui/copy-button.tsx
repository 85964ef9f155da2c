"use client";

import { Check, Copy } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cn } from "./cn";
import { IconButton } from "./icon-button";
import { useCopy } from "./use-copy";

/** Copies a value; the icon is a check for 1.5 s. */
export function CopyButton({ value, label, size = "sm" }: { value: string; label?: string; size?: "md" | "sm" }) {
  const t = useTranslations("common");
  const { copied, copy } = useCopy();
  return (
    <>
      <IconButton
        size={size}
        label={copied ? t("copied") : (label ?? t("copy"))}
        icon={copied ? <Check className="icon-14 text-success-text" /> : <Copy className="icon-14" />}
        onClick={() => {
          copy(value).catch(() => {});
        }}
      />
      <span role="status" className="sr-only">
        {copied && t("copied")}
      </span>
    </>
  );
}

/** A well with something to take elsewhere: an address of a hook, an id. */
export function CopyField({
  value,
  label,
  display,
  mono = true,
  className,
}: {
  value: string;
  /** What is copied: "Copy webhook address". */
  label: string;
  /** A shortened form to show. */
  display?: ReactNode;
  mono?: boolean;
  className?: string;
}) {
  return (
    <div
      className={cn(
        "flex h-control min-w-0 items-center gap-1 rounded-2 bg-sunken pr-0.5 pl-2.5 inset-ring inset-ring-line",
        className,
      )}
    >
      <span className={cn("cut min-w-0 flex-1", mono && "font-mono text-12")} title={value}>
        {display ?? value}
      </span>
      <CopyButton value={value} label={label} />
    </div>
  );
}
