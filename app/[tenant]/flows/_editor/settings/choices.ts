"use client";

import { useTranslations } from "next-intl";
import { createContext, useContext, useMemo } from "react";
import type { ComboboxItem } from "@/app/_ui/combobox";
import { formatPhone } from "@/app/_ui/phone-number";
import type { ReferenceSource } from "@/server/domain/flow/types";
import { type BuiltIn, builtIns, ownVariable } from "@/server/domain/flow/variables";
import type { FlowDirectory } from "../api";
import type { FlowNode } from "../canvas-graph";
import { configOf, stepType } from "../step-type";
import { useEditor } from "../store";
import { useWords } from "../words";

export const DirectoryContext = createContext<FlowDirectory | null>(null);

/** Which built-in variables each kind of field is. */
const fieldsFrom: Record<string, readonly BuiltIn["from"][]> = {
  standard: ["always"],
  event: ["event"],
  conversation: ["conversation"],
  message: ["message", "sms", "email", "keyword"],
};

/** What a setting can refer to. `config` is what stands beside it: the kind of field decides which fields there are. */
export function useChoices(
  source: ReferenceSource | undefined,
  config: Record<string, unknown>,
): ComboboxItem<string>[] {
  const t = useTranslations("flows.settings");
  const words = useWords();
  const directory = useContext(DirectoryContext);
  const nodes = useEditor((state) => (source === "nodes" ? state.nodes : null));
  const variables = useVariables(source === "variables");
  const from = String(config.from ?? "");
  return useMemo(() => {
    switch (source) {
      case "agents":
        return (directory?.agents ?? []).map(({ id, name, disabled }) => ({
          value: id,
          label: name,
          ...(disabled && { description: t("disabledAgent") }),
        }));
      case "queues":
        return (directory?.queues ?? []).map(({ id, name, members }) => ({
          value: id,
          label: name,
          description: t("queueMembers", { count: members }),
        }));
      case "channelNumbers":
        return (directory?.numbers ?? []).map(({ id, address, channelName }) => ({
          value: id,
          label: formatPhone(address),
          description: channelName,
          keywords: address,
        }));
      case "nodes":
        return (nodes ?? [])
          .filter(({ data }) => data.type !== "start" && data.type !== "note")
          .map(({ id, data }) => ({ value: id, label: data.name }));
      case "fields": {
        if (from === "custom")
          return (directory?.fields ?? []).map(({ key, label }) => ({ value: `field_${key}`, label }));
        const sources = fieldsFrom[from] ?? [];
        return Object.entries(builtIns)
          .filter(([, builtIn]) => (sources as readonly string[]).includes(builtIn.from))
          .map(([name, { label }]) => ({ value: name, label: words(label), keywords: name }));
      }
      case "variables":
        return variables;
      default:
        return [];
    }
  }, [source, directory, nodes, variables, from, words, t]);
}

/** Names that nodes of this draft set, in the order in which they appear. */
function ownVariables(nodes: readonly FlowNode[]): string[] {
  const names = nodes.flatMap(({ data }) => {
    try {
      return (stepType(data.type)?.uses(configOf(data)) ?? []).flatMap((use) =>
        use.kind === "sets" ? [use.variable] : [],
      );
    } catch {
      return [];
    }
  });
  return [...new Set(names)].filter((name) => ownVariable.test(name));
}

/** Everything that can be read at some place in this flow. */
export function useVariables(wanted = true): ComboboxItem<string>[] {
  const t = useTranslations("flows.settings");
  const words = useWords();
  const own = useEditor(({ nodes }) => (wanted ? ownVariables(nodes).join(" ") : ""));
  return useMemo(
    () =>
      wanted
        ? [
            ...own
              .split(" ")
              .filter(Boolean)
              .map((name) => ({ value: name, label: name, description: t("ownVariable") })),
            ...Object.entries(builtIns).map(([name, { label }]) => ({
              value: name as string,
              label: words(label),
              description: name,
              keywords: name,
            })),
          ]
        : [],
    [wanted, own, words, t],
  );
}
