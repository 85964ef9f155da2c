import type { TenantId } from "@/server/domain/ids";
import { type FilledTemplate, missingVariable, readTemplate, type Template } from "@/server/domain/message-template";
import { invalid, refuse } from "@/server/errors";
import { once } from "@/server/process";
import { carrierOf } from ".";
import { type Carrier, type Credentials, FieldNeeded, formFields } from "./carrier";
import { channelById, type DoorChannel } from "./door";
import { CarrierError } from "./errors";
import { carrierIo } from "./io";
import { learnedOf } from "./learned";
import { viewOf } from "./open-channel";

/** A list is asked for again after this. Unit: milliseconds. */
const KEPT_MS = 5 * 60_000;

type Kept = { at: number; credentials: string | null; templates: Promise<Template[]> };

/**
 * The approved templates of a channel, as its carrier lists them; asked at most every few minutes in a process, and anew
 * once the credentials have changed. Empty for carriers without templates.
 * @throws AppError CONFLICT channelDisabled, templatesUnavailable {detail}, templatesNeed {field}
 */
export async function templatesOf(tenant: TenantId, channelId: string): Promise<Template[]> {
  const channel = await channelById(tenant, channelId);
  const carrier = channel && carrierOf(channel.carrier);
  if (!channel || !carrier || !channel.enabled) throw refuse("channelDisabled");
  if (!carrier.templates) return [];
  const all = once("templates", () => new Map<string, Kept>());
  const kept = all.get(channelId);
  if (kept && kept.at > Date.now() - KEPT_MS && kept.credentials === channel.credentialsSealed) return kept.templates;
  const templates = ask(carrier, channel);
  all.set(channelId, { at: Date.now(), credentials: channel.credentialsSealed, templates });
  return templates.catch((error: unknown) => {
    all.delete(channelId);
    if (error instanceof CarrierError) throw refuse("templatesUnavailable", { detail: error.detail ?? "" });
    if (error instanceof FieldNeeded) {
      const field = formFields(carrier.credentials).find(({ name }) => name === error.field);
      throw refuse("templatesNeed", { field: field?.label.en ?? error.field });
    }
    throw error;
  });
}

async function ask(carrier: Carrier, channel: DoorChannel): Promise<Template[]> {
  const view = viewOf(channel);
  const credentials = { ...(await learnedOf(channel.tenant, carrier, channel.id)), ...filledIn(view.credentials) };
  return (await carrier.templates?.({ ...view, credentials }, carrierIo(carrier.name))) ?? [];
}

const filledIn = (credentials: Credentials): Credentials =>
  Object.fromEntries(Object.entries(credentials).filter(([, value]) => value !== ""));

/**
 * How a chosen template reads. It must be one of the channel's, with every variable filled in.
 * @throws AppError BAD_REQUEST noSuchTemplate, templateVariable {name}; CONFLICT as `templatesOf`
 */
export async function textOfTemplate(tenant: TenantId, channelId: string, filled: FilledTemplate): Promise<string> {
  const templates = await templatesOf(tenant, channelId);
  const template = templates.find(({ name, language }) => name === filled.name && language === filled.language);
  if (!template) throw invalid("noSuchTemplate");
  const missing = missingVariable(template, filled.variables);
  if (missing !== null) throw invalid("templateVariable", { name: missing });
  return readTemplate(template, filled.variables);
}
