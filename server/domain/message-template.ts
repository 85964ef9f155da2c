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

/** A template with its variables filled in, as it is stored with the message. */
export interface FilledTemplate {
  name: string;
  language: string;
  variables: Record<string, string>;
}

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
