import { type SQL, sql } from "drizzle-orm";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { Context } from "@/server/context";
import { parseGraph } from "@/server/domain/flow/graph";
import { createFlow, publishFlow, saveDraft } from "@/server/flows/edit";
import { runSprint } from "@/server/flows/run-sprint";
import { setWalker } from "@/server/flows/sprint-soon";
import { startFlow } from "@/server/flows/start-stop";
import { createSandboxChannel, rowsIn } from "./river";

export type Node = { id: string; type: string; config?: Record<string, unknown> };
export type Edge = [source: string, outcome: string, target: string];
type Settings = {
  kind?: "sms" | "event";
  trigger?: { id: string; config: object };
  settings?: Record<string, unknown>;
  name?: string;
};

export const drawn = (nodes: Node[], edges: Edge[], { kind = "sms", trigger, settings }: Settings = {}) => ({
  kind,
  nodes: nodes.map(({ id, type, config = {} }, index) => ({
    id,
    type,
    name: id,
    position: { x: 0, y: index * 100 },
    config,
  })),
  edges: edges.map(([source, outcome, target]) => ({ id: `${source}-${outcome}`, source, outcome, target })),
  trigger: trigger ?? { id: "sms.message", config: {} },
  settings: { onTakeover: "pause", ...settings },
});

export const reply = (text: string) => ({
  as: "bot",
  channel: "conversation",
  source: "text",
  text,
  category: "service",
});

/** Asks for an order number, waits two hours, thanks. */
export const asking: [Node[], Edge[]] = [
  [
    { id: "start", type: "start" },
    { id: "ask", type: "reply", config: reply("What is your order number?") },
    {
      id: "wait",
      type: "wait_reply",
      config: { timeout: { n: 2, unit: "hours" }, collect: "first", save: "var_order" },
    },
    { id: "thanks", type: "reply", config: reply("Order {{ var_order }}, thank you.") },
    { id: "end", type: "end" },
    { id: "gone", type: "end", config: { result: "abandoned" } },
  ],
  [
    ["start", "SUCCESS", "ask"],
    ["ask", "SUCCESS", "wait"],
    ["wait", "REPLIED", "thanks"],
    ["wait", "TIMEOUT", "gone"],
    ["thanks", "SUCCESS", "end"],
  ],
];

/** A workspace with an administrator, an agent, a sandbox number and what is needed to see flows at work in it. */
export async function flowWorkspace() {
  setWalker(runSprint);
  const tenant = await createTenant();
  const actor = await createMember(tenant, { role: "admin", name: "Admin", takesConversations: false });
  const admin: Context = { tenant, actor };
  const ana = await createMember(tenant, { name: "Ana" });
  const queue = await createQueue(tenant, [ana]);
  const channel = await createSandboxChannel(tenant, { queue });
  const rows = <T extends Record<string, unknown>>(query: SQL) => rowsIn<T>(tenant, query);

  async function published(nodes: Node[], edges: Edge[], settings: Settings = {}): Promise<string> {
    const draft = drawn(nodes, edges, settings);
    const { kind = "sms", name = "Test" } = settings;
    const { flowId } = await createFlow(admin, { name, kind, triggerId: draft.trigger.id, language: "en" });
    if (!("graph" in parseGraph(draft))) throw new Error("the drawing is no graph");
    const { revision } = await saveDraft(admin, { flowId, draft, revision: 1 });
    await publishFlow(admin, { flowId, revision });
    return flowId;
  }

  return {
    tenant,
    admin,
    ana: { tenant, actor: ana },
    queue,
    channel,
    rows,
    published,
    /** A started flow of these nodes, the only one that is. */
    async started(nodes: Node[], edges: Edge[], settings: Settings = {}): Promise<string> {
      await rows(sql`update flows set state = 'stopped' where state = 'started'`);
      const flowId = await published(nodes, edges, settings);
      await startFlow(admin, { flowId });
      return flowId;
    },
    runsOf: (phone: string) =>
      rows<{ id: string; state: string; result: string | null; reason: string | null; flow_id: string }>(sql`
        select r.id, r.state, r.result, r.reason, r.flow_id from flow_runs r join contact_identities i on i.contact_id = r.contact_id
        where i.value = ${phone} order by r.id`),
    answersTo: async (phone: string) =>
      (
        await rows<{ text: string }>(
          sql`select text from sandbox_messages where phone = ${phone} and direction = 'out' order by id`,
        )
      ).map(({ text }) => text),
    conversationsOf: (phone: string) =>
      rows<{
        id: string;
        state: string;
        audience: string;
        owner_id: string | null;
        started_by: string;
        tags: string[];
      }>(sql`
        select id, state, audience, owner_id, started_by, tags from conversations where customer_address = ${phone} order by created_at`),
    notesIn: (conversationId: string) =>
      rows<{ text: string }>(sql`select text from notes where conversation_id = ${conversationId} order by seq`),
  };
}
