"use client";

import { Handle, type NodeProps, Position } from "@xyflow/react";
import { Check, CircleAlert, Hourglass, TriangleAlert } from "lucide-react";
import { useLocale, useTranslations } from "next-intl";
import { Fragment, memo, useContext } from "react";
import { useShallow } from "zustand/react/shallow";
import { cn } from "@/app/_ui/cn";
import type { OutcomeId } from "@/server/domain/flow/types";
import { type FlowNode, isLit, isPluggedInto, usedOutcomes } from "./canvas-graph";
import { FarContext, FarStep } from "./far";
import { footOf } from "./sockets";
import { GroupTile } from "./step-icon";
import { outcomesOf, stepType, summaryOf, takesCords } from "./step-type";
import { type EditorState, useEditor, useEditorStore } from "./store";
import { triggerOf } from "./triggers";
import { useFindingWords, useNames, useOutcomeWord, useWords } from "./words";

type Face = Pick<NodeProps<FlowNode>, "id" | "data" | "selected">;

/** A node as it lies on the canvas. */
export const StepNode = memo(function StepNode({ id, data, selected }: NodeProps<FlowNode>) {
  const Drawn = useContext(FarContext) ? FarStep : NearStep;
  return <Drawn id={id} data={data} selected={selected} />;
});

/** What it is, what it does in one line, and a socket per outcome. */
const NearStep = memo(function NearStep({ id, data, selected }: Face) {
  const t = useTranslations("flows.canvas");
  const locale = useLocale();
  const words = useWords();
  const names = useNames();
  const findingWords = useFindingWords();
  const { mark, count, traced, visit, here, plugged, lit, usedText, pending, trigger } = useEditor(
    useShallow((state) => faceOf(state, id, data.type)),
  );
  const type = stepType(data.type);
  const foot = footOf(outcomesOf(data));
  const triggerType = trigger && triggerOf(trigger.id);
  const numbers = Array.isArray(trigger?.config.numberIds) ? trigger.config.numberIds.length : 0;
  const summary = triggerType ? undefined : summaryOf(data, names);
  const line = triggerType
    ? words(triggerType.label) + (numbers > 0 ? ` · ${t("numbers", { count: numbers })}` : "")
    : type
      ? summary && words(summary)
      : t("unknownType");
  const steps = visit && `${t("step", { visit: visit.visit })}${visit.times > 1 ? ` ×${visit.times}` : ""}`;
  const error = mark && mark.errors > 0;
  const bare = foot.words.length === 0 && foot.rows.length === 0;
  const isStart = data.type === "start";
  const used = (outcome: OutcomeId) => usedText.includes(` ${outcome} `);
  const socket = (outcome: OutcomeId) => ({
    nodeId: id,
    outcome,
    used: used(outcome),
    lit: used(outcome) && selected,
    pending: pending === outcome,
  });

  return (
    <div
      data-step={data.type}
      className={cn(
        "relative w-[208px] rounded-node border bg-raised text-13 shadow-2 transition-opacity",
        selected
          ? "border-accent shadow-[0_0_0_3px_color-mix(in_oklch,var(--accent)_22%,transparent),var(--shadow-2)]"
          : error
            ? "border-danger"
            : mark
              ? "border-warning-line"
              : "border-line-2",
        here && "animate-ring border-accent text-accent motion-reduce:animate-none",
        traced && !visit && !here && "away",
      )}
    >
      {takesCords(data.type) && (
        <Handle
          type="target"
          position={Position.Top}
          className="jack"
          data-plugged={plugged || undefined}
          data-lit={(plugged && lit) || undefined}
        />
      )}
      <div className="flex items-center gap-2 px-2.5 pt-[9px] text-ink leading-[22px]">
        <GroupTile group={type?.group ?? "structure"} icon={type?.icon ?? ""} />
        <span className="cut min-w-0 flex-1 font-semibold" title={data.name}>
          {data.name}
        </span>
        {count !== undefined && count > 0 && (
          <span className="text-11 text-ink-3 tabular-nums" title={t("visits24h", { count })}>
            {count.toLocaleString(locale)}
          </span>
        )}
      </div>
      <p
        className={cn(
          "cut pt-0.5 pr-2.5 pl-[42px] text-12",
          bare || isStart ? "pb-2.5" : "pb-2",
          error ? "text-danger-text" : "text-ink-2",
        )}
      >
        {(steps ?? (error ? `${mark.first.code} ${findingWords(mark.first).fix}` : line)) || "\u00a0"}
      </p>
      {foot.rows.length > 0 && (
        <ul className="border-line border-t py-0.5">
          {foot.rows.map((outcome) => (
            <li key={outcome.id} className="relative flex h-6 items-center justify-end pr-3.5 pl-2.5">
              <OutcomeWord
                outcome={outcome.id}
                used={used(outcome.id)}
                label={outcome.label ? words(outcome.label) : undefined}
              />
              <Socket {...socket(outcome.id)} side />
            </li>
          ))}
        </ul>
      )}
      {isStart
        ? foot.words.map(({ outcome }) => <Socket key={outcome.id} {...socket(outcome.id)} left={50} />)
        : foot.words.length > 0 && (
            <div className="relative h-[25px] border-line border-t">
              {foot.words.map(({ outcome, left }) => (
                <Fragment key={outcome.id}>
                  <span
                    style={{ left: `${left}%` }}
                    className="-ml-[104px] pointer-events-none absolute top-[3px] w-[208px] whitespace-nowrap text-center"
                  >
                    <OutcomeWord outcome={outcome.id} used={used(outcome.id)} />
                  </span>
                  <Socket {...socket(outcome.id)} left={left} />
                </Fragment>
              ))}
            </div>
          )}
      {mark && (
        <Flag
          tone={error ? "danger" : "warning"}
          title={error ? t("errors", { count: mark.errors }) : t("warnings", { count: mark.warnings })}
        >
          {error ? (
            mark.errors > 1 ? (
              mark.errors
            ) : (
              <CircleAlert className="icon-12" />
            )
          ) : (
            <TriangleAlert className="icon-12" />
          )}
        </Flag>
      )}
      {visit && !here && (
        <Flag
          tone={visit.failed ? "danger" : "success"}
          title={t("visited", { visit: visit.visit, count: visit.times })}
        >
          {visit.failed ? <CircleAlert className="icon-12" /> : <Check className="icon-12" />}
        </Flag>
      )}
      {here === "waiting" && (
        <span className="absolute top-[calc(100%+8px)] right-0 flex items-center gap-1 whitespace-nowrap rounded-1 bg-warning-soft px-1 text-11 text-warning-text">
          <Hourglass className="icon-12" />
          {t("waiting")}
        </span>
      )}
    </div>
  );
});

