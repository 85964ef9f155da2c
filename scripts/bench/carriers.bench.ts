import { sql } from "drizzle-orm";
import { closePools } from "@/db/clients";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { carriers } from "@/server/channels";
import { receive } from "@/server/channels/receive";
import { type Recorded, recordings } from "@/server/channels/testing/recorded";
import { processState } from "@/server/process";
import { createChannel, rowsIn } from "@/server/testing/river";
import { row } from "./row";

// A customer's text by the webhook of each carrier, from the request to the answer: the processor time that this process
// spends on it, beside the sandbox's. Time on the clock would tell what else the machine does. Turns are taken, and each
// carrier's best one counts.
const [TURNS, TEXTS, WARM] = [50, 20, 5];
const BAR = 1.3;

/** A recorded webhook without its picture: files are another matter. */
const withoutPicture: Record<string, (body: string) => string> = {
  twilio(body) {
    const form = new URLSearchParams(body);
    for (const name of ["MediaUrl0", "MediaContentType0"]) form.delete(name);
    form.set("NumMedia", "0");
    return form.toString();
  },
  bandwidth: (body) => edited(body, ([event]) => delete event.message.media),
  siptrunk: (body) => edited(body, (hook) => delete hook.included),
};

// biome-ignore lint/suspicious/noExplicitAny: a recorded body, edited by hand
function edited(body: string, edit: (parsed: any) => unknown): string {
  const parsed = JSON.parse(body);
  edit(parsed);
  return JSON.stringify(parsed);
}

const lines = [];
for (const name of Object.keys(carriers)) lines.push(await lineOf(name));

const best = new Map<string, number>();
for (let turn = -WARM; turn < TURNS; turn++)
  for (const line of lines) {
    const ms = await line.takes(TEXTS);
    if (turn >= 0) best.set(line.name, Math.min(ms, best.get(line.name) ?? Number.POSITIVE_INFINITY));
  }
for (const line of lines) await line.check((TURNS + WARM) * TEXTS);

const sandbox = best.get("sandbox") ?? Number.NaN;
for (const [name, ms] of best) {
  if (name === "sandbox") continue;
  row({
    name: `a text by ${carriers[name as keyof typeof carriers].label.en}'s webhook, processor time beside the sandbox's`,
    value: ms,
    unit: "ms",
    floor: sandbox,
    bar: `≤ ${BAR}×`,
    met: ms <= BAR * sandbox,
  });
}

processState().shutdown.abort();
await closePools();
process.exit(0);

/** A workspace with one channel of a carrier. */
async function lineOf(name: string) {
  const recorded = recordings[name];
  if (!recorded) throw new Error(`nothing recorded of ${name}`);
  const { body, part = "", id } = aText(name, recorded);
  const tenant = await createTenant();
  const queue = await createQueue(tenant, [await createMember(tenant)]);
  const { credentials, numbers } = recorded;
  const channel = await createChannel(tenant, { carrier: name, credentials, numbers, queue });
  const url = part ? `${channel.url}/${part}` : channel.url;
  const place = { ...channel.place, part };
  let count = 0;

  function nextRequest(): Request {
    const own = body.replaceAll(id, `${id.slice(0, 5)}${String(++count).padStart(12, "0")}`);
    const proof = recorded?.sign({ url, body: own, at: new Date() }, credentials) ?? {};
    const headers = { "content-type": recorded?.contentType ?? "", ...proof };
    return new Request(url, { method: "POST", headers, body: own });
  }

  return {
    name,
    /** So many texts, one after the other. @returns processor time of each, in milliseconds */
    async takes(times: number): Promise<number> {
      const requests = Array.from({ length: times }, nextRequest);
      const before = process.cpuUsage();
      for (const request of requests) {
        const { status } = await receive(request, place);
        if (status >= 300) throw new Error(`${name} was answered ${status}`);
      }
      const { user, system } = process.cpuUsage(before);
      return (user + system) / 1000 / times;
    },
    /** Each of them is a message now. */
    async check(times: number): Promise<void> {
      const [seen] = await rowsIn<{ texts: number }>(tenant, sql`select count(*)::int as texts from messages`);
      if (seen?.texts !== times) throw new Error(`${name}: ${seen?.texts} of ${times} texts were taken`);
    },
  };
}

/** What a carrier was recorded saying when somebody wrote, and the id by which it called the message. */
function aText(name: string, { webhooks }: Recorded): { body: string; part?: string | undefined; id: string } {
  const said = webhooks.flatMap(({ body, part, items: [item, ...more] }) => {
    if (more.length > 0 || item?.kind !== "message") return [];
    const { externalId = "", media = [] } = item as { externalId?: string; media?: unknown[] };
    return [{ body, part, id: externalId, pictures: media.length }];
  });
  const plain = said.find(({ pictures }) => pictures === 0) ?? said[0];
  if (!plain) throw new Error(`no text recorded of ${name}`);
  return plain.pictures > 0 ? { ...plain, body: withoutPicture[name]?.(plain.body) ?? plain.body } : plain;
}
