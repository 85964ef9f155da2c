import { randomToken } from "@/server/crypto";
import { type Carrier, type Credentials, formFields } from "./carrier";
import { aliyun } from "./carriers/aliyun";
import { bandwidth } from "./carriers/bandwidth";
import { flowroute } from "./carriers/flowroute";
import { general } from "./carriers/general";
import { sandbox } from "./carriers/sandbox";
import { siptrunk } from "./carriers/siptrunk";
import { telnyx } from "./carriers/telnyx";
import { twilio } from "./carriers/twilio";
import { voicemeup } from "./carriers/voicemeup";
import { voipms } from "./carriers/voipms";
import { whatsapp } from "./carriers/whatsapp";

/** Every carrier there is. A line here is the whole registration. */
export const carriers = {
  sandbox,
  general,
  twilio,
  telnyx,
  bandwidth,
  flowroute,
  siptrunk,
  voicemeup,
  voipms,
  aliyun,
  whatsapp,
} satisfies Record<string, Carrier>;

export type CarrierName = keyof typeof carriers;

/** A carrier by its name, as it is kept with the channel; undefined for a name that is none. */
export function carrierOf(name: string): Carrier | undefined {
  return Object.hasOwn(carriers, name) ? carriers[name as CarrierName] : undefined;
}

/** The credentials we make ourselves when a channel is drafted: nobody types these. */
export function madeCredentials(carrier: Carrier): Credentials {
  const made = formFields(carrier.credentials).filter(({ made }) => made);
  return Object.fromEntries(made.map(({ name }) => [name, randomToken()]));
}
