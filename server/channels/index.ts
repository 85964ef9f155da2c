import { randomToken } from "@/server/crypto";
import { aliyun } from "./aliyun";
import { bandwidth } from "./bandwidth";
import { type Carrier, type Credentials, formFields } from "./carrier";
import { flowroute } from "./flowroute";
import { general } from "./general";
import { sandbox } from "./sandbox";
import { siptrunk } from "./siptrunk";
import { telnyx } from "./telnyx";
import { twilio } from "./twilio";
import { voicemeup } from "./voicemeup";
import { voipms } from "./voipms";
import { whatsapp } from "./whatsapp";

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
