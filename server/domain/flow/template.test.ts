import { describe, expect, test } from "vitest";
import { parseTemplate } from "./template";
import type { Value } from "./types";

const values: Record<string, Value> = {
  user_fullname: "Ann <b>",
  var_list: ["a", "b"],
  var_number: 1234.5,
  var_when: { date: "2026-03-01T16:05:00.000Z" },
  var_long: "x".repeat(60_000),
};
const scope = {
  variable: (name: string) => (Object.hasOwn(values, name) ? values[name] : undefined),
  zone: "Asia/Shanghai",
};

function rendered(source: string): unknown {
  const template = parseTemplate(source);
  if ("error" in template) return `not parsed: ${template.error.code}`;
  const result = template.render(scope);
  return "error" in result ? `failed: ${result.error.code}` : result.text;
}

describe("texts", () => {
  test.each([
    ["plain", "plain"],
    ['您好，{{ user_name | default: "朋友" }}', "您好，朋友"],
    ["Hello {{ user_fullname }}", "Hello Ann <b>"],
    ["{{ nobody }}.", "."],
    ["{% if var_number > 1000 %}much{% else %}little{% endif %}", "much"],
    ["{% case user_fullname %}{% when 'Ann <b>' %}A{% else %}B{% endcase %}", "A"],
    ["{% for x in var_list %}{{ x }},{% endfor %}", "a,b,"],
    ["{% assign n = 1 | plus: 2 %}{{ n }}", "3"],
    ["{% comment %}no{% endcomment %}{% raw %}{{ x }}{% endraw %}", "{{ x }}"],
    ["{{ 'ab' | upcase }}{{ 'CD' | downcase }}{{ 'eF' | capitalize }}", "ABcdEf"],
    ["{{ ' a ' | strip }}|{{ 'abcdef' | truncate: 5 }}", "a|ab..."],
    ["{{ 5 | minus: 2 | times: 4 | divided_by: 5 }} {{ 0.1 | plus: 0.2 }} {{ 3.14159 | round: 2 }}", "2 0.3 3.14"],
    ["{{ 'a-b' | replace: '-', '+' }}{{ 'a,b' | split: ',' | join: '/' }}", "a+ba/b"],
    ["{{ var_list | first }}{{ var_list | last }}{{ var_list | size }}{{ '你好' | size }}", "ab22"],
    ["{{ user_fullname | escape }} {{ 'a b&' | url_encode }}", "Ann &lt;b&gt; a+b%26"],
    ["{{ 'b' | append: 'c' | prepend: 'a' }}", "abc"],
    [
      "{{ '12.50' | number }} {{ var_number | money }} {{ var_number | money: 'CNY' }} {{ 3 | money: '€' }}",
      "12.5 1,234.50 ¥1,234.50 €3.00",
    ],
    [
      "{{ var_when }} {{ var_when | date: '%d.%m.%y' }} {{ var_when | local_time: '%H:%M' }}",
      "2026-03-02 00:05 02.03.26 00:05",
    ],
    ["{{ var_when | date: '%H:%M', 'UTC' }} {{ 'soon' | date }}", "16:05 soon"],
    ["{{ '2026-03-05' | date: '%-d %B, %A' }}", "5 March, Thursday"],
    ["{{ toString }}{{ constructor }}{{ __proto__ }}", ""],
    ["{{ user_fullname.constructor }}{{ var_list.constructor.name }}", ""],
  ])("%s", (source, wanted) => expect(rendered(source)).toBe(wanted));
});

describe("no includes, no files, nothing that explodes", () => {
  test.each([
    ["{% include 'x' %}", "not parsed: template_unknown_tag"],
    ["{% render 'x' %}", "not parsed: template_unknown_tag"],
    ["{% layout 'x' %}", "not parsed: template_unknown_tag"],
    ["{% capture x %}{% endcapture %}", "not parsed: template_unknown_tag"],
    ["{{ 'x' | map: 'y' }}", "not parsed: template_unknown_filter"],
    ["{% if x %}", "not parsed: template_not_closed"],
    ["{% for %}{% endfor %}", "not parsed: template_syntax"],
    ["{{ x", "not parsed: template_not_closed"],
    ["x".repeat(20_001), "not parsed: template_too_long"],
    ["{% for i in (1..1000000) %}x{% endfor %}", "failed: template_too_much"],
    ["{% for i in (1..9000) %}{% for j in (1..9000) %}{% endfor %}{% endfor %}", "failed: template_too_much"],
    ["{{ var_long }}{{ var_long }}", "failed: template_too_much"],
    ["{{ var_long | replace: 'x', var_long }}", "failed: template_too_much"],
    ["{% assign a = var_long | append: var_long %}", "failed: template_too_much"],
    ["{{ 1 | divided_by: 0 }}", "failed: division_by_zero"],
  ])("%s", (source, wanted) => expect(rendered(source)).toBe(wanted));

  test("deep nesting", () => {
    expect(rendered("{% if a %}".repeat(1900))).toMatch(/^not parsed/);
  });
});

test("what nobody set is empty and is said", () => {
  const template = parseTemplate("{{ var_a }}{% if var_b %}{{ var_c }}{% endif %}{% assign d = 1 %}{{ d }}");
  if ("error" in template) throw new Error("not parsed");
  expect(template.variables).toEqual(["var_a", "var_b", "var_c"]);
  expect(template.render(scope)).toEqual({ text: "1", unknown: ["var_a", "var_b"] });
});
