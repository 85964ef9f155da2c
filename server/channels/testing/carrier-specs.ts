import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder with the carriers' published API descriptions (`twilio.yaml`, `general.yaml`, …), or null when it is not
 * here: they have licences of their own and do not come with the product. CARRIER_SPECS names another folder.
 */
export function carrierSpecs(): string | null {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../..");
  const folder = process.env.CARRIER_SPECS ?? path.resolve(root, "../shared/specs");
  return existsSync(path.join(folder, "twilio.yaml")) ? folder : null;
}

/** Why tests against the descriptions do not run. */
export const noCarrierSpecs = "the carriers' API descriptions are not here; CARRIER_SPECS names their folder";
