import type { Scope } from "./expression";
import type { Plan } from "./plan";
import type { Reason, Run, StepState, Value, Values } from "./types";
import { dateTime } from "./values";

/** What a node sees, over a run that is being advanced; keeps what was read for the trace. */
export class RunState implements StepState, Scope {
  /** What the visit read, by variable; null until something was. */
  reads: Record<string, Value> | null = null;
  notes: Reason[] = [];
  run: Run;
  readonly #plan: Plan;
  readonly now: number;

  constructor(plan: Plan, run: Run, now: number) {
    this.#plan = plan;
    this.run = run;
    this.now = now;
  }

  get runId(): string {
    return this.run.id;
  }
  get visit(): number {
    return this.run.visit;
  }
  get zone(): string {
    return this.run.zone;
  }
  get memory(): unknown {
    return this.run.memory;
  }

  variable(name: string): Value | undefined {
    const value = this.#lookUp(name);
    this.reads ??= {};
    this.reads[name] = value ?? null;
    return value;
  }

  #lookUp(name: string): Value | undefined {
    const { variables, data } = this.run;
    if (Object.hasOwn(variables, name)) return variables[name];
    if (name === "now") return dateTime(this.now);
    if (name === "run_id") return this.run.id;
    return Object.hasOwn(data, name) ? data[name] : undefined;
  }

  evaluate(source: string, over?: Values): { value: Value } | { error: Reason } {
    const program = this.#plan.programs.get(source);
    if (!program) return { error: { code: "expression_empty" } };
    return "error" in program ? program : program.run(this.#scope(over));
  }

  render(source: string, over?: Values): { text: string } | { error: Reason } {
    const template = this.#plan.templates.get(source);
    if (!template) return { text: "" };
    if ("error" in template) return template;
    const result = template.render(this.#scope(over));
    if ("error" in result) return result;
    for (const name of result.unknown) this.notes.push({ code: "unknown_variable", params: { name } });
    return { text: result.text };
  }

  #scope(over: Values | undefined): Scope {
    if (!over) return this;
    const variable = (name: string) => (Object.hasOwn(over, name) ? over[name] : this.variable(name));
    return { variable, now: this.now, zone: this.zone };
  }
}
