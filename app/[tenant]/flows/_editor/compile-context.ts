import type { FlowDirectory } from "./api";

/** Names the draft may refer to, as the checks want them. */
export function compileContext(directory: FlowDirectory | undefined) {
  if (!directory) return {};
  return {
    directory: {
      agents: new Set(directory.agents.filter(({ disabled }) => !disabled).map(({ id }) => id)),
      queues: new Set(directory.queues.map(({ id }) => id)),
      channelNumbers: new Set(directory.numbers.map(({ id }) => id)),
    },
    autoCloseMs: directory.autoCloseMs,
  };
}
