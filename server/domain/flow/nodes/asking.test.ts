import { describe, expect, test } from "vitest";
import { only } from "../testing";
import type { Answer } from "../types";

const good: Answer = { ok: true };
const bad: Answer = { ok: false, reason: { code: "agent_gone" } };

const ready = (first: string) => ({
  name: "order_ready",
  language: "en",
  text: "Hello {{1}}, {{2}} is ready.",
  variables: [
    { name: "1", value: first },
    { name: "2", value: "A-1009" },
  ],
});

test("a template with a variable that comes to nothing is not sent", () => {
  const run = only("reply", { source: "template", template: ready("{{ user_fullname }}") });
  expect(run.outcomeOf("node")).toBe("FAILED");
  expect(run.visitOf("node")).toMatchObject({ reason: { code: "empty_variable", params: { name: "1" } } });
});

describe("nodes that ask the world once", () => {
  test.each<[type: string, config: Record<string, unknown>, request: object, outcomes: [Answer, string][]]>([
    [
      "is_assigned",
      {},
      { kind: "read", what: "assigned", by: "contact_owner" },
      [
        [{ ok: true, value: true }, "TRUE"],
        [{ ok: true, value: false }, "FALSE"],
        [{ ok: true, value: "x" }, "FAILED"],
        [bad, "FAILED"],
      ],
    ],
    ["is_assigned", { by: "conversation" }, { by: "conversation" }, [[{ ok: true, value: true }, "TRUE"]]],
    [
      "agents_offline",
      { scope: "queue", queueId: "q1", countAway: true },
      { kind: "read", what: "agents_offline", scope: "queue", queueId: "q1", countAway: true },
      [
        [{ ok: true, value: true }, "TRUE"],
        [{ ok: true, value: false }, "FALSE"],
        [bad, "FAILED"],
      ],
    ],
    ["agents_offline", { scope: "agents", agentIds: ["a"] }, { scope: "agents", agentIds: ["a"] }, [[bad, "FAILED"]]],
    [
      "assign_all",
      {},
      { kind: "write", what: "assign", to: { kind: "all" } },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "assign_agent",
      {},
      { kind: "write", what: "assign", to: { kind: "contact_owner", ifUnavailable: "assign_anyway" } },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "assign_agent",
      { who: "agent", agentId: "a1", ifUnavailable: "fail" },
      { to: { kind: "agent", agentId: "a1", ifUnavailable: "fail" } },
      [[good, "SUCCESS"]],
    ],
    [
      "assign_queue",
      { queueId: "q1", mode: "round_robin", onlineFirst: true },
      { to: { kind: "queue", queueId: "q1", mode: "round_robin", onlineFirst: true } },
      [
        [good, "SUCCESS"],
        [{ ok: true, outcome: "FALSE" }, "FALSE"],
        [bad, "FAILED"],
      ],
    ],
    [
      "transform_message",
      { target: "email" },
      { kind: "write", what: "transform", target: "email", stripQuoted: true, stripHtml: true, setReplyChannel: false },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "tag",
      { on: "conversation", add: ["vip"], remove: ["new"] },
      { kind: "write", what: "tag", on: "conversation", add: ["vip"], remove: ["new"] },
      [
        [good, "SUCCESS"],
        [bad, "FAILED"],
      ],
    ],
    [
      "reply",
      { text: "Hello {{ user_fullname | default: 'there' }}" },
      {
        kind: "send",
        message: {
          as: "bot",
          channel: "conversation",
          text: "Hello there",
          attachmentIds: [],
          quickReplies: [],
          silent: false,
          category: "service",
        },
      },
      [
        [good, "SUCCESS"],
        [{ ok: true, outcome: "SKIPPED", reason: { code: "opted_out" } }, "SKIPPED"],
        [bad, "FAILED"],
      ],
    ],
    [
      "reply",
      { source: "canned", savedReplyId: "s1", as: "agent", agentId: "a1" },
      { message: { as: "agent", agentId: "a1", savedReplyId: "s1", text: "" } },
      [[good, "SUCCESS"]],
    ],
    [
      "reply",
      { source: "template", template: ready("{{ user_fullname | default: 'there' }}") },
      {
        message: {
          text: "Hello there, A-1009 is ready.",
          template: { name: "order_ready", language: "en", variables: { "1": "there", "2": "A-1009" } },
        },
      },
      [[good, "SUCCESS"]],
    ],
  ])("%s %j", (type, config, request, answers) => {
    for (const [answer, outcome] of answers) {
      const run = only(type, config);
      expect(run.request).toMatchObject(request);
      expect(run.answer(answer).outcomeOf("node")).toBe(outcome);
      expect(run.run).toMatchObject({ status: "ended", result: outcome });
    }
  });
});

describe("get customer data", () => {
  const outputs = [
    { var: "var_name", from: "standard", field: "user_fullname" },
    { var: "var_size", from: "custom", field: "size" },
  ];
  test("puts what was read into variables, an empty field as nothing", () => {
    const run = only("get_contact_data", { outputs });
    expect(run.request).toMatchObject({ kind: "read", what: "contact", outputs });
    expect(run.ok({ var_name: "Ann", var_other: 1 }).run.variables).toEqual({ var_name: "Ann", var_size: null });
    expect(run.visitOf("node")).toMatchObject({ outcome: "SUCCESS", output: { var_name: "Ann", var_size: null } });
  });
  test("nothing chosen is nothing to do", () => expect(only("get_contact_data", {}).outcomeOf("node")).toBe("SUCCESS"));
  test("what cannot be read fails", () => {
    expect(only("get_contact_data", { outputs }).refused().outcomeOf("node")).toBe("FAILED");
  });
});
