import { type ASTNode, Environment } from "@marcbachmann/cel-js";
import type { Reason, Value } from "../types";
import { MAX_TEXT, sameValue, typeOf } from "../values";
import { ExpressionFailure, fail } from "./failure";
import { expressionFunctions } from "./functions";
import { normaliseExpression } from "./normalise";
import type { Scope } from "./scope";

export const MAX_EXPRESSION = 2000;
const MAX_NODES = 300;
const MAX_DEPTH = 32;

/** An expression, ready to be worked out any number of times. */
export interface Program {
  source: string;
  /** Names it reads, each once. */
  variables: readonly string[];
  /** Never throws: what cannot be worked out is an error with a reason, not a silent no. */
  run(scope: Scope): { value: Value } | { error: Reason };
}

type Run = (scope: Scope) => Value;

/** Only the grammar of the library is used: what an expression means is ours, so that every failure has its words. */
const grammar = new Environment({
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH, maxListElements: 200, maxMapEntries: 50, maxCallArguments: 4 },
});

/**
 * Parse an expression of a flow, older habits included.
 * CEL with `&&` and `||` from left to right: what has been decided is not looked at any further, what is looked at must
 * be there and be of the right type. Whole and decimal numbers are one type. Functions are called plainly.
 * Limits: 2,000 characters, 300 syntax nodes, depth 32.
 */
export function parseExpression(source: string): Program | { error: Reason } {
  if (source.trim() === "") return { error: { code: "expression_empty" } };
  if (source.length > MAX_EXPRESSION)
    return { error: { code: "expression_too_long", params: { max: MAX_EXPRESSION } } };
  const variables = new Set<string>();
  try {
    const run = compile(grammar.parse(normaliseExpression(source)).ast, variables);
    return {
      source,
      variables: [...variables],
      run(scope) {
        try {
          return { value: run(scope) };
        } catch (error) {
          if (error instanceof ExpressionFailure) return { error: error.reason };
          throw error;
        }
      },
    };
  } catch (error) {
    return { error: parseReason(error) };
  }
}

function parseReason(error: unknown): Reason {
  if (error instanceof ExpressionFailure) return error.reason;
  const { code, summary, range } = error as { code?: string; summary?: string; range?: { start: number } };
  if (code === "limit_exceeded")
    return { code: "expression_too_complex", params: { nodes: MAX_NODES, depth: MAX_DEPTH } };
  return { code: "expression_syntax", params: { position: (range?.start ?? 0) + 1, message: summary ?? "" } };
}

const literal = (node: ASTNode): Value | undefined => {
  if (node.op !== "value") return undefined;
  const value: unknown = node.args;
  if (typeof value === "bigint") return Number(value);
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") {
    return value;
  }
  return fail("expression_unsupported", { what: "literal" });
};

function compile(node: ASTNode, variables: Set<string>): Run {
  const inner = (child: ASTNode) => compile(child, variables);
  switch (node.op) {
    case "value": {
      const value = literal(node) ?? null;
      return () => value;
    }
    case "id": {
      const name = node.args;
      variables.add(name);
      return (scope) => scope.variable(name) ?? null;
    }
    case "!_": {
      const [operand, label] = [inner(node.args), labelOf(node.args)];
      return (scope) => !truth(operand(scope), label);
    }
    case "-_": {
      const [operand, label] = [inner(node.args), labelOf(node.args)];
      return (scope) => -numeric(operand(scope), "-", label);
    }
    case "&&":
    case "||": {
      const [left, right] = node.args.map(inner) as [Run, Run];
      const [nameLeft, nameRight] = node.args.map(labelOf) as [string, string];
      return node.op === "&&"
        ? (scope) => truth(left(scope), nameLeft) && truth(right(scope), nameRight)
        : (scope) => truth(left(scope), nameLeft) || truth(right(scope), nameRight);
    }
    case "?:": {
      const [condition, yes, no] = node.args.map(inner) as [Run, Run, Run];
      const label = labelOf(node.args[0]);
      return (scope) => (truth(condition(scope), label) ? yes(scope) : no(scope));
    }
    case "==":
    case "!=":
      return equality(node.op === "==", node.args, inner);
    case "<":
    case "<=":
    case ">":
    case ">=":
      return comparison(node.op, node.args, inner);
    case "+":
    case "-":
    case "*":
    case "/":
    case "%":
      return arithmetic(node.op, node.args, inner);
    case "in": {
      const [item, list] = node.args.map(inner) as [Run, Run];
      const [nameItem, nameList] = node.args.map(labelOf) as [string, string];
      return (scope) => {
        const [x, all] = [present(item(scope), nameItem), present(list(scope), nameList)];
        return Array.isArray(all) ? all.some((one) => sameValue(one, x)) : fail("not_a_list", { call: "in" });
      };
    }
    case "[]": {
      const [list, index] = node.args.map(inner) as [Run, Run];
      const label = labelOf(node.args[0]);
      return (scope) => {
        const all = present(list(scope), label);
        if (!Array.isArray(all)) return fail("not_a_list", { call: "[]" });
        const at = numeric(index(scope), "[]", "[]");
        return (all[at] as Value | undefined) ?? fail("no_such_item", { index: at });
      };
    }
    case "list": {
      const items = node.args.map(inner);
      return (scope) => items.map((item) => item(scope));
    }
    case "call":
      return call(node.args[0], node.args[1], inner);
    case "rcall":
      return fail("expression_method", { name: node.args[0] });
    default:
      return fail("expression_unsupported", { what: node.op });
  }
}

