"use client";

import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button, buttonClass } from "@/app/_ui/button";
import { Menu, MenuItem, MenuRadioGroup, MenuRadioItem, MenuSeparator } from "@/app/_ui/menu";
import type { SendKey } from "./use-send-key";

type SplitSendProps = {
  label: string;
  empty: boolean;
  sendKey: SendKey;
  onSendKey: (key: SendKey) => void;
  onSend: () => void;
  onSendAndEnd: () => void;
};

/** Sends; beside it, which key sends, and sending with which the conversation ends. */
export function SplitSend({ label, empty, sendKey, onSendKey, onSend, onSendAndEnd }: SplitSendProps) {
  const t = useTranslations("inbox.composer");
  return (
    <div className="flex flex-none">
      <Button variant="primary" disabled={empty} onClick={onSend} className="rounded-r-none pr-2.5">
        {label}
      </Button>
      <Menu
        label={t("options")}
        side="top"
        trigger={
          <button
            type="button"
            aria-label={t("options")}
            className={buttonClass({
              variant: "primary",
              className: "rounded-l-none border-on-solid/22 border-l px-1.5",
            })}
          >
            <ChevronDown className="icon-14" />
          </button>
        }
      >
        <MenuRadioGroup value={sendKey} onValueChange={onSendKey}>
          <MenuRadioItem value="enter">{t("enterSends")}</MenuRadioItem>
          <MenuRadioItem value="mod-enter">{t("modEnterSends")}</MenuRadioItem>
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuItem kbd="Mod+Shift+Enter" disabled={empty} onClick={onSendAndEnd}>
          {t("sendAndEnd")}
        </MenuItem>
      </Menu>
    </div>
  );
}
