import { randomInt } from "node:crypto";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { z } from "zod";
import { type Tx, withTenant } from "@/db/tenant";
import { findChannel } from "@/server/channels/find-channel";
import { renewedLink } from "../attachments/link";
import { authorize } from "../authorize";
import type { Context } from "../context";
import { fileName, plainType } from "../domain/files";
import { SandboxBehaviour } from "../domain/sandbox";
import { typedNumber } from "../domain/typed-number";
import { invalid, notFound, refuse } from "../errors";
import { behaviourOf } from "./line";
import { postAsPhone } from "./report-receipt";

export const SandboxChannel = z.object({ channelId: z.uuid() });

/** One text on a pretended phone, `in` when the phone wrote it. */
export type PhoneText = {
  id: string;
  number: string;
  direction: "in" | "out";
  text: string;
  media: { url: string; contentType: string; fileName?: string }[];
  /** What the phone told the sender of an `out` one: not yet, or what and when. */
  receipt: string | null;
  reportedAt: Date | null;
  at: Date;
};

export type Phone = { id: string; address: string; name: string; behaviour: SandboxBehaviour; texts: PhoneText[] };

/** How much of each phone's history is shown. */
const shownTexts = 60;
const mostPhones = 50;

/** The pretended phones of a sandbox channel in the order they were made, each with its newest texts, oldest first. */
export async function listPhones({ tenant, actor }: Context, { channelId }: z.infer<typeof SandboxChannel>) {
  authorize(actor, "sandbox.use");
  return withTenant(tenant, async (tx) => {
    const channel = await sandboxChannel(tx, channelId);
    const phones = await tx.execute<{ id: string; address: string; name: string; behaviour: unknown }>(sql`
      select id, address, name, behaviour from sandbox_phones where channel_id = ${channelId} order by created_at, id`);
    const texts = await tx.execute<RawText>(sql`
      select t.* from sandbox_phones p cross join lateral (
        select m.id, m.phone, m.number, m.direction, m.text, m.media, m.receipt, m.reported_at, m.created_at
        from sandbox_messages m where m.tenant_id = p.tenant_id and m.channel_id = p.channel_id and m.phone = p.address
        order by m.id desc limit ${shownTexts}) t
      where p.channel_id = ${channelId} order by t.id`);
    return {
      channel: {
        id: channel.id,
        name: channel.name,
        enabled: channel.enabled,
        receive: channel.receive,
        numbers: channel.numbers.map(({ address }) => address),
      },
      phones: phones.map(
        (phone): Phone => ({
          ...phone,
          behaviour: behaviourOf(phone.behaviour),
          texts: texts.filter((text) => text.phone === phone.address).map(toText),
        }),
      ),
    };
  });
}

type RawText = Pick<PhoneText, "id" | "number" | "direction" | "text" | "media" | "receipt"> & {
  phone: string;
  reported_at: string | null;
  created_at: string;
};

const toText = ({ phone: _, reported_at, created_at, media, ...text }: RawText): PhoneText => ({
  ...text,
  // What a phone has received stays on it, though the link it came by dies.
  media: media.map((one) => ({ ...one, url: renewedLink(one.url) })),
  reportedAt: reported_at === null ? null : new Date(reported_at),
  at: new Date(created_at),
});

export const AddPhone = z.object({
  channelId: z.uuid(),
  name: z.string().trim().max(60).default(""),
  /** As typed; one is made up when it is left out. */
  address: z.string().max(64).optional(),
  country: z.enum(["US", "CN"]).default("US"),
});

/** @throws AppError BAD_REQUEST channel.badNumber; CONFLICT phone.exists, phone.tooMany {max}, phone.isOurs */
export async function addPhone(
  { tenant, actor }: Context,
  input: z.infer<typeof AddPhone>,
): Promise<{ phoneId: string; address: string }> {
  authorize(actor, "sandbox.use");
  const typed = input.address?.trim() ? typedNumber(input.address, input.country) : null;
  if (input.address?.trim() && !typed) throw invalid("channel.badNumber");
  return withTenant(tenant, async (tx) => {
    const channel = await sandboxChannel(tx, input.channelId, true);
    const rows = await tx.execute<{ address: string }>(
      sql`select address from sandbox_phones where channel_id = ${channel.id}`,
    );
    const taken = new Set([...rows, ...channel.numbers].map(({ address }) => address));
    if (rows.length >= mostPhones) throw refuse("phone.tooMany", { max: mostPhones });
    if (typed && channel.numbers.some(({ address }) => address === typed.e164)) throw refuse("phone.isOurs");
    if (typed && taken.has(typed.e164)) throw refuse("phone.exists");
    const address = typed?.e164 ?? inventedNumber(input.country, taken);
    const phoneId = uuidv7();
    await tx.execute(sql`
      insert into sandbox_phones (id, channel_id, address, name) values (${phoneId}, ${channel.id}, ${address}, ${input.name})`);
    return { phoneId, address };
  });
}

