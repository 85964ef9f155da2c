import { describe, expect, test } from "vitest";
import { describeFinding, type Finding, publishable } from "../findings";
import { type CompileContext, compile } from "../plan";
import { type Drawn, type DrawOptions, draw } from "../testing";

type Nodes = Record<string, Drawn>;

function found(nodes: Nodes, options: DrawOptions & CompileContext = {}): Finding[] {
  return compile(draw(nodes, options), options).findings;
}

const codes = (findings: Finding[]) => findings.map(({ code, nodeId }) => (nodeId ? `${code} ${nodeId}` : code));

const start = (next: string): Drawn => ["start", {}, { SUCCESS: next }];
const end: Drawn = ["end"];
const say = (text: string, next: string): Drawn => ["reply", { text }, { SUCCESS: next }];
const code = (source: string, yes: string, no: string): Drawn => [
  "expression",
  { mode: "code", code: source },
  { TRUE: yes, FALSE: no },
];
const count = (next: string, name = "var_n"): Drawn => [
  "set_variable",
  { set: [{ var: name, op: "add", from: "literal", as: "number", literal: "1" }] },
  { SUCCESS: next },
];

const templateLine = { id: "n1", address: "10690000123456", kind: "sms" };
const chosen = (value: string) => ({
  name: "SMS_1001",
  language: "",
  text: "{{order}} is ready",
  variables: [{ name: "order", value }],
});