/** What of the editor's state a node shows. In one piece: three hundred nodes ask on every frame of a drag. */
const faceOf = ({ nodes, edges, marks, counts, trace, pending, trigger }: EditorState, id: string, type: string) => ({
  // While a way is shown, what is still missing is not what it is about.
  mark: trace === null ? marks[id] : undefined,
  count: counts[id],
  traced: trace !== null,
  visit: trace?.nodes[id],
  here: trace?.at === id && trace.state !== "ended" ? trace.state : null,
  plugged: isPluggedInto(edges, id),
  lit: isLit(nodes, edges, id),
  usedText: usedOutcomes(edges, id),
  pending: pending?.source === id ? pending.outcome : null,
  trigger: type === "start" ? trigger : null,
});

function OutcomeWord({ outcome, used, label }: { outcome: OutcomeId; used: boolean; label?: string }) {
  const word = useOutcomeWord();
  return (
    <span
      className={cn(
        "text-12 leading-[17px]",
        label && "cut",
        outcome === "FAILED" && !used ? "text-ink-3" : "text-ink-2",
      )}
    >
      {label ?? word(outcome)}
    </span>
  );
}

type SocketProps = {
  nodeId: string;
  outcome: OutcomeId;
  used: boolean;
  lit: boolean;
  pending: boolean;
  left?: number;
  side?: boolean;
};

/** Where a cord begins. Dragging draws one; a click waits for the node that it shall lead to. */
function Socket({ nodeId, outcome, used, lit, pending, left, side }: SocketProps) {
  const t = useTranslations("flows.canvas");
  const word = useOutcomeWord();
  const editor = useEditorStore();
  return (
    <Handle
      type="source"
      id={outcome}
      position={side ? Position.Right : Position.Bottom}
      className="jack"
      style={side ? undefined : { left: `${left}%` }}
      data-plugged={used || undefined}
      data-lit={lit || undefined}
      data-pale={(outcome === "FAILED" && !used) || undefined}
      data-pending={pending || undefined}
      onClickCapture={(event) => {
        if (editor.getState().readOnly) return;
        event.stopPropagation();
        editor.getState().set({ pending: pending ? null : { source: nodeId, outcome } });
      }}
    >
      <span className="sr-only">
        {used ? t("socketUsed", { outcome: word(outcome) }) : t("socketFree", { outcome: word(outcome) })}
      </span>
    </Handle>
  );
}

const tones = {
  danger: "bg-danger text-on-solid",
  warning: "bg-warning text-on-mark",
  success: "bg-success text-on-solid",
};

function Flag({ tone, title, children }: { tone: keyof typeof tones; title: string; children: React.ReactNode }) {
  return (
    <span
      title={title}
      className={cn(
        "-top-2 -right-2 absolute grid size-5 place-items-center rounded-full font-semibold text-11 shadow-[0_0_0_2px_var(--canvas)]",
        tones[tone],
      )}
    >
      <span aria-hidden className="contents">
        {children}
      </span>
      <span className="sr-only">{title}</span>
    </span>
  );
}