/** A number in a range that is nobody's, or that at least looks like nobody's, and not one of `taken`. */
export function inventedNumber(country: "US" | "CN", taken: ReadonlySet<string>): string {
  for (;;) {
    const address =
      country === "US"
        ? `+1${["212", "312", "415", "503", "617", "718"][randomInt(6)]}55501${String(randomInt(100)).padStart(2, "0")}`
        : `+86138000${String(randomInt(100_000)).padStart(5, "0")}`;
    if (!taken.has(address)) return address;
  }
}

export const ChangePhone = z.object({
  phoneId: z.uuid(),
  name: z.string().trim().max(60).optional(),
  behaviour: SandboxBehaviour.optional(),
});

/** Another name, another way to take what is sent to it. @throws AppError NOT_FOUND */
export async function changePhone(
  { tenant, actor }: Context,
  { phoneId, name, behaviour }: z.infer<typeof ChangePhone>,
): Promise<void> {
  authorize(actor, "sandbox.use");
  const changed = await withTenant(tenant, (tx) =>
    tx.execute(sql`
      update sandbox_phones set name = coalesce(${name ?? null}, name),
        behaviour = coalesce(${behaviour ? JSON.stringify(behaviour) : null}::jsonb, behaviour)
      where id = ${phoneId} returning id`),
  );
  if (changed.length === 0) throw notFound("phone");
}

export const OnePhone = z.object({ phoneId: z.uuid() });

/** Take a phone off the page, with its texts; the conversations stay. @throws AppError NOT_FOUND */
export async function removePhone({ tenant, actor }: Context, { phoneId }: z.infer<typeof OnePhone>): Promise<void> {
  authorize(actor, "sandbox.use");
  await withTenant(tenant, async (tx) => {
    const [phone] = await tx.execute<{ channel_id: string; address: string }>(
      sql`delete from sandbox_phones where id = ${phoneId} returning channel_id, address`,
    );
    if (!phone) throw notFound("phone");
    await tx.execute(
      sql`delete from sandbox_messages where channel_id = ${phone.channel_id} and phone = ${phone.address}`,
    );
  });
}

/** Unit: bytes. */
export const largestPicture = 5 * 1024 * 1024;

export const PhoneTexts = z.object({
  channelId: z.uuid(),
  phone: z.string().max(64),
  /** Which of the channel's numbers it writes to. */
  number: z.string().max(64),
  text: z.string().trim().max(1600).default(""),
  /** A picture beside it, or alone. */
  picture: z
    .object({
      name: z.string().max(255),
      contentType: z.string().max(100),
      content: z.base64().max(Math.ceil((largestPicture * 4) / 3) + 4),
    })
    .optional(),
});

/**
 * A pretended phone texts one of our numbers: the signed request that an outside carrier would make, given to the same
 * door. @throws AppError NOT_FOUND; CONFLICT phone.notTaken when the door did not take it (receiving is off, say)
 */
export async function phoneTexts(
  { tenant, actor }: Context,
  input: z.infer<typeof PhoneTexts>,
): Promise<{ messageId: string }> {
  authorize(actor, "sandbox.use");
  const { picture } = input;
  if (input.text === "" && !picture) throw invalid("bad_request");
  const messageId = uuidv7();
  const fileId = uuidv7();
  const name = fileName(picture?.name ?? "");
  const contentType = plainType(picture?.contentType);
  const shown = picture ? [{ url: `phone:${fileId}`, contentType, fileName: name }] : [];
  await withTenant(tenant, async (tx) => {
    const channel = await sandboxChannel(tx, input.channelId);
    if (!channel.numbers.some(({ address }) => address === input.number)) throw notFound("number");
    const stored = await tx.execute(sql`
      insert into sandbox_messages (id, channel_id, number, phone, direction, text, media)
      select ${messageId}::uuid, channel_id, ${input.number}, address, 'in', ${input.text}, ${JSON.stringify(shown)}::jsonb from sandbox_phones
      where channel_id = ${input.channelId} and address = ${input.phone} returning id`);
    if (stored.length === 0) throw notFound("phone");
    if (picture)
      await tx.execute(sql`
        insert into sandbox_files (id, message_id, name, content_type, content)
        values (${fileId}, ${messageId}, ${name}, ${contentType}, ${picture.content})`);
  });
  const { channelId, phone: from, number: to, text } = input;
  const taken = await postAsPhone(tenant, channelId, {
    type: "message",
    id: messageId,
    from,
    to,
    text,
    ...(picture ? { media: [{ id: fileId, contentType, fileName: name }] } : {}),
    at: new Date().toISOString(),
  });
  if (!taken) {
    await withTenant(tenant, (tx) => tx.execute(sql`delete from sandbox_messages where id = ${messageId}`));
    throw refuse("phone.notTaken");
  }
  return { messageId };
}

async function sandboxChannel(tx: Tx, channelId: string, lock = false) {
  const channel = await findChannel(tx, channelId, { lock });
  if (!channel.carrier.test) throw notFound("channel");
  return channel;
}
