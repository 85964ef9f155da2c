import { describe, expect, test } from "vitest";
import { recordedRequest, recordings } from "../testing/recorded";
import { general } from "./general";
import { contractFields, ErrorAnswer, examples, SendAnswer, SendRequest, WebhookBody } from "./general-contract";

const recorded = recordings.general!;
const credentials = { apiKey: "", secret: "", sendUrl: "", verifyUrl: "", ...recorded.credentials };
const channel = { credentials, numbers: recorded.numbers };
const read = (body: unknown) => {
  try {
    return general.parse(recordedRequest(recorded, JSON.stringify(body)), channel);
  } catch {
    return null;
  }
};

test("the examples are what the contract says", () => {
  expect(SendRequest.parse(examples.send)).toEqual(examples.send);
  expect(SendRequest.parse(examples.sendMedia)).toEqual(examples.sendMedia);
  expect(SendAnswer.parse(examples.sent)).toEqual(examples.sent);
  expect(ErrorAnswer.parse(examples.error)).toEqual(examples.error);
  expect(WebhookBody.parse(examples.webhook)).toEqual(examples.webhook);
});

test("the example of a webhook reads as a message", () => {
  expect(read(examples.webhook)).toMatchObject([
    { kind: "message", externalId: examples.webhook.data.payload.id, from: "+8618012121222", text: "Hello!" },
  ]);
});

describe("whatever the contract allows is taken", () => {
  const { payload } = examples.webhook.data;
  const variants: [string, object][] = [
    ["without media", { ...payload, media: undefined }],
    ["without text", { ...payload, text: undefined }],
    ["one receiver instead of a list", { ...payload, to: payload.to[0] }],
    ["fields of the carrier's own", { ...payload, parts: 1, tags: ["a"], direction: "inbound" }],
  ];
  test.each(variants)("%s", (_, changed) => {
    const body = { data: { ...examples.webhook.data, payload: changed }, meta: { attempt: 1 } };
    expect(WebhookBody.safeParse(JSON.parse(JSON.stringify(body))).error).toBeUndefined();
    expect(read(body)).toHaveLength(1);
  });
});

describe("what the contract needs to be a message is needed", () => {
  test.each(["id", "from", "to"])("%s", (name) => {
    const body = {
      data: { ...examples.webhook.data, payload: { ...examples.webhook.data.payload, [name]: undefined } },
    };
    expect(WebhookBody.safeParse(JSON.parse(JSON.stringify(body))).success).toBe(false);
    expect(read(body)).toBeNull();
  });
});

test("the tables of the page are the schemas'", () => {
  expect(contractFields(SendRequest).map(({ path, required }) => [path, required])).toEqual([
    ["from", true],
    ["to", true],
    ["text", false],
    ["media_urls", false],
  ]);
  const webhook = contractFields(WebhookBody);
  expect(webhook.map(({ path }) => path)).toContain("data.payload.from.phone_number");
  expect(webhook.map(({ path }) => path)).toContain("data.payload.media[].url");
  for (const field of [...webhook, ...contractFields(ErrorAnswer), ...contractFields(SendAnswer)])
    expect(field.words.en && field.words["zh-CN"], field.path).toBeTruthy();
});
