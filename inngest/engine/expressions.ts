import { isDeepStrictEqual } from "node:util";
import { type ASTNode, parse } from "@marcbachmann/cel-js";

/** An expression, read once. Its names are `event` and, where another event comes in, `async`. */
export type Expression = (names: Record<string, unknown>) => unknown;

const compiled = new Map<string, Expression>();

/**
 * Read an expression of the SDK's dialect: CEL's grammar, but lenient, as the real server is. A path that is not there
 * is like null (though not equal to another such path), numbers are one kind, `&&` and `||` take anything truthy, and
 * "a" + 5 is "a5". Throws at once on what is not supported, so that a function carrying it is refused at start; running
 * never throws: what cannot be worked out is undefined.
 */
export function expression(source: string): Expression {
  const known = compiled.get(source);
  if (known) return known;
  const node = parse(source).ast;
  check(node);
  const run: Expression = (names) => {
    try {
      return value(node, names);
    } catch {
      return undefined;
    }
  };
  compiled.set(source, run);
  return run;
}

/** Whether an expression holds; an absent one always does. */
export const holds = (source: string | null | undefined, names: Record<string, unknown>) =>
  source == null || source === "" || Boolean(expression(source)(names));

type Call = (...args: unknown[]) => unknown;

const FUNCTIONS: Record<string, Call> = {
  size: (of) => sizeOf(of),
  has: (of) => of !== undefined,
  string: (of) => (of == null ? "" : String(of)),
  int: (of) => Math.trunc(Number(of)),
  double: (of) => Number(of),
};

const METHODS: Record<string, Call> = {
  size: (of) => sizeOf(of),
  startsWith: (of, start) => typeof of === "string" && of.startsWith(String(start)),
  endsWith: (of, end) => typeof of === "string" && of.endsWith(String(end)),
  contains: (of, part) => typeof of === "string" && of.includes(String(part)),
  matches: (of, pattern) => typeof of === "string" && new RegExp(String(pattern), "u").test(of),
};

const BINARY = new Set(["==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "in", "&&", "||"]);
const NAMES = new Set(["event", "async"]);

function check(node: ASTNode): void {
  for (const part of partsOf(node)) check(part);
}

/** The expressions within one; throws on what is not supported. */
function partsOf(node: ASTNode): ASTNode[] {
  const unsupported = (what: string) =>
    new Error(`expression ${JSON.stringify(node.input)} uses ${what}, which is not supported`);
  switch (node.op) {
    case "value":
      return [];
    case "id":
      if (!NAMES.has(node.args)) throw unsupported(`the name ${node.args}`);
      return [];
    case ".":
      return [node.args[0]];
    case "call":
      if (!Object.hasOwn(FUNCTIONS, node.args[0])) throw unsupported(`${node.args[0]}()`);
      return node.args[1];
    case "rcall":
      if (!Object.hasOwn(METHODS, node.args[0])) throw unsupported(`.${node.args[0]}()`);
      return [node.args[1], ...node.args[2]];
    case "list":
    case "?:":
    case "[]":
      return node.args;
    case "!_":
    case "-_":
      return [node.args];
    default:
      if (!BINARY.has(node.op)) throw unsupported(node.op);
      return node.args as [ASTNode, ASTNode];
  }
}

function value(node: ASTNode, names: Record<string, unknown>): unknown {
  const of = (child: ASTNode) => value(child, names);
  switch (node.op) {
    case "value":
      return typeof node.args === "bigint" ? Number(node.args) : node.args;
    case "id":
      return names[node.args];
    case ".":
      return member(of(node.args[0]), node.args[1]);
    case "[]":
      return member(of(node.args[0]), of(node.args[1]));
    case "call":
      return FUNCTIONS[node.args[0]]?.(...node.args[1].map(of));
    case "rcall":
      return METHODS[node.args[0]]?.(of(node.args[1]), ...node.args[2].map(of));
    case "list":
      return node.args.map(of);
    case "?:":
      return of(node.args[0]) ? of(node.args[1]) : of(node.args[2]);
    case "!_":
      return !of(node.args);
    case "-_":
      return -Number(of(node.args));
    case "&&":
      return Boolean(of(node.args[0]) && of(node.args[1]));
    case "||":
      return Boolean(of(node.args[0]) || of(node.args[1]));
    default: {
      const [left, right] = node.args as [ASTNode, ASTNode];
      return binary(node.op, of(left), of(right));
    }
  }
}

function binary(op: string, left: unknown, right: unknown): unknown {
  switch (op) {
    case "==":
      return same(left, right);
    case "!=":
      return !same(left, right);
    case "in":
      if (Array.isArray(right)) return right.some((item) => same(left, item));
      return typeof right === "object" && right !== null && Object.hasOwn(right, String(left));
    case "<":
    case "<=":
      // Nothing comes before everything.
      return left == null ? right != null || op === "<=" : right != null && ordered(op, left, right);
    case ">":
    case ">=":
      return right == null ? left != null || op === ">=" : left != null && ordered(op, left, right);
    case "+":
      if (typeof left === "string" || typeof right === "string") return `${left ?? ""}${right ?? ""}`;
      return Number(left) + Number(right);
    case "-":
      return Number(left) - Number(right);
    case "*":
      return Number(left) * Number(right);
    case "/":
      return Number(left) / Number(right);
    case "%":
      return Number(left) % Number(right);
  }
}

function ordered(op: string, left: unknown, right: unknown): boolean {
  if (typeof left !== typeof right || (typeof left !== "number" && typeof left !== "string")) return false;
  const [a, b] = [left as number, right as number];
  return op === "<" ? a < b : op === "<=" ? a <= b : op === ">" ? a > b : a >= b;
}

function same(left: unknown, right: unknown): boolean {
  if (left === undefined && right === undefined) return false; // two absent things are not the same thing
  if (left == null || right == null) return left == null && right == null;
  return isDeepStrictEqual(left, right);
}

function member(of: unknown, key: unknown): unknown {
  if (Array.isArray(of)) return typeof key === "number" ? of[key] : undefined;
  if (typeof of !== "object" || of === null || !Object.hasOwn(of, String(key))) return undefined;
  return (of as Record<string, unknown>)[String(key)];
}

function sizeOf(of: unknown): number {
  if (typeof of === "string" || Array.isArray(of)) return of.length;
  return typeof of === "object" && of !== null ? Object.keys(of).length : 0;
}
