import { expect, test } from "vitest";
import { expression, holds } from "./expressions";

const event = { name: "x/y", ts: 5, data: { a: 1, b: "b", list: [1, 2], deep: { n: null }, flag: true } };
const async = { data: { a: 1, b: "c" } };

test.each([
  ["event.data.a == 1", true],
  ["event.data.a == 1.0", true],
  ["event.data.a == '1'", false],
  ["event.data.a == async.data.a && event.data.b != async.data.b", true],
  ["event.data.missing == null", true],
  ["event.data.deep.n == null", true],
  ["event.data.missing == 'x'", false],
  ["event.data.missing == event.data.absent", false],
  ["event.data.missing != 'x'", true],
  ["event.data.missing.deeper == null", true],
  ["event.data.missing > 3", false],
  ["event.data.missing < 3", true],
  ["event.data.a < 2 && event.data.a >= 1", true],
  ["event.data.b > 'a'", true],
  ["event.data.a > 'a'", false],
  ["size(event.data.missing)", 0],
  ["size(event.data.list) + event.data.list.size()", 4],
  ["'a' + 5", "a5"],
  ["event.data.flag && event.data.b", true],
  ["event.data.missing || event.data.a", true],
  ["!event.data.missing", true],
  ["event.data.a in [1, 2]", true],
  ["'a' in event.data", true],
  ["3 in event.data.list", false],
  ["event.data.flag ? 120 : -120", 120],
  ["event.data['b']", "b"],
  ["event.data.list[1]", 2],
  ["event.name.startsWith('x/') && event.name.endsWith('y') && event.name.contains('/')", true],
  ["event.name.matches('^x/[a-z]$')", true],
  ["has(event.data.a) && !has(event.data.missing)", true],
  ["event.data.a + 1 == 2 && 7 % 4 == 3 && 6 / 4 == 1.5 && 2 * 3 - 1 == 5", true],
])("%s is %j", (source, expected) => {
  expect(expression(source)({ event, async })).toEqual(expected);
});

test("an absent condition holds", () => {
  expect(holds(undefined, {})).toBe(true);
  expect(holds(null, {})).toBe(true);
});

test.each([
  ["event.data.list.exists(i, i == 1)", "exists"],
  ["steps.a == 1", "steps"],
  ["timestamp(event.ts)", "timestamp"],
  ["event.constructor()", "constructor"],
  ["event.data.a ==", "Unexpected"],
])("%s is refused", (source, why) => {
  expect(() => expression(source)).toThrow(why);
});
