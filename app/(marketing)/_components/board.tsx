import { Lock, MessageSquareText, Smartphone, Webhook } from "lucide-react";
import { getTranslations } from "next-intl/server";
import type { ReactElement } from "react";
import { Avatar } from "@/app/_ui/avatar";
import { cn } from "@/app/_ui/cn";

type Line = { key: string; icon: ReactElement; name: string; note: string; color: string; tile: string; row: number };

const height = 392;
const rowHeight = 64;
const windowTop = 36;
/** Centre of the n-th of `count` jacks, px from the top of the board. */
const jackY = (n: number, count: number) => Math.round((height * (n + 0.5)) / count + (n - (count - 1) / 2) * -14);
const rowY = (row: number) => windowTop + rowHeight * row + rowHeight / 2;

/** The signature picture: lines come in on the left and are patched into the rows of an inbox. A drawing, not a page. */
export async function Board({ ways }: { ways: readonly string[] }) {
  const t = await getTranslations("marketing.board");
  const all: Line[] = [
    {
      key: "twilio",
      icon: <MessageSquareText />,
      name: t("twilio"),
      note: t("twilioNote"),
      color: "text-ch-sms",
      tile: "bg-ch-sms-soft text-ch-sms-text",
      row: 0,
    },
    {
      key: "general",
      icon: <Webhook />,
      name: t("general"),
      note: t("generalNote"),
      color: "text-accent",
      tile: "bg-accent-soft text-accent-text",
      row: 2,
    },
    {
      key: "sandbox",
      icon: <Smartphone />,
      name: t("sandbox"),
      note: t("sandboxNote"),
      color: "text-edge",
      tile: "bg-active text-ink-2",
      row: 1,
    },
  ];
  const lines = all.filter(({ key }) => ways.includes(key));
  return (
    <figure className="mt-14 md:mt-[72px]">
      <figcaption className="sr-only">{t("label")}</figcaption>
      <div className="relative grid overflow-hidden rounded-bubble border border-line-2 bg-rail md:h-[392px] md:grid-cols-[268px_minmax(72px,1fr)_minmax(0,300px)] md:pr-9 lg:grid-cols-[268px_minmax(96px,1fr)_minmax(0,574px)]">
        <ul className="max-md:grid max-md:grid-cols-3 max-md:gap-2 max-md:px-3 max-md:pt-5">
          {lines.map((line, n) => (
            <li
              key={line.key}
              style={{ top: jackY(n, lines.length) - 22 }}
              className="flex flex-col items-center gap-2 max-md:text-center md:absolute md:left-9 md:h-11 md:w-[232px] md:flex-row md:gap-3"
            >
              <span className={cn("grid size-7 flex-none place-items-center rounded-[7px]", line.tile)}>
                {line.icon}
              </span>
              <span className="min-w-0 flex-1">
                <span className="block font-medium leading-5">{line.name}</span>
                <span className="block text-12 text-ink-3 leading-[16px]">{line.note}</span>
              </span>
              <Jack className={line.color} />
            </li>
          ))}
        </ul>
        <Cords lines={lines} />
        <Inbox />
      </div>
    </figure>
  );
}

/** A socket with a plug in it. */
function Jack({ className }: { className: string }) {
  return (
    <svg
      width="32"
      height="32"
      viewBox="0 0 32 32"
      aria-hidden
      className={cn("relative z-1 flex-none md:-mr-[5px]", className)}
    >
      <circle cx="16" cy="16" r="15.5" className="fill-rail stroke-line-2" />
      <circle cx="16" cy="16" r="10" strokeWidth="2" stroke="currentColor" className="fill-panel" />
      <circle cx="16" cy="16" r="4.5" fill="currentColor" />
    </svg>
  );
}

