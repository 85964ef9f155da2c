import { v7 as uuidv7 } from "uuid";
import * as schema from "@/db/schema";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import type { Context, MemberActor } from "@/server/context";
import type { ConversationRow } from "@/server/conversations/types";
import { record } from "@/server/events";
import { eventually } from "@/server/testing/river";
import { openStream } from "../stream";

/** What a browser heard, in order. */
export type Told = {
  event: "hello" | "change" | "gone" | "workspace" | "fresh" | "ping" | "away" | "back";
  id: number;
  data: {
    seq: number;
    name: string;
    cursor: number;
    conversationId: string;
    by: string | null;
    conversation: ConversationRow;
    items: { seq: number; text?: string }[];
    reads: Record<string, [number, number, boolean]>;
    barrier?: string;
  };
};

/** A person's live stream with somebody who reads it. */
export type Watch = {
  told: Told[];
  /** The browser goes away; what was on its way is lost. */
  close: () => Promise<void>;
  /** Resolves when the server has ended it. */
  ended: Promise<void>;
};

/** Open a person's stream as his browser does. The sign-in that belongs to it lasts an hour. */
export async function watch(
  { tenant, actor }: Context,
  { cursor = null, held = [] }: { cursor?: number | null; held?: string[] } = {},
): Promise<Watch> {
  const reader = openStream({ tenant, actor }, { cursor, held, sessionId: await signIn(actor) }).getReader();
  const told: Told[] = [];
  const decoder = new TextDecoder();
  let rest = "";
  const ended = (async () => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += decoder.decode(value, { stream: true });
      const frames = rest.split("\n\n");
      rest = frames.pop() ?? "";
      told.push(...frames.map(toTold));
    }
  })();
  ended.catch(() => {});
  return { told, ended, close: () => reader.cancel() };
}

/** The same, once it has said hello. */
export async function watching(context: Context, from: Parameters<typeof watch>[1] = {}): Promise<Watch> {
  const opened = await watch(context, from);
  await eventually(
    () => opened.told,
    (told) => told.length > 0,
  );
  return opened;
}

async function signIn({ userId }: MemberActor): Promise<string> {
  const sessionToken = uuidv7();
  const expires = new Date(Date.now() + 3_600_000);
  await systemDb().insert(schema.sessions).values({ sessionToken, userId, expires });
  return sessionToken;
}

function toTold(frame: string): Told {
  const [event, id, data] = frame.split("\n").map((line) => line.slice(line.indexOf(": ") + 2));
  return { event: event as Told["event"], id: Number(id), data: JSON.parse(data ?? "null") as Told["data"] };
}

/**
 * Say something that everybody in the workspace hears, and wait until all of them have: what was committed before it
 * has then been told to whom it concerns.
 */
export async function everybodyHas(tenant: Context["tenant"], watches: Watch[]): Promise<void> {
  const barrier = uuidv7();
  await withTenant(tenant, (tx) => record(tx, { tenant }, "contact.changed", { data: { barrier } }));
  for (const { told } of watches)
    await eventually(
      () => told,
      () => told.some(({ data }) => data.barrier === barrier),
      30_000,
    );
}
