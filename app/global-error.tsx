"use client";

import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import { useCallback, useSyncExternalStore } from "react";
import { localeCookie, pickLocale } from "./_i18n/locales";
import en from "./_i18n/messages/en/failure.json";
import zh from "./_i18n/messages/zh-CN/failure.json";
import { buttonClass } from "./_ui/button-class";
import { MessagePage } from "./_ui/message-page";
import { StatusDot } from "./_ui/status-dot";
import { useRecovery } from "./_ui/use-recovery";

const never = () => () => {};
const remembered = () => {
  const cookie = new RegExp(`(?:^|; )${localeCookie}=([^;]*)`).exec(document.cookie)?.[1];
  return pickLocale(cookie, navigator.languages.join(","));
};
const prefersDark = () => {
  const chosen = localStorage.getItem("theme");
  return chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
};

/** When even the frame of the pages failed: no provider is left, so it brings its own words and theme. */
export default function GlobalError({ error }: { error: Error & { digest?: string } }) {
  const locale = useSyncExternalStore(never, remembered, () => "en" as const);
  const dark = useSyncExternalStore(never, prefersDark, () => false);
  const words = locale === "zh-CN" ? zh : en;
  const again = useCallback(() => window.location.reload(), []);
  const { state, ask } = useRecovery(again);
  const ill = state === "ill";
  return (
    <html lang={locale} className={`${GeistSans.variable} ${GeistMono.variable} ${dark ? "dark" : ""}`}>
      <body>
        <title>{ill ? words.busy.title : words.failed.title}</title>
        <div className="isolate flex min-h-dvh flex-col">
          <MessagePage
            title={ill ? words.busy.title : words.failed.title}
            actions={
              <button
                type="button"
                onClick={ill ? ask : again}
                className={buttonClass({ variant: ill ? "line" : "primary" })}
              >
                {ill ? words.busy.retry : words.failed.retry}
              </button>
            }
            foot={
              ill ? (
                <span role="status">
                  <StatusDot tone="warning">{words.busy.looking}</StatusDot>
                </span>
              ) : (
                error.digest && words.failed.reference.replace("{digest}", error.digest)
              )
            }
          >
            <p>{ill ? words.busy.body : words.failed.body}</p>
          </MessagePage>
        </div>
      </body>
    </html>
  );
}
