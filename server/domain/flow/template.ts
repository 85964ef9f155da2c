import { Context, Liquid, type Template as LiquidNode, ParseError, toValueSync } from "liquidjs";
import { DivisionByZero, type FilterContext, Moment, TooMuch, templateFilters } from "./template-filters";
import type { Reason, Value } from "./types";
import { isDateTime, MAX_TEXT } from "./values";

export const MAX_TEMPLATE = 20_000;

/** Parts that may be written, and turns of loops, in one rendering. */
const MAX_TURNS = 20_000;
/** What lists and ranges made on the way may hold together. */
const MAX_ITEMS = 50_000;

/** Characters that filters and look-ups may go through in one rendering: a loop over long texts is work, too. */
const MAX_WORK = 1_000_000;

/** What a rendering may still do. */
class Work {
  #left = MAX_WORK;
  spend(value: unknown): void {
    this.#left -= typeof value === "string" || Array.isArray(value) ? value.length : 1;
    if (this.#left < 0) throw new TooMuch();
  }
}

const tags = ["if", "case", "for", "assign", "comment", "raw"];

export interface TemplateScope {
  /** undefined: never set. */
  variable(name: string): Value | undefined;
  /** Where dates are shown. */
  zone: string;
}

/** A message text, ready to be filled in any number of times. */
export interface Template {
  source: string;
  /** Names it reads and does not make itself, each once. */
  variables: readonly string[];
  /** Never throws. `unknown`: names it read that nobody ever set; they are empty in the text. */
  render(scope: TemplateScope): { text: string; unknown: string[] } | { error: Reason };
}

/** No includes, no layouts, no files, no clock, no chance: these tags and filters, nothing else. */
const engine = makeEngine();

function makeEngine(): Liquid {
  const liquid = new Liquid({
    strictFilters: true,
    ownPropertyOnly: true,
    cache: false,
    relativeReference: false,
    templates: {},
    parseLimit: MAX_TEMPLATE,
  });
  for (const name of Object.keys(liquid.tags)) if (!tags.includes(name)) delete liquid.tags[name];
  for (const name of Object.keys(liquid.filters)) delete liquid.filters[name];
  for (const [name, filter] of Object.entries(templateFilters)) liquid.registerFilter(name, counted(filter));
  return liquid;
}

type Filter = (typeof templateFilters)[keyof typeof templateFilters];

/** A filter whose texts and lists, going in and coming out, are taken off what the rendering may do. */
function counted(filter: Filter) {
  return function count(this: FilterContext, ...args: unknown[]): unknown {
    const work = this.context.getRegister("work") as Work;
    for (const arg of args) work.spend(arg);
    const result: unknown = Reflect.apply(filter, this, args);
    work.spend(result);
    return result;
  };
}

/** Parse a message text. Limit: 20,000 characters. The reason names the line where there is one. */
export function parseTemplate(source: string): Template | { error: Reason } {
  if (source.length > MAX_TEMPLATE) return { error: { code: "template_too_long", params: { max: MAX_TEMPLATE } } };
  if (!source.includes("{{") && !source.includes("{%")) {
    return { source, variables: [], render: () => ({ text: source, unknown: [] }) };
  }
  try {
    const nodes = engine.parse(source);
    const variables = engine.globalVariablesSync(nodes);
    return { source, variables, render: (scope) => render(nodes, variables, scope) };
  } catch (error) {
    return { error: parseReason(error) };
  }
}

function parseReason(error: unknown): Reason {
  const message = error instanceof Error ? error.message : "";
  if (error instanceof RangeError) return { code: "template_too_complex" };
  const tag = /tag "([^"]{1,40})" not found/.exec(message)?.[1];
  if (tag) return { code: "template_unknown_tag", params: { tag } };
  const filter = /undefined filter: (\S{1,40})/.exec(message)?.[1];
  if (filter) return { code: "template_unknown_filter", params: { filter: filter.replace(/,$/, "") } };
  const line = error instanceof ParseError ? Number(/line:(\d+)/.exec(message)?.[1] ?? 1) : 1;
  const open = /(?:output|tag) "?(.{1,60}).*? not closed/s.exec(message)?.[1];
  if (open) return { code: "template_not_closed", params: { line, part: open.replace(/"$/, "") } };
  return { code: "template_syntax", params: { line } };
}

type Rendered = { text: string; unknown: string[] } | { error: Reason };

function render(nodes: LiquidNode[], variables: readonly string[], scope: TemplateScope): Rendered {
  const unknown = new Set<string>();
  const context = contextOf(variables, scope, unknown);
  const emitter = new Text();
  try {
    toValueSync(engine.renderer.renderTemplates(nodes, context, emitter));
    return { text: emitter.buffer, unknown: [...unknown] };
  } catch (error) {
    const causes = [error, (error as { originalError?: unknown }).originalError];
    const tooMuch = causes.some((it) => it instanceof TooMuch || it instanceof RangeError);
    if (tooMuch || /limit exceeded/.test(String(error))) {
      return { error: { code: "template_too_much", params: { max: MAX_TEXT } } };
    }
    if (causes.some((it) => it instanceof DivisionByZero)) return { error: { code: "division_by_zero" } };
    return { error: { code: "template_failed" } };
  }
}

/** Names are looked up when they are read, so that only what was read counts as unknown. */
function contextOf(variables: readonly string[], scope: TemplateScope, unknown: Set<string>): Context {
  const names: object = Object.create(null);
  const work = new Work();
  for (const name of variables) {
    const get = () => {
      const value = scope.variable(name);
      work.spend(value);
      if (value === undefined) unknown.add(name);
      return shown(value, scope.zone);
    };
    Object.defineProperty(names, name, { enumerable: true, get });
  }
  const limits = { sync: true, memoryLimit: MAX_ITEMS, globals: Object.create(null) as object };
  const context = new Context(names, engine.options, limits, { liquid: engine });
  // Turns are counted, not timed: the same text from the same variables, on any machine.
  let turns = 0;
  const check = () => {
    if (++turns > MAX_TURNS) throw new TooMuch();
  };
  Object.assign(context, { renderLimit: { use: () => {}, check } });
  context.setRegister("zone", scope.zone);
  context.setRegister("work", work);
  return context;
}

function shown(value: Value | undefined, zone: string): unknown {
  if (isDateTime(value)) return new Moment(Date.parse(value.date), zone);
  return Array.isArray(value) ? value.map((item) => shown(item, zone)) : value;
}

/** Collects the text, and stops when it is too long. */
class Text {
  buffer = "";
  write(part: unknown): void {
    this.buffer += Array.isArray(part)
      ? part.map(String).join("")
      : part === null || part === undefined
        ? ""
        : String(part);
    if (this.buffer.length > MAX_TEXT) throw new TooMuch();
  }
}