/** One graph per check: what is wrong, and everything that is said about it. */
const broken: [string, Nodes, string[], (DrawOptions & CompileContext)?][] = [
  ["nothing wrong", { start: start("end"), end }, []],
  ["no start", { end }, ["E01"]],
  ["two starts", { a: start("end"), b: start("end"), end }, ["E01 b"]],
  ["no end", { start: start("hi"), hi: say("Hi", "hi2"), hi2: say("Ho", "hi") }, ["E02", "E09 hi"]],
  ["a node nobody reaches", { start: start("end"), lost: say("Hi", "end"), end }, ["E03 lost"]],
  ["notes need no way to them", { start: start("end"), note: ["note", { text: "x" }], end }, []],
  [
    "an outcome that leads nowhere",
    { start: start("ask"), ask: ["is_assigned", {}, { TRUE: "end" }], end },
    ["E04 ask"],
  ],
  ["FAILED and SKIPPED may stay open", { start: start("hi"), hi: say("Hi", "end"), end }, []],
  [
    "an option that leads nowhere",
    {
      start: start("pick"),
      pick: ["switch", { input: "message_body", cases: [{ id: "a", op: "eq", value: "1" }] }, { ELSE: "end" }],
      end,
    },
    ["E04 pick"],
  ],
  ["an edge to nowhere", { start: start("gone"), end }, ["E05 start", "E02", "E03 end"]],
  ["an outcome that is none", { start: start("end"), end: ["end", {}, { SUCCESS: "end" }] }, ["E05 end"]],
  ["a way into the start", { start: start("hi"), hi: say("Hi", "start"), end }, ["E05 hi", "E02", "E03 end"]],
  ["a way to a note", { start: start("note"), note: ["note"], end }, ["E05 start", "E02", "E03 end"]],
  ["a jump to nothing", { start: start("jump"), jump: ["jump", {}], end }, ["E06 jump", "E02", "E03 end"]],
  [
    "a jump to a node that is gone",
    { start: start("jump"), jump: ["jump", { target: "x" }], end },
    ["E02", "E03 end", "E05 jump"],
  ],
  [
    "jumps in a circle",
    { start: start("a"), a: ["jump", { target: "b" }], b: ["jump", { target: "a" }], end },
    ["E02", "E03 end", "E05 a", "E05 b"],
  ],
  ["a setting that is missing", { start: start("hi"), hi: say("", "end"), end }, ["E06 hi"]],
  [
    "a setting that is missing in a row",
    { start: start("d"), d: ["get_contact_data", { outputs: [{ var: "var_a" }] }, { SUCCESS: "end" }], end },
    ["E06 d"],
  ],
  [
    "settings that do not show do not count",
    { start: start("q"), q: ["agents_offline", { scope: "all" }, { TRUE: "end", FALSE: "end" }], end },
    [],
  ],
  [
    "a setting that cannot be",
    { start: start("w"), w: ["delay", { for: { n: -1, unit: "days" } }, { SUCCESS: "end" }], end },
    ["E06 w"],
  ],
  [
    "a variable with another name",
    { start: start("s"), s: ["set_variable", { set: [{ var: "x" }] }, { SUCCESS: "end" }], end },
    ["E06 s"],
  ],
  ["a node type that is none", { start: start("x"), x: ["dance", {}, { SUCCESS: "end" }], end }, ["E06 x"]],
  ["a trigger that is none", { start: start("end"), end }, ["E06"], { trigger: { id: "moon.rises" } }],
  ["a trigger's setting", { start: start("end"), end }, ["E06"], { trigger: { id: "sms.message.keyword" } }],
  ["a broken expression", { start: start("x"), x: code("1 +", "end", "end"), end }, ["E07 x"]],
  ["a broken template", { start: start("hi"), hi: say("Hi {{ x", "end"), end }, ["E07 hi"]],
  ["an unsafe pattern", { start: start("x"), x: code("matches(message_body, '(')", "end", "end"), end }, ["E07 x"]],
  ["a variable that is never set", { start: start("x"), x: code("var_a == 1", "end", "end"), end }, ["E08 x"]],
  ["a name that is not ours", { start: start("hi"), hi: say("{{ user_nickname }}", "end"), end }, ["E08 hi"]],
  [
    "a custom field that is gone",
    { start: start("hi"), hi: say("{{ field_size }}{{ field_shoe }}", "end"), end },
    ["E08 hi"],
    { directory: { fields: new Set(["shoe"]) } },
  ],
  [
    "a loop without wait or bound",
    { start: start("a"), a: code("is_new_contact", "b", "end"), b: say("Hi", "a"), end },
    ["E09 a"],
  ],
  [
    "a loop that waits",
    { start: start("a"), a: say("Hi", "w"), w: ["wait_reply", {}, { REPLIED: "a", TIMEOUT: "end" }], end },
    [],
  ],
  [
    "a loop that counts",
    { start: start("c"), c: count("x"), x: code("var_n < 3", "hi", "end"), hi: say("Hi", "c"), end },
    [],
  ],
  [
    "a loop that counts what nobody asks",
    { start: start("c"), c: count("x"), x: code("is_new_contact", "c", "end"), end },
    ["E09 c"],
  ],
  [
    "a loop that counts and starts anew",
    {
      start: start("c"),
      c: count("x"),
      x: code("var_n < 3", "z", "end"),
      z: ["set_variable", { set: [{ var: "var_n", op: "set", as: "number", literal: "0" }] }, { SUCCESS: "c" }],
      end,
    },
    ["E09 c"],
  ],
  [
    "a way round the count",
    { start: start("c"), c: count("x"), x: code("var_n < 3", "y", "end"), y: code("is_new_contact", "c", "x"), end },
    ["E09 c"],
  ],
  [
    "a loop through a jump",
    { start: start("a"), a: code("is_new_contact", "j", "end"), j: ["jump", { target: "a" }], end },
    ["E09 a"],
  ],
  [
    "a node of another kind",
    { start: start("t"), t: ["transform_message", {}, { SUCCESS: "end" }], end },
    ["E10 t"],
    { kind: "event", trigger: { id: "conversation.closed" } },
  ],
  ["a trigger of another kind", { start: start("end"), end }, ["E10"], { kind: "email" }],
  [
    "an email flow's target",
    { start: start("t"), t: ["transform_message", { target: "sms" }, { SUCCESS: "end" }], end },
    ["E06 t"],
    { kind: "email", trigger: { id: "manual" } },
  ],
  [
    "a queue that was deleted",
    { start: start("q"), q: ["assign_queue", { queueId: "q9" }, { SUCCESS: "end", FALSE: "end" }], end },
    ["E12 q"],
    { directory: { queues: new Set(["q1"]) } },
  ],
  [
    "one way that does not set it",
    { start: start("x"), x: code("is_new_contact", "c", "hi"), c: count("hi"), hi: say("{{ var_n }}", "end"), end },
    ["W01 hi"],
  ],
  [
    "set only when it was answered",
    {
      start: start("w"),
      w: ["wait_reply", { save: "var_a" }, { REPLIED: "hi", TIMEOUT: "hi" }],
      hi: say("{{ var_a }}", "end"),
      end,
    },
    ["W01 hi"],
  ],
  [
    "what the trigger does not bring",
    { start: start("hi"), hi: say("{{ message_body }}", "end"), end },
    ["W01 hi"],
    { trigger: { id: "manual" } },
  ],
  ["a long text", { start: start("hi"), hi: say("a".repeat(460), "end"), end }, ["W03 hi"]],
  [
    "one character that makes a text long",
    { start: start("hi"), hi: say(`It’s ${"a".repeat(80)}`, "end"), end },
    ["W03 hi"],
  ],
  [
    "a Chinese text is just Chinese",
    { start: start("hi"), hi: say("您好，请问有什么可以帮您？".repeat(6), "end"), end },
    [],
  ],
  [
    "a wait longer than the conversation",
    { start: start("w"), w: ["delay", { for: { n: 8, unit: "days" } }, { SUCCESS: "end" }], end },
    ["W05 w"],
    { autoCloseMs: 7 * 86_400_000 },
  ],
  [
    "another flow on the same messages",
    { start: start("end"), end },
    ["W06"],
    { otherFlows: [{ id: "f2", name: "Other", trigger: { id: "sms.message", config: {} } }] },
  ],
  [
    "another flow on another number",
    { start: start("end"), end },
    [],
    {
      trigger: { id: "sms.message", config: { numberIds: ["n1"] } },
      otherFlows: [{ id: "f2", name: "Other", trigger: { id: "sms.message", config: { numberIds: ["n2"] } } }],
    },
  ],
  [
    "a keyword that takes the customer out",
    { start: start("end"), end },
    ["E14"],
    { trigger: { id: "sms.message.keyword", config: { words: ["menu", "Stop"] } }, numbers: ["+12025550100"] },
  ],
  [
    "a number that was deleted",
    { start: start("end"), end },
    ["E12"],
    {
      trigger: { id: "sms.message", config: { numberIds: ["n9"] } },
      directory: { channelNumbers: new Set(["n1"]) },
    },
  ],
  [
    "a scheduled message whose failure nobody sees",
    { start: start("hi"), hi: say("Hi", "end"), end },
    ["W02 hi"],
    { kind: "auto", trigger: { id: "manual" } },
  ],
  [
    "a scheduled message whose failure is drawn",
    { start: start("hi"), hi: ["reply", { text: "Hi" }, { SUCCESS: "end", FAILED: "end" }], end },
    [],
    { kind: "auto", trigger: { id: "manual" } },
  ],
  [
    "a mail to somebody who texted",
    { start: start("hi"), hi: ["reply", { text: "Hi", channel: "email" }, { SUCCESS: "end" }], end },
    ["W04 hi"],
  ],
  [
    "free text where only templates are sent",
    { start: start("hi"), hi: say("Hi", "end"), end },
    ["W12 hi"],
    { templateNumbers: [templateLine] },
  ],
  [
    "free text on other numbers than those",
    { start: start("hi"), hi: say("Hi", "end"), end },
    [],
    { templateNumbers: [templateLine], trigger: { id: "sms.message", config: { numberIds: ["n2"] } } },
  ],
  [
    "a template where only templates are sent",
    { start: start("hi"), hi: ["reply", { source: "template", template: chosen("A-1009") }, { SUCCESS: "end" }], end },
    [],
    { templateNumbers: [templateLine] },
  ],
  [
    "a template that was not chosen",
    { start: start("hi"), hi: ["reply", { source: "template" }, { SUCCESS: "end" }], end },
    ["E06 hi"],
  ],
  [
    "a template with a hole",
    { start: start("hi"), hi: ["reply", { source: "template", template: chosen("") }, { SUCCESS: "end" }], end },
    ["E06 hi"],
  ],
  [
    "a template's variable that cannot be read",
    { start: start("hi"), hi: ["reply", { source: "template", template: chosen("{{ 1 +") }, { SUCCESS: "end" }], end },
    ["E07 hi"],
  ],
  [
    "answers that go where he may have no address",
    {
      start: start("t"),
      t: ["transform_message", { target: "whatsapp", setReplyChannel: true }, { SUCCESS: "end" }],
      end,
    },
    ["W04 t"],
  ],
  [
    "agents get it as mail, answers stay where they were",
    { start: start("t"), t: ["transform_message", { target: "email" }, { SUCCESS: "end" }], end },
    [],
  ],
  [
    "marketing without a way out",
    {
      start: start("hi"),
      hi: ["reply", { text: "Sale! Nonstop.", category: "marketing" }, { SUCCESS: "end" }],
      end,
    },
    ["W07 hi"],
  ],
  [
    "marketing with a way out, in either language",
    {
      start: start("hi"),
      hi: ["reply", { text: "Sale! Reply STOP to opt out.", category: "marketing" }, { SUCCESS: "hi2" }],
      hi2: ["reply", { text: "大促销，回T退订", category: "marketing" }, { SUCCESS: "end" }],
      end,
    },
    [],
  ],
  [
    "the same text twice on one way",
    {
      start: start("ask"),
      ask: ["is_assigned", {}, { TRUE: "a", FALSE: "b" }],
      a: say("Welcome", "tag"),
      tag: ["tag", { add: ["x"] }, { SUCCESS: "b" }],
      b: say("Welcome", "end"),
      end,
    },
    ["W08 b"],
  ],
  [
    "the same text on two ways, and again after an answer",
    {
      start: start("ask"),
      ask: ["is_assigned", {}, { TRUE: "a", FALSE: "b" }],
      a: say("Your number?", "w"),
      b: say("Your number?", "w"),
      w: ["wait_reply", {}, { REPLIED: "end", TIMEOUT: "again" }],
      again: say("Your number?", "end"),
      end,
    },
    [],
  ],
  ["a goal that no end reaches", { start: start("end"), end }, ["W09"], { settings: { goal: "An order" } }],
  [
    "a goal that is reached",
    { start: start("end"), end: ["end", { result: "goal" }] },
    [],
    { settings: { goal: "An order" } },
  ],
  [
    "a text without words for one language",
    {
      start: start("hi"),
      hi: say('{% if user_language == "en" %}Hello{% endif %}', "end"),
      end,
    },
    ["W10 hi"],
    { languages: ["en", "zh-CN"] },
  ],
  [
    "a text with words for every language",
    {
      start: start("hi"),
      hi: say('{% if user_language == "zh" %}您好{% else %}Hello{% endif %}', "end"),
      end,
    },
    [],
    { languages: ["en", "zh-CN"] },
  ],
  ["a person who may not be there", { start: start("p"), p: ["assign_agent", {}, { SUCCESS: "end" }], end }, ["W11 p"]],
  [
    "a person somebody asked about",
    {
      start: start("ask"),
      ask: ["agents_offline", {}, { TRUE: "end", FALSE: "p" }],
      p: ["assign_agent", {}, { SUCCESS: "end" }],
      end,
    },
    [],
  ],
];

