import { Fragment, memo } from "react";
import { cn } from "@/app/_ui/cn";

const address = /\bhttps?:\/\/[^\s<>"'，。；！？、）】」]+/gi;
const mention = /(^|\s)(@[\p{L}\p{N}_.-]+)/gu;
const han = /\p{Script=Han}/u;
const trailing = /[.,;:!?)\]}'"]+$/;

/**
 * Text that a person wrote: as it is, in its own direction and language, never as markup. Web addresses become links
 * that show all of themselves, so that the host can be read.
 */
export const Written = memo(function Written({
  text,
  mentions,
  className,
}: {
  text: string;
  mentions?: boolean;
  className?: string;
}) {
  return (
    <p dir="auto" lang={han.test(text) ? "zh-CN" : undefined} className={cn("written", className)}>
      {pieces(text).map(({ kind, value, at }) =>
        kind === "link" ? (
          <a
            key={at}
            href={value}
            target="_blank"
            rel="noopener noreferrer nofollow"
            className="rounded-1 text-accent-text underline underline-offset-2"
          >
            {value}
          </a>
        ) : (
          <Fragment key={at}>{mentions ? withMentions(value) : value}</Fragment>
        ),
      )}
    </p>
  );
});

type Piece = { kind: "text" | "link"; value: string; at: number };

function pieces(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    const link = match[0].replace(trailing, "");
    if (match.index > from) found.push({ kind: "text", value: text.slice(from, match.index), at: from });
    found.push({ kind: "link", value: link, at: match.index });
    from = match.index + link.length;
  }
  if (from < text.length) found.push({ kind: "text", value: text.slice(from), at: from });
  return found;
}

function withMentions(text: string) {
  return text.split(mention).map((piece, place) =>
    piece.startsWith("@") && piece.length > 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
      <span key={place} className="font-medium text-accent-text">
        {piece}
      </span>
    ) : (
      piece
    ),
  );
}
