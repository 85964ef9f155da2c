import { describe, expect, test } from "vitest";
import { parseExpression } from "./expression";
import { parseTemplate } from "./template";
import { type Drawn, Played, planOf } from "./testing";

/** As long as a variable can be. */
const long = "ab".repeat(32_000);

/** Little CPU, little memory: measured by what this process used, whatever else the machine does. */
function bounded<T>(work: () => T): T {
  const heap = process.memoryUsage().heapUsed;
  const before = process.cpuUsage();
  const result = work();
  const { user } = process.cpuUsage(before);
  expect(user / 1000).toBeLessThan(1500);
  expect(process.memoryUsage().heapUsed - heap).toBeLessThan(200 * 1024 * 1024);
  return result;
}

describe("texts that would keep the process busy for minutes", () => {
  const loop = (body: string) => `{% for i in (1..9000) %}${body}{% endfor %}`;
  test.each([
    ["change of case", loop("{% assign a = var_long | upcase | downcase | upcase | downcase %}")],
    ["replacing", loop("{% assign a = var_long | replace: 'a', 'c' | replace: 'b', 'd' %}")],
    ["splitting", loop("{% assign a = var_long | split: '' | join: '' %}")],
    ["escaping", loop("{% assign a = var_long | url_encode | escape %}")],
    ["looking for", loop("{% if var_long contains 'abababababababababac' %}x{% endif %}")],
    ["a text kept aside", `{% assign b = var_long | upcase %}${loop("{% assign a = b | downcase | strip %}")}`],
  ])("%s", (_, source) => {
    const template = parseTemplate(source);
    if ("error" in template) throw new Error("not parsed");
    const rendered = bounded(() => template.render({ variable: () => long, zone: "UTC" }));
    expect(rendered).toEqual({ error: { code: "template_too_much", params: expect.anything() } });
  });

  test("an honest long one is left alone", () => {
    const source =
      "{% assign a = var_long | strip %}{% for i in (1..200) %}{{ i | append: ', ' }}{% endfor %}{{ a | size }}";
    const template = parseTemplate(source);
    if ("error" in template) throw new Error("not parsed");
    expect(template.render({ variable: () => long, zone: "UTC" })).toMatchObject({
      text: expect.stringMatching(/64000$/),
    });
  });
});

test("a node whose text explodes fails with its reason, and the flow hands over", () => {
  const say: Drawn = ["reply", { text: "{% for i in (1..1000000) %}x{% endfor %}" }, { SUCCESS: "end" }];
  const played = new Played(planOf({ start: ["start", {}, { SUCCESS: "say" }], say, end: ["end"] }));
  expect(played.run).toMatchObject({ status: "ended", result: "failed" });
  expect(played.reasonOf("say")).toMatchObject({ code: "template_too_much" });
  expect(played.request).toMatchObject({ kind: "end", handover: { nodeId: "say" } });
});

test("as many patterns as an expression holds, on the longest text", () => {
  const source = Array.from({ length: 40 }, (_, i) => `matches(var_long, "(a|b|ab)*c${i}")`).join(" || ");
  const program = parseExpression(source);
  if ("error" in program) throw new Error("not parsed");
  const run = () => program.run({ variable: () => long, zone: "UTC", now: 0 });
  expect(bounded(run)).toEqual({ value: false });
});