/** What a person would call an operand: a variable's name, else nothing. */
const labelOf = (node: ASTNode): string =>
  node.op === "id" ? node.args : node.op === "call" ? `${node.args[0]}()` : "";

function present(value: Value, label: string): Value {
  return value === null ? fail("missing_value", { name: label }) : value;
}

function truth(value: Value, label: string): boolean {
  if (typeof value === "boolean") return value;
  return fail(value === null ? "missing_value" : "not_a_condition", { name: label, got: typeOf(value) });
}

function numeric(value: Value, operator: string, label: string): number {
  if (typeof value === "number") return value;
  if (value === null) return fail("missing_value", { name: label });
  return fail("not_a_number_operand", { operator, got: typeOf(value) });
}

type Pair = readonly [ASTNode, ASTNode];

/** A missing value may only be compared with the word null itself. */
function equality(equal: boolean, args: Pair, inner: (node: ASTNode) => Run): Run {
  const [left, right] = args.map(inner) as [Run, Run];
  const [nameLeft, nameRight] = args.map(labelOf) as [string, string];
  const withNull = args.some((arg) => arg.op === "value" && arg.args === null);
  return (scope) => {
    const [a, b] = [left(scope), right(scope)];
    if (withNull) return (a === null && b === null) === equal;
    sameType(equal ? "==" : "!=", present(a, nameLeft), present(b, nameRight));
    return sameValue(a, b) === equal;
  };
}

function comparison(operator: "<" | "<=" | ">" | ">=", args: Pair, inner: (node: ASTNode) => Run): Run {
  const [left, right] = args.map(inner) as [Run, Run];
  const [nameLeft, nameRight] = args.map(labelOf) as [string, string];
  const holds: Record<typeof operator, (order: number) => boolean> = {
    "<": (order) => order < 0,
    "<=": (order) => order <= 0,
    ">": (order) => order > 0,
    ">=": (order) => order >= 0,
  };
  const test = holds[operator];
  return (scope) => {
    const [a, b] = [present(left(scope), nameLeft), present(right(scope), nameRight)];
    sameType(operator, a, b);
    const order = orderOf(a, b);
    return order === null ? fail("not_comparable", { operator, got: typeOf(a) }) : test(order);
  };
}

function sameType(operator: string, a: Value, b: Value): void {
  const [left, right] = [typeOf(a), typeOf(b)];
  if (left !== right) fail("type_mismatch", { operator, left, right });
}

/** Below, above or zero; null for what has no order (yes/no, lists). Both are of one type. */
export function orderOf(a: Value, b: Value): number | null {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  if (typeOf(a) === "date" && typeOf(b) === "date") {
    return Date.parse((a as { date: string }).date) - Date.parse((b as { date: string }).date);
  }
  return null;
}

function arithmetic(operator: "+" | "-" | "*" | "/" | "%", args: Pair, inner: (node: ASTNode) => Run): Run {
  const [left, right] = args.map(inner) as [Run, Run];
  const [nameLeft, nameRight] = args.map(labelOf) as [string, string];
  return (scope) => {
    const [a, b] = [present(left(scope), nameLeft), present(right(scope), nameRight)];
    if (operator === "+" && typeof a === "string" && typeof b === "string") {
      return a.length + b.length > MAX_TEXT ? fail("text_too_long", { max: MAX_TEXT }) : a + b;
    }
    if (operator === "+" && Array.isArray(a) && Array.isArray(b)) {
      return a.length + b.length > 10_000 ? fail("list_too_long", { max: 10_000 }) : [...a, ...b];
    }
    sameType(operator, a, b);
    const [x, y] = [numeric(a, operator, nameLeft), numeric(b, operator, nameRight)];
    if ((operator === "/" || operator === "%") && y === 0) return fail("division_by_zero");
    const result = { "+": x + y, "-": x - y, "*": x * y, "/": x / y, "%": x % y }[operator];
    return Number.isFinite(result) ? result : fail("number_too_large");
  };
}

function call(name: string, args: readonly ASTNode[], inner: (node: ASTNode) => Run): Run {
  const known = Object.hasOwn(expressionFunctions, name) ? expressionFunctions[name] : undefined;
  if (!known) return fail("unknown_function", { name });
  const [min, max] = known.arity;
  if (args.length < min || args.length > max) return fail("wrong_arguments", { name, min, max });
  known.check?.(args.map((arg) => (arg.op === "value" ? literal(arg) : undefined)));
  const operands = args.map(inner);
  const names = args.map(labelOf);
  return (scope) => {
    const values = operands.map((operand) => operand(scope));
    if (!known.takesNothing)
      for (let i = 0; i < values.length; i++) present(values[i] ?? null, names[i] || `${name}()`);
    return known.run(values, scope);
  };
}
