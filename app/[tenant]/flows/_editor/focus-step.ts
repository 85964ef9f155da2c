/** Puts the keyboard on a node of the canvas, once it is drawn. */
export function focusStep(nodeId: string): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>(`.react-flow__node[data-id="${nodeId}"]`)?.focus());
}
