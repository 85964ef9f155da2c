import type { TenantId } from "@/server/domain/ids";
import { openSecret, sealSecret } from "@/server/secrets";
import type { Carrier, ChannelNumber, ChannelView, Credentials } from "./carrier";

const place = (tenant: TenantId, channelId: string) => ({
  tenant,
  table: "channels",
  row: channelId,
  column: "credentials",
});

/** Credentials as they are stored; they open only for this tenant's channel. */
export const sealCredentials = (tenant: TenantId, channelId: string, credentials: Credentials): string =>
  sealSecret(JSON.stringify(credentials), place(tenant, channelId));

/** @throws SecretError when sealed for another channel or under another key */
export const openCredentials = (tenant: TenantId, channelId: string, sealed: string): Credentials =>
  JSON.parse(openSecret(sealed, place(tenant, channelId))) as Credentials;

type Sealed = { tenant: TenantId; id: string; credentialsSealed: string | null; previousSealed: string | null };

/** The credentials in force, and with them those still honoured after a change; none for a draft without any. */
export function credentialsOf({ tenant, id, credentialsSealed, previousSealed }: Sealed): {
  current: Credentials;
  all: Credentials[];
} {
  const all = [credentialsSealed, previousSealed].flatMap((sealed) =>
    sealed ? [openCredentials(tenant, id, sealed)] : [],
  );
  return { current: all[0] ?? {}, all };
}

/** Whether there is all that the carrier's form asks for: what we made with the draft alone is not enough. */
export function isComplete(carrier: Carrier, channel: Sealed): boolean {
  return carrier.credentials.safeParse(credentialsOf(channel).current).success;
}

/** What a carrier's file may know of a channel. */
export const viewOf = (channel: Sealed & { numbers: readonly ChannelNumber[] }): ChannelView => ({
  credentials: credentialsOf(channel).current,
  numbers: channel.numbers,
});