/* Both drawings are stretched to the room that is there; the strokes keep their width. */
function Cords({ lines }: { lines: Line[] }) {
  const share = 100 / lines.length;
  return (
    <>
      <div className="relative -ml-4 max-md:hidden" aria-hidden>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: a drawing; the figure has the caption */}
        <svg
          viewBox={`0 0 100 ${height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full"
          fill="none"
        >
          {lines.map(({ key, color, row }, n) => {
            const [from, to] = [jackY(n, lines.length), rowY(row)];
            return (
              <path
                key={key}
                d={`M0 ${from} C 42 ${from + 34} 56 ${to + 30} 97 ${to}`}
                strokeWidth="3"
                strokeLinecap="round"
                stroke="currentColor"
                vectorEffect="non-scaling-stroke"
                className={color}
              />
            );
          })}
        </svg>
        {lines.map(({ key, color, row }) => (
          <span
            key={key}
            style={{ top: rowY(row) - 4.5 }}
            className={cn("absolute right-0 h-[9px] w-3.5 rounded-l-1 bg-current", color)}
          />
        ))}
      </div>
      <div className="relative -mt-4 h-16 md:hidden" aria-hidden>
        {/* biome-ignore lint/a11y/noSvgWithoutTitle: a drawing; the figure has the caption */}
        <svg viewBox="0 0 100 64" preserveAspectRatio="none" className="absolute inset-0 size-full" fill="none">
          {lines.map(({ key, color }, n) => {
            const [from, to] = [share * (n + 0.5), 36 + n * 14];
            return (
              <path
                key={key}
                d={`M${from} 0 C ${from} 44 ${to} 14 ${to} 58`}
                strokeWidth="3"
                stroke="currentColor"
                vectorEffect="non-scaling-stroke"
                className={color}
              />
            );
          })}
        </svg>
        {lines.map(({ key, color }, n) => (
          <span
            key={key}
            style={{ left: `calc(${36 + n * 14}% - 4.5px)` }}
            className={cn("absolute bottom-0 h-3 w-[9px] rounded-t-1 bg-current", color)}
          />
        ))}
      </div>
    </>
  );
}

async function Inbox() {
  const t = await getTranslations("marketing.board");
  const rows = [
    { id: "zhou", name: t("rows.one.name"), text: t("rows.one.text") },
    { id: "czihan", name: t("rows.two.name"), text: t("rows.two.text") },
    { id: "agnes", name: t("rows.three.name"), text: t("rows.three.text") },
    { id: "chen", name: t("rows.four.name"), text: t("rows.four.text") },
    { id: "unknown", name: t("rows.five.name"), text: t("rows.five.text") },
  ];
  return (
    <div className="relative grid overflow-hidden border-line-2 bg-panel text-13 shadow-3 max-md:mx-3 max-md:rounded-t-node max-md:border max-md:border-b-0 md:mt-9 md:-mb-3 md:rounded-t-node md:border lg:grid-cols-[236px_minmax(0,1fr)]">
      <ul className="border-line lg:border-r">
        {rows.map((row, n) => (
          <li
            key={row.id}
            className={cn(
              "grid h-16 grid-cols-[32px_minmax(0,1fr)] items-center gap-2.5 border-line border-b px-3 max-md:nth-[n+4]:hidden",
              n === 0 && "bg-selected [--row-bg:var(--bg-selected)]",
            )}
          >
            <Avatar id={row.id} name={row.id === "unknown" ? null : row.name} channel="sms" />
            <div className="min-w-0">
              <p className="cut font-medium">{row.name}</p>
              <p className="cut text-ink-2">{row.text}</p>
            </div>
          </li>
        ))}
      </ul>
      <div className="flex flex-col justify-end gap-2 px-4 pt-3.5 pb-6.5 md:max-lg:hidden">
        <p className="max-w-[86%] self-start rounded-bubble rounded-bl-1 bg-bubble-in px-[11px] pt-[7px] pb-2 leading-normal">
          {t("thread.in")}
        </p>
        <p className="max-w-[86%] self-end rounded-bubble rounded-br-1 bg-bubble-out px-[11px] pt-[7px] pb-2 text-bubble-out-fg leading-normal">
          {t("thread.out")}
        </p>
        <div className="max-w-[86%] self-end rounded-node border border-note-line bg-note-soft px-[11px] pt-1.5 pb-[7px]">
          <p className="flex items-center gap-1.5 font-medium text-12 text-note-text">
            <Lock className="icon-12" />
            {t("noteLabel")}
          </p>
          <p className="leading-normal">{t("noteText")}</p>
        </div>
        <p className="max-w-[86%] self-start rounded-bubble rounded-bl-1 bg-bubble-in px-[11px] pt-[7px] pb-2 leading-normal">
          {t("thread.in2")}
        </p>
        <div className="mt-1 flex items-center rounded-[9px] border border-line-control py-2 pr-2 pl-3 text-ink-3">
          <span className="flex-1">{t("reply")}</span>
          <span className="inline-flex h-[26px] items-center rounded-[5px] bg-accent px-[9px] font-medium text-12 text-on-solid">
            {t("send")}
          </span>
        </div>
      </div>
    </div>
  );
}
