import type { SandboxBehaviour } from "@/server/domain/sandbox";

/** A message on its way to a pretended phone. */
export interface SandboxDelivery {
  from: string;
  to: string;
  text: string;
  media: { url: string; contentType: string; fileName?: string }[];
  clientRef: string;
}

/**
 * The far end of one sandbox channel: pretended phones, kept as rows. A message told again with the same `clientRef`
 * is a second one, as at any carrier.
 */
export interface SandboxLine {
  /** How a phone is set to behave. */
  behaviour(phone: string): Promise<SandboxBehaviour>;
  /** Stores the message and names it. */
  deliver(message: SandboxDelivery): Promise<{ externalId: string }>;
  /** A picture that a phone has sent, by the id it named. */
  file(id: string): Promise<{ contentType: string; bytes: Uint8Array } | null>;
  /** What was stored for a `clientRef`, newest first. */
  find(clientRef: string): Promise<{ externalId: string } | null>;
}
