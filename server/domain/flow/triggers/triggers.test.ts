import { describe, expect, test } from "vitest";
import { resolveTriggers, triggers, triggersFor } from "./index";
import { type KeywordMatch, matchedWord } from "./keywords";
import type { Occurrence } from "./types";

const sms: Occurrence = {
  kind: "message",
  channel: "sms",
  numberId: "n1",
  text: "Menu",
  firstContact: false,
  takenOver: false,
};

describe("what starts what", () => {
  test.each<[string, Record<string, unknown>, Occurrence, object | null]>([
    ["sms.message", {}, sms, {}],
    ["sms.message", { numberIds: ["n1", "n2"] }, sms, {}],
    ["sms.message", { numberIds: ["n2"] }, sms, null],
    ["sms.message", {}, { ...sms, channel: "email" }, null],
    ["sms.message.first", {}, sms, null],
    ["sms.message.first", {}, { ...sms, firstContact: true }, {}],
    ["sms.message.keyword", { words: ["stop", "menu"] }, sms, { matched_word: "menu" }],
    ["sms.message.keyword", { words: ["price"] }, sms, null],
    ["conversation.closed", {}, { kind: "conversation.closed", channel: "sms", numberId: "n1" }, {}],
    ["conversation.closed", {}, sms, null],
    ["manual", {}, { kind: "manual", flowId: "f" }, {}],
    ["manual", {}, sms, null],
  ])("%s %j", (id, config, occurrence, wanted) => {
    const type = triggers[id];
    expect(type?.matches(type.schema.parse(config), occurrence)).toEqual(wanted);
  });

  test("each is there in both languages and fits some kind", () => {
    for (const [id, type] of Object.entries(triggers)) {
      expect(type.id).toBe(id);
      expect(type.label.en && type.label["zh-CN"] && type.icon).toBeTruthy();
    }
    expect(triggersFor("sms").map(({ id }) => id)).toEqual([
      "sms.message",
      "sms.message.first",
      "sms.message.keyword",
      "manual",
    ]);
    expect(triggersFor("event").map(({ id }) => id)).toEqual(["conversation.closed", "manual"]);
  });
});

describe("keywords", () => {
  test.each<[string, KeywordMatch, string | null]>([
    ["menu", "whole", "Menu"],
    [" ＭＥＮＵ ", "whole", "Menu"],
    ["the menu", "whole", null],
    ["the menu, please", "word", "Menu"],
    ["menus", "word", null],
    ["menus", "contains", "Menu"],
    ["我要查价格", "word", "价格"],
    ["", "contains", null],
  ])("%j by %s", (text, match, wanted) => expect(matchedWord(text, ["Menu", "价格"], match)).toBe(wanted));
});

describe("which flows start", () => {
  const flow = (id: string, more: object = {}) => ({
    id,
    trigger: { id: "sms.message", config: {} },
    customerFacing: true,
    talks: true,
    ...more,
  });
  const ids = ({ foreground, background }: ReturnType<typeof resolveTriggers<ReturnType<typeof flow>>>) => [
    foreground?.flow.id ?? null,
    ...background.map(({ flow: { id } }) => id),
  ];
  const quiet = { customerFacing: false, talks: false };

  test("the first that faces the customer, and all in the background", () => {
    const flows = [flow("b1", quiet), flow("a"), flow("b"), flow("b2", quiet)];
    expect(ids(resolveTriggers(flows, sms))).toEqual(["a", "b1", "b2"]);
  });
  test("none that faces the customer while one is in the conversation", () => {
    expect(ids(resolveTriggers([flow("a"), flow("b1", quiet)], sms, true))).toEqual([null, "b1"]);
  });
  test("while a person has the conversation, none that talks, unless it says so", () => {
    const taken = { ...sms, takenOver: true };
    const router = flow("r", { talks: false });
    const also = flow("also", { trigger: { id: "sms.message", config: { alsoWhenTakenOver: true } } });
    expect(ids(resolveTriggers([flow("a"), router], taken))).toEqual(["r"]);
    expect(ids(resolveTriggers([flow("a"), also], taken))).toEqual(["also"]);
  });
  test("settings that do not fit start nothing", () => {
    const broken = flow("a", { trigger: { id: "sms.message", config: { numberIds: 5 } } });
    const gone = flow("b", { trigger: { id: "toString", config: {} } });
    expect(ids(resolveTriggers([broken, gone, flow("c")], sms))).toEqual(["c"]);
  });
});
