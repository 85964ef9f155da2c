"use client";

import { useEffect } from "react";
import { zoneCookie } from "./locales";

/** Tells the server the reader's time zone, so that the next page is written with the right times from the start. */
export function RememberZone({ known }: { known: string }) {
  useEffect(() => {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (zone && zone !== known) {
      // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in Firefox and Safari
      document.cookie = `${zoneCookie}=${encodeURIComponent(zone)}; path=/; max-age=31536000; samesite=lax`;
    }
  }, [known]);
  return null;
}
