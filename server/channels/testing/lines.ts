import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, beforeEach } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { MemberActor } from "@/server/context";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import type { TenantId } from "@/server/domain/ids";
import { createChannel, eventually, rowsIn } from "@/server/testing/river";
import { carriers } from "..";
import type { Credentials } from "../carrier";
import { receive } from "../receive";
import { webhookPlace, webhookUrl } from "../webhook-address";
import { type FakeServer, fakeServer, type Heard, type Said } from "./fakes";
import { local, withSettings } from "./settings";
import { answer, type Body, digits, type Fate, type Speech, type Told } from "./speech";

/** A channel of a carrier with one number, and its far end: what the carrier posts comes in by the product's own door. */
export type Line = Awaited<ReturnType<ReturnType<typeof carrierLines>["open"]>>;

type Channel = { tenant: TenantId; carrier: string; channelId: string; address: string; credentials: Credentials };
type Here = Speech & { tenant: TenantId; channelId: string; address: string };

type Written = { text?: string; files?: string[]; actor?: MemberActor };

/** Lines of every carrier in one workspace, all of them connected to one pretended carrier. */
export function carrierLines() {
  let server: FakeServer;
  let lines = 0;
  const world = {
    tenant: "" as TenantId,
    ana: null as unknown as Awaited<ReturnType<typeof createMember>>,
    queue: { id: "" },
    /** What the pretended carrier heard in this test. */
    heard: [] as Heard[],
    /** What it answers; each test says. */
    says: (_: Heard): Said | Promise<Said> => "cut",
  };

  beforeAll(async () => {
    world.tenant = await createTenant();
    world.ana = await createMember(world.tenant);
    world.queue = await createQueue(world.tenant, [world.ana]);
    server = await fakeServer((heard) => world.says(heard));
    world.heard = server.heard;
    const urls = Object.fromEntries(Object.keys(carriers).map((name) => [name, server.url]));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify(urls) });
  });
  afterAll(() => server.stop());
  beforeEach(() => {
    server.heard.length = 0;
  });

  /** A new line of a carrier, switched on. */
  async function open(speech: Speech, name: string, more: Credentials = {}, tenant = world.tenant) {
    const carrier = name.replace(/:.*/, "");
    const at = 7000 + ++lines;
    const address = speech.own?.(at) ?? `+1972996${at}`;
    const credentials = { ...speech.recorded.credentials, ...more };
    const numbers = [{ address, fields: { phoneNumberId: digits(address) } }];
    const queue = tenant === world.tenant ? world.queue : await createQueue(tenant);
    const { channelId } = await createChannel(tenant, { carrier, credentials, numbers, queue });
    return lineOf(speech, { tenant, carrier, channelId, address, credentials });
  }

  /** Any channel of a carrier, with its far end. */
  async function lineOf(speech: Speech, channel: Channel) {
    const { recorded } = speech;
    const { tenant, channelId, address, credentials } = channel;
    const place = await webhookPlace(tenant, channelId);
    const ours = sql`channel_id = ${channelId}`;
    return {
      ...speech,
      ...channel,
      place,
      url: webhookUrl(place),
      /** Posts a webhook as the carrier would; `headers` instead of those that prove it. */
      async posts(body: Body, part = "", headers?: Record<string, string>) {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        const url = webhookUrl(place) + (part ? `/${part}` : "");
        const proof = headers ?? recorded.sign({ url, body: text, at: new Date() }, credentials);
        const all = { "content-type": recorded.contentType, ...proof };
        return receive(new Request(url, { method: "POST", body: text, headers: all }), { ...place, part });
      },
      /** A customer's words to this line, as the carrier puts them. */
      words: (text: string, told: Partial<Told> = {}) => speech.message({ id: uuidv7(), to: address, text, ...told }),
      fate: (fate: Omit<Fate, "from">) => speech.receipt?.({ ...fate, from: address }) ?? "",
      texts: () =>
        rowsIn<{ id: string; text: string; conversation_id: string }>(
          tenant,
          sql`select id, text, conversation_id from messages where ${ours} and direction = 'in' order by id`,
        ),
      files: (messageId: string) =>
        rowsIn<{ id: string; state: string; content_type: string; size_bytes: string }>(
          tenant,
          sql`select id, state, content_type, size_bytes from attachments where message_id = ${messageId} order by position`,
        ),
      journal: () =>
        rowsIn<{ id: string; state: string; error: string | null }>(
          tenant,
          sql`select id, state, error from webhook_journal where ${ours} order by id`,
        ),
      /** What its number has counted. */
      counters: () =>
        rowsIn(
          tenant,
          sql`select coalesce(sum(k.sent_ok), 0)::int as ok, coalesce(sum(k.failed), 0)::int as failed,
              coalesce(sum(k.received), 0)::int as received
            from number_counters k join channel_numbers n on n.id = k.number_id where n.channel_id = ${channelId}`,
        ).then(([row]) => row),
    };
  }

  /** Ana takes the conversation of the customer's newest message. */
  async function pickUp(line: Here & { texts(): Promise<{ conversation_id: string }[]> }) {
    const actor = world.ana;
    const conversationId = (await line.texts()).at(-1)?.conversation_id ?? "";
    await pickUpConversation({ tenant: line.tenant, actor }, { conversationId });
    return { conversationId, actor };
  }

  /** Somebody writes in a conversation of his; `answer` where free text is refused, by the template that reads so. */
  function answers(line: Here, conversationId: string, { text = answer, files = [], actor = world.ana }: Written = {}) {
    const sent = { conversationId, text, files, clientId: uuidv7(), seenSeq: 1000, force: false };
    const template = line.template ? { template: line.template } : {};
    return replyToConversation({ tenant: line.tenant, actor }, { ...sent, ...template });
  }

  /** Ana answers the customer's newest message, which nobody has taken yet. */
  async function reply(line: Parameters<typeof pickUp>[0], text = answer) {
    const { conversationId } = await pickUp(line);
    return answers(line, conversationId, { text });
  }

  const becomes = (messageId: string, state: string) =>
    eventually(
      async () =>
        (await rowsIn<{ state: string }>(world.tenant, sql`select state from messages where id = ${messageId}`))[0]
          ?.state,
      (seen) => seen === state,
    );

  /** The carrier's id of a message of ours. */
  const externalIdOf = async (messageId: string): Promise<string> => {
    const [row] = await rowsIn<{ external_id: string }>(
      world.tenant,
      sql`select external_id from message_attempts where message_id = ${messageId} order by attempt desc limit 1`,
    );
    return row!.external_id;
  };

  /** The carrier takes every message, by an id of its own, and answers what it is asked besides. */
  const takesAll = (line: Here) => {
    let taken = 0;
    world.says = (heard) => line.other?.(heard) ?? line.takes(`t-${digits(line.address)}-${++taken}`);
  };
  /** What it was asked to send. */
  const asked = (line: Here) =>
    line.asked(
      world.heard.filter((heard) => heard.method === "POST" && !line.other?.(heard)),
      line,
    );

  return { world, open, lineOf, pickUp, answers, reply, becomes, externalIdOf, takesAll, asked };
}
