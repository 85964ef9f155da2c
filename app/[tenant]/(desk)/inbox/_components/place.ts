import type { View } from "@/app/_live/views";

/** What the address says: which list, and which conversation is open beside it. */
export type Place = { view: View; conversationId: string | null };

const views = ["recent", "waiting", "archived", "all"] as const satisfies readonly View["name"][];
const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Reads `/{slug}/inbox[/{conversation}][?view=…&queue=…&unread=1]`. What it does not understand is left out. */
export function readPlace(slug: string, path: string, query: URLSearchParams): Place {
  const rest = path.startsWith(`/${slug}/inbox/`) ? path.slice(`/${slug}/inbox/`.length).replace(/\/$/, "") : "";
  const named = query.get("view");
  const name = views.find((one) => one === named) ?? "recent";
  const queue = query.get("queue");
  return {
    view: {
      name,
      ...(name === "waiting" && queue ? { queueId: queue } : {}),
      ...(query.get("unread") === "1" ? { unread: true } : {}),
    },
    conversationId: uuid.test(rest) ? rest : null,
  };
}

/** The address of a place. Recent is the list that needs no word. */
export function placeHref(slug: string, { view, conversationId }: Place): string {
  const query = new URLSearchParams();
  if (view.name !== "recent") query.set("view", view.name);
  if (view.queueId) query.set("queue", view.queueId);
  if (view.unread) query.set("unread", "1");
  const search = query.size > 0 ? `?${query}` : "";
  return `/${slug}/inbox${conversationId ? `/${conversationId}` : ""}${search}`;
}
