import { describe, expect, test } from "vitest";
import { type OptOutPlace, optOutWord } from "./opt-out-words";

const american: OptOutPlace = { kind: "sms", number: "+14155550100" };
const chinese: OptOutPlace = { kind: "sms", number: "+8618012121222" };
const french: OptOutPlace = { kind: "sms", number: "+33612345678" };
const whatsapp: OptOutPlace = { kind: "whatsapp", number: "+14155550100" };

describe("words by kind and country of the number", () => {
  const words = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT", "退订", "TD", "T", "R"];
  test.each([
    ["SMS +1", american, ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"]],
    ["SMS +86", chinese, ["退订", "TD", "T", "R"]],
    ["SMS elsewhere", french, ["STOP", "UNSUBSCRIBE", "退订"]],
    ["a short code", { kind: "sms", number: "12345" } as const, ["STOP", "UNSUBSCRIBE", "退订"]],
    ["WhatsApp", whatsapp, ["STOP", "UNSUBSCRIBE", "退订"]],
    ["email", { kind: "email", number: "help@example.com" } as const, []],
    ["the widget", { kind: "web", number: "widget" } as const, []],
  ])("%s", (_, place, out) => {
    expect(words.filter((word) => optOutWord(word, place, false) === "stop")).toEqual(out);
  });
});

test.each([
  [" stop ", american, "stop"],
  ["Stop\n", american, "stop"],
  ["ｓｔｏｐ", american, "stop"], // full width
  ["ＴＤ", chinese, "stop"],
  ["　退订　", chinese, "stop"], // ideographic spaces
  ["t", chinese, "stop"],
  ["please stop", american, null],
  ["STOP.", american, null],
  ["STOP ALL", american, null],
  ["stopp", american, null],
  ["START", american, "start"],
  ["unstop", whatsapp, "start"],
  ["help", american, "help"],
  ["", american, null],
  ["STOP".repeat(50), american, null],
] as const)("%j means %s", (text, place, kind) => {
  expect(optOutWord(text, place, false)).toBe(kind);
});

test("YES brings back only somebody who is out", () => {
  expect(optOutWord("YES", american, false)).toBeNull();
  expect(optOutWord("yes", american, true)).toBe("start");
});

test("a number may have words of its own, but one letter counts only for +86", () => {
  const extra = { stop: ["ARRET", "X"], start: ["RETOUR"] };
  expect(optOutWord("arret", { ...french, extra }, false)).toBe("stop");
  expect(optOutWord("retour", { ...french, extra }, false)).toBe("start");
  expect(optOutWord("x", { ...french, extra }, false)).toBeNull();
  expect(optOutWord("x", { ...chinese, extra }, false)).toBe("stop");
});
