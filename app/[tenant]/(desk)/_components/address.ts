"use client";

import { useSyncExternalStore } from "react";

type Format = (address: string) => string;

/** What knows every country is large and comes when a number first asks for it. */
let everyCountry: Format | null = null;
let asked = false;
const listeners = new Set<() => void>();

/** The two shapes that most rows have, written as the library writes them. */
function commonShape(address: string): string | null {
  const american = /^\+1([2-9]\d{2})([2-9]\d{2})(\d{4})$/.exec(address);
  if (american) return `+1 (${american[1]}) ${american[2]}-${american[3]}`;
  const chinese = /^\+86(1[3-9]\d)(\d{4})(\d{4})$/.exec(address);
  return chinese ? `+86 ${chinese[1]} ${chinese[2]} ${chinese[3]}` : null;
}

/** An address as people read it; until its country's way of writing has been loaded, as it is. */
export function shownAddress(address: string): string {
  if (!address.startsWith("+")) return address;
  const common = commonShape(address);
  if (common) return common;
  if (!everyCountry && !asked && typeof window !== "undefined") {
    asked = true;
    void import("@/app/_ui/phone-number").then(({ formatPhone }) => {
      everyCountry = formatPhone;
      for (const tell of listeners) tell();
    });
  }
  return everyCountry?.(address) ?? address;
}

/** Draws a component again when addresses can be written better than at first. */
export function useAddresses(): typeof shownAddress {
  useSyncExternalStore(
    (tell) => {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    () => everyCountry !== null,
    () => false,
  );
  return shownAddress;
}
