import { carriers } from ".";
import type { Carrier, ChannelKind, Words } from "./carrier";

/** A carrier as the wizard offers it. */
export type CarrierChoice = { name: string; label: Words; kind: ChannelKind; test: boolean };

/** The carriers there are, those for trying out last. */
export function carrierChoices(): CarrierChoice[] {
  const all: Carrier[] = Object.values(carriers);
  return all
    .map(({ name, label, kind, test = false }) => ({ name, label, kind, test }))
    .sort((one, other) => Number(one.test) - Number(other.test) || one.label.en.localeCompare(other.label.en, "en"));
}
