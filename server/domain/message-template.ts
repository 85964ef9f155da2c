import { z } from "zod";

/** A message that a carrier has approved beforehand: the only kind that may be sent where free text may not. */
export interface Template {
  /** The carrier's own name or code for it. */
  name: string;
  /** As the carrier writes it ("en_US"); "" where templates have none. */
  language: string;
  /** How it reads, with `{{name}}` where a variable goes. */
  text: string;
  /** What is to be filled in, in order. */
  variables: string[];
}

/** An approved template, chosen and filled in. */
export const ChosenTemplate = z.object({
  name: z.string().min(1).max(512),
  language: z.string().max(20),
  variables: z.record(z.string().max(100), z.string().trim().min(1).max(1024)),
});

/** A template with its variables filled in, as it is stored with the message. */
export type FilledTemplate = z.infer<typeof ChosenTemplate>;

/** How a template reads with these values; a variable without one stays visible. */
export function readTemplate({ text }: Pick<Template, "text">, variables: Record<string, string>): string {
  return text.replace(/\{\{([^{}]+)\}\}/g, (whole, name: string) =>
    Object.hasOwn(variables, name) ? (variables[name] as string) : whole,
  );
}

/** The first variable of a template that has no value, or null when all are filled in. */
export function missingVariable({ variables }: Pick<Template, "variables">, values: Record<string, string>) {
  return variables.find((name) => !Object.hasOwn(values, name) || values[name]?.trim() === "") ?? null;
}
