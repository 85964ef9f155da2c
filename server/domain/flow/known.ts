import type { CompileContext } from "./model";

/** What a workspace has that a flow may refer to, as lists of it are read. */
export interface Known {
  agents: readonly { id: string; disabled: boolean }[];
  queues: readonly { id: string }[];
  numbers: readonly { id: string; address: string; kind: string; templatesOnly: boolean }[];
  autoCloseMs?: number | undefined;
}

/** The same as the checks want it: for publishing, and for the editor while somebody draws. */
export const knownTo = ({ agents, queues, numbers, autoCloseMs }: Known): CompileContext => ({
  directory: {
    agents: new Set(agents.filter(({ disabled }) => !disabled).map(({ id }) => id)),
    queues: new Set(queues.map(({ id }) => id)),
    channelNumbers: new Set(numbers.map(({ id }) => id)),
  },
  ...(autoCloseMs === undefined ? {} : { autoCloseMs }),
  numbers: numbers.map(({ address }) => address),
  templateNumbers: numbers.filter(({ templatesOnly }) => templatesOnly),
});
