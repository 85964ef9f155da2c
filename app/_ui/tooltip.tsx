"use client";

import {
  cloneElement,
  type FocusEvent,
  type KeyboardEvent,
  type PointerEvent,
  type ReactElement,
  type ReactNode,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { createPortal } from "react-dom";
import { Kbd } from "./kbd";

// Written by hand: every page carries tooltips, and what the general one weighs is as much as the rest of the kit.

const delayMs = 400;
/** After one tooltip was seen, its neighbours show at once for this long. */
const warmMs = 400;
let lastSeenAt = 0;

type Side = "top" | "right" | "bottom" | "left";

/** Kept for the root layout: tooltips share their warmth by themselves. */
export function TooltipProvider({ children }: { children: ReactNode }) {
  return <>{children}</>;
}

type Handlers = {
  onPointerEnter?: (event: PointerEvent) => void;
  onPointerLeave?: (event: PointerEvent) => void;
  onPointerDown?: (event: PointerEvent) => void;
  onFocus?: (event: FocusEvent) => void;
  onBlur?: (event: FocusEvent) => void;
  onKeyDown?: (event: KeyboardEvent) => void;
  "aria-describedby"?: string;
};

type TooltipProps = {
  content: ReactNode;
  /** Its key, as in `Kbd`. */
  kbd?: string;
  side?: Side;
  /** The one element it belongs to. It needs a name of its own: a tooltip only describes it. */
  children: ReactElement;
};

/** A short hint on hover and focus; never the only carrier of something that is needed. */
export function Tooltip({ content, kbd, side = "top", children }: TooltipProps) {
  const id = useId();
  const [anchor, setAnchor] = useState<Element | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const own = children.props as Handlers;

  const show = (element: Element, wait: number) => {
    clearTimeout(timer.current);
    if (wait === 0) setAnchor(element);
    else timer.current = setTimeout(() => element.isConnected && setAnchor(element), wait);
  };
  const hide = () => {
    clearTimeout(timer.current);
    if (anchor) lastSeenAt = Date.now();
    setAnchor(null);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!anchor) return;
    const away = () => setAnchor(null);
    window.addEventListener("scroll", away, { capture: true, passive: true });
    window.addEventListener("blur", away);
    return () => {
      window.removeEventListener("scroll", away, { capture: true });
      window.removeEventListener("blur", away);
    };
  }, [anchor]);

  const both =
    <E,>(theirs: ((event: E) => void) | undefined, ours: (event: E) => void) =>
    (event: E) => {
      theirs?.(event);
      ours(event);
    };
  const trigger = cloneElement(children as ReactElement<Handlers>, {
    onPointerEnter: both(own.onPointerEnter, (event) => {
      if (event.pointerType !== "touch") show(event.currentTarget, Date.now() - lastSeenAt < warmMs ? 0 : delayMs);
    }),
    onPointerLeave: both(own.onPointerLeave, hide),
    onPointerDown: both(own.onPointerDown, hide),
    onFocus: both(own.onFocus, (event) => {
      if (event.currentTarget.matches(":focus-visible")) show(event.currentTarget, 0);
    }),
    onBlur: both(own.onBlur, hide),
    onKeyDown: both(own.onKeyDown, (event) => {
      if (event.key === "Escape") hide();
    }),
    "aria-describedby": [own["aria-describedby"], anchor ? id : undefined].filter(Boolean).join(" ") || undefined,
  });
  return (
    <>
      {trigger}
      {anchor && createPortal(<Hint id={id} anchor={anchor} side={side} content={content} kbd={kbd} />, document.body)}
    </>
  );
}

const gap = 6;
const margin = 8;

/** Beside its element on the wanted side, on the other one where there is no room, never over the edge. */
function place(anchor: DOMRect, hint: DOMRect, side: Side): { left: number; top: number } {
  const room = {
    top: anchor.top - hint.height - gap >= margin,
    bottom: anchor.bottom + hint.height + gap <= window.innerHeight - margin,
    left: anchor.left - hint.width - gap >= margin,
    right: anchor.right + hint.width + gap <= window.innerWidth - margin,
  };
  const opposite = { top: "bottom", bottom: "top", left: "right", right: "left" } as const;
  const at = room[side] || !room[opposite[side]] ? side : opposite[side];
  const middle = {
    x: anchor.left + (anchor.width - hint.width) / 2,
    y: anchor.top + (anchor.height - hint.height) / 2,
  };
  const left = at === "left" ? anchor.left - hint.width - gap : at === "right" ? anchor.right + gap : middle.x;
  const top = at === "top" ? anchor.top - hint.height - gap : at === "bottom" ? anchor.bottom + gap : middle.y;
  const clamp = (value: number, most: number) => Math.max(margin, Math.min(value, most - margin));
  return { left: clamp(left, window.innerWidth - hint.width), top: clamp(top, window.innerHeight - hint.height) };
}

type HintProps = { id: string; anchor: Element; side: Side; content: ReactNode; kbd?: string };

function Hint({ id, anchor, side, content, kbd }: HintProps) {
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = box.current;
    if (!element) return;
    const { left, top } = place(anchor.getBoundingClientRect(), element.getBoundingClientRect(), side);
    element.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
    element.style.opacity = "1";
  });
  return (
    <div
      ref={box}
      id={id}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-50 flex w-max max-w-72 items-center gap-2 rounded-2 border border-line-2 bg-raised px-2 py-1 text-12 opacity-0 shadow-3 transition-opacity duration-ui"
    >
      <span>{content}</span>
      {kbd && <Kbd keys={kbd} />}
    </div>
  );
}
