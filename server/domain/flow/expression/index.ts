export {
  type ConditionRow,
  Conditions,
  conditionsToExpression,
  type Operator,
  operators,
  withoutValue,
} from "./conditions";
export { expressionFunctions } from "./functions";
export { normaliseExpression } from "./normalise";
export { MAX_EXPRESSION, type Program, parseExpression } from "./parse";
export type { Scope } from "./scope";
