import { z } from "zod";

/** A text of the interface in every language we speak. */
export interface Words {
  en: string;
  "zh-CN": string;
}

/** One step of connecting a carrier; an important one is said before the others, as a warning. */
export interface GuideStep extends Words {
  important?: boolean;
}

/** What the settings form needs to know about a field beyond its schema. */
export interface FieldMeta {
  label: Words;
  help?: Words;
  placeholder?: string;
  /** Sealed at rest, never shown again, never logged. */
  secret?: boolean;
  /** Made by us with the draft; shown to copy, never typed. */
  made?: boolean;
  input?: "text" | "url" | "switch";
}

/** A field of a settings form as plain data: what the browser gets. */
export interface FormField extends FieldMeta {
  name: string;
  required: boolean;
  input: "text" | "url" | "switch";
  pattern?: string;
  maxLength?: number;
}

const fieldMetas = z.registry<FieldMeta>();

/** A text field of a carrier's form. Blanks around a pasted value are taken off. */
export function field(meta: FieldMeta & { pattern?: RegExp; maxLength?: number }) {
  const { pattern, maxLength = 500, ...rest } = meta;
  const text = z.string().trim().min(1).max(maxLength);
  return (pattern ? text.regex(pattern) : text).register(fieldMetas, rest);
}

/** A text field that is sealed at rest and never shown again. */
export function secret(meta: Omit<FieldMeta, "secret"> & { pattern?: RegExp; maxLength?: number }) {
  return field({ ...meta, secret: true });
}

/** A text that we make with the draft, shown to be copied. */
export function madeField(meta: Omit<FieldMeta, "made" | "secret">) {
  return field({ ...meta, made: true });
}

/** A text field that may stay empty. */
export function optionalField(meta: FieldMeta & { pattern?: RegExp; maxLength?: number }) {
  const { pattern, maxLength = 500, ...rest } = meta;
  const text = z.string().trim().max(maxLength);
  return (pattern ? text.regex(new RegExp(`^$|${pattern.source}`)) : text).default("").register(fieldMetas, rest);
}

/** A switch, off until somebody turns it on. */
export function switchField(meta: Omit<FieldMeta, "input" | "secret" | "made" | "placeholder">) {
  return z
    .boolean()
    .default(false)
    .register(fieldMetas, { ...meta, input: "switch" });
}

/** A full address of the administrator's, checked for form here and for where it leads at every call. */
export function addressField(meta: FieldMeta) {
  return z
    .string()
    .trim()
    .max(2000)
    .refine((text) => /^https?:\/\/[^\s/?#@]+([/?][^\s#]*)?$/i.test(text) && URL.canParse(text))
    .register(fieldMetas, { input: "url", ...meta });
}

/** The fields of a form as plain data, in the order of the schema. */
export function formFields(schema: z.ZodObject): FormField[] {
  return Object.entries(schema.shape).map(([name, own]) => {
    const meta = fieldMetas.get(own as z.ZodType) ?? { label: { en: name, "zh-CN": name } };
    const json = z.toJSONSchema(own as z.ZodType, { io: "input", unrepresentable: "any" });
    return {
      ...meta,
      name,
      input: meta.input ?? "text",
      required: json.default === undefined && json.type === "string",
      ...(json.pattern ? { pattern: json.pattern } : {}),
      ...(json.maxLength ? { maxLength: json.maxLength } : {}),
    };
  });
}

/** The names of the fields that are sealed at rest. */
export function secretFields(schema: z.ZodObject): string[] {
  return formFields(schema).flatMap(({ name, secret }) => (secret ? [name] : []));
}
