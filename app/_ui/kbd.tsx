"use client";

import { useSyncExternalStore } from "react";
import { cn } from "./cn";

const never = () => () => {};
const onApple = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

const apple: Record<string, string> = { Mod: "⌘", Shift: "⇧", Alt: "⌥", Ctrl: "⌃", Enter: "↵" };
const others: Record<string, string> = { Mod: "Ctrl", Enter: "↵" };

/** A key or a chord such as `Mod+K`, in the way this machine writes it. */
export function Kbd({ keys, className }: { keys: string; className?: string }) {
  const mac = useSyncExternalStore(never, onApple, () => false);
  const words = keys.split("+").map((key) => (mac ? apple : others)[key] ?? key);
  return (
    <kbd
      className={cn(
        "inline-block min-w-[17px] rounded-1 border border-line-2 bg-panel px-1 text-center font-medium font-sans text-11 text-ink-3 leading-4",
        className,
      )}
    >
      {words.join(mac ? "" : " ")}
    </kbd>
  );
}