describe("publish checks", () => {
  test.each(broken)("%s", (_, nodes, wanted, options) => expect(codes(found(nodes, options))).toEqual(wanted));

  test("every finding is a sentence and a fix in both languages", () => {
    for (const [, nodes, , options] of broken) {
      for (const it of found(nodes, options)) {
        const [en, zh] = [describeFinding(it, "en", "My node"), describeFinding(it, "zh-CN", "我的节点")];
        for (const words of [en.text, en.fix]) expect(words).toMatch(/^[A-Z“].*\.$/s);
        for (const words of [zh.text, zh.fix]) expect(words).toMatch(/^[^a-z].*。$/s);
        for (const words of [en.text, en.fix, zh.text, zh.fix])
          expect(words).not.toMatch(/undefined|[{]\w|\b[a-z]+_[a-z]+_/);
      }
    }
  });

  test("errors block publishing, warnings do not", () => {
    expect(publishable(found({ start: start("p"), p: ["assign_agent", {}, { SUCCESS: "end" }], end }))).toBe(true);
    expect(publishable(found({ end }))).toBe(false);
  });

  test("an unfinished draft can be tried wherever it has one start", () => {
    expect(compile(draw({ start: start("gone") })).plan).not.toBeNull();
    expect(compile(draw({ end })).plan).toBeNull();
  });
});

test("300 nodes in a row are checked at once", () => {
  const nodes: Nodes = { start: start("n0"), end };
  for (let i = 0; i < 298; i++) nodes[`n${i}`] = count(i === 297 ? "end" : `n${i + 1}`);
  const began = performance.now();
  expect(found(nodes)).toEqual([]);
  expect(performance.now() - began).toBeLessThan(1000);
});
