import { sql } from "drizzle-orm";
import { describe, expect, test } from "vitest";
import type { ChannelState } from "@/server/domain/channel-state";
import { rowsIn } from "@/server/testing/river";
import { runCheck } from "./check-channel";
import type { Said } from "./testing/fakes";
import { carrierLines } from "./testing/lines";
import { json } from "./testing/speech";
import { speeches } from "./testing/speeches";

// What a carrier answers to wrong credentials and in trouble, as the channel's state and as a message's failure. These are
// two tables: the same answer need not mean the same in both.
const { world, open, pickUp, answers, becomes } = carrierLines();

/** An error in every carrier's form at once. */
const error = {
  code: 1,
  message: "No",
  type: "no",
  description: "No",
  errors: [{ code: "1", title: "No", detail: "No" }],
};
const graph = (status: number, code: number) => json(status, { error: { code, message: "No" } });
const meant = (status: string, code: string) =>
  json(200, {
    response_details: { response_status: status, response_messages: { message: { code, _content: "No" } } },
  });

type Row = { says: Said; check: ChannelState | "unchanged"; send?: string };
const usual: Record<string, Row> = {
  "a wrong login": { says: json(401, error), check: "unauthorized", send: "10004" },
  "a login that may not": { says: json(403, error), check: "unauthorized", send: "10005" },
  "an account that is not there": { says: json(404, error), check: "unauthorized" },
  "its own trouble": { says: json(500, error), check: "service_unavailable", send: "10007" },
  "something strange in its own form": { says: json(418, error), check: "unknown_source" },
  "a page of somebody else": { says: { status: 418, body: "<html>" }, check: "request_failed" },
  "a page where its list should be": { says: { status: 200, body: "<html>" }, check: "request_failed" },
  "too many": { says: json(429, error), check: "unchanged", send: "10006" },
  nobody: { says: "cut", check: "request_failed", send: "unknown" },
};

const general: Record<string, Row> = {
  // Sending, it is the service that is not to be had.
  "a login that may not": { says: json(403, error), check: "unauthorized", send: "10007" },
  "too many": { says: json(429, error), check: "unknown_source" },
  "another text than the challenge": { says: { status: 200, body: "hello" }, check: "unauthorized" },
  "a page where its list should be": { says: { status: 200, body: "<html>" }, check: "unauthorized" },
  // What it calls its trouble decides; a code that the contract does not know leaves the carrier's own words.
  "its own trouble": { says: json(500, error), check: "service_unavailable", send: "default" },
  "its own trouble, by its code": {
    says: json(500, { errors: [{ code: "10007", title: "No" }] }),
    check: "service_unavailable",
    send: "10007",
  },
  "away for a moment": { says: json(503, error), check: "unknown_source", send: "default" },
};

/** Where a carrier differs from the usual; null: it has no such answer. */
const own: Record<string, Record<string, Row | null>> = {
  general,
  voipms: general,
  "voipms: REST": {
    "a wrong login": { says: json(200, { status: "invalid_credentials" }), check: "unauthorized", send: "10004" },
    "a login that may not": { says: json(200, { status: "api_not_enabled" }), check: "unauthorized", send: "10005" },
    "an account that is not there": { says: json(200, { status: "missing_credentials" }), check: "unauthorized" },
    "something strange in its own form": { says: json(200, { status: "what_ever" }), check: "unknown_source" },
    "too many": { says: json(200, { status: "api_limit_exceeded" }), check: "unchanged", send: "10006" },
  },
  twilio: {
    "a login that may not": { says: json(403, { code: 21408, message: "No" }), check: "unauthorized", send: "10005" },
  },
  siptrunk: {
    // Its check is a message without a recipient: that this is refused is what it hopes for.
    "something strange in its own form": { says: json(200, { data: { id: "m" } }), check: "unknown_source" },
    "a page where its list should be": null,
  },
  voicemeup: {
    "a wrong login": { says: meant("error", "invalid_auth_token"), check: "unauthorized", send: "10004" },
    "a login that may not": { says: meant("error", "permission_denied"), check: "unauthorized", send: "10005" },
    "something strange in its own form": { says: meant("pending", "what_ever"), check: "unknown_source" },
  },
  aliyun: {
    "a wrong login": {
      says: json(400, { Code: "SignatureDoesNotMatch", Message: "No" }),
      check: "unauthorized",
      send: "10004",
    },
    "a login that may not": {
      says: json(200, { Code: "isp.RAM_PERMISSION_DENY" }),
      check: "unauthorized",
      send: "10005",
    },
    "an account that is not there": { says: json(404, { Code: "InvalidAccessKeyId.NotFound" }), check: "unauthorized" },
    "something strange in its own form": { says: json(200, { Code: "isv.NEWS" }), check: "unknown_source" },
    "too many": { says: json(400, { Code: "Throttling.User" }), check: "unchanged", send: "10006" },
  },
  whatsapp: {
    "a wrong login": { says: graph(401, 190), check: "unauthorized", send: "10004" },
    "a login that may not": { says: graph(403, 10), check: "unauthorized", send: "10005" },
    "an account that is not there": { says: graph(400, 100), check: "unauthorized" },
    "its own trouble": { says: graph(500, 131000), check: "service_unavailable", send: "10007" },
    "something strange in its own form": { says: graph(400, 999), check: "unknown_source" },
    "too many": { says: graph(400, 80007), check: "unchanged", send: "10006" },
  },
};

const tables = Object.entries(speeches)
  .filter(([name]) => name !== "sandbox")
  .map(([name, speech]) => {
    const rows = Object.entries({ ...usual, ...own[name] }).flatMap(([what, row]) => (row ? [{ what, ...row }] : []));
    return { name, speech, rows };
  });

describe.each(tables)("$name", ({ name, speech, rows }) => {
  test.each(rows)("$what is the state $check", async ({ says, check }) => {
    const line = await open(speech, name);
    world.says = (heard) => (heard.path.includes("/oauth2/") ? speech.other!(heard)! : says);
    const checked = await runCheck(world.tenant, line.channelId);
    expect(checked).toMatchObject({ state: check === "unchanged" ? "connected" : check, busy: check === "unchanged" });
    for (const secret of Object.values(line.credentials).filter((value) => String(value).length > 12))
      expect(JSON.stringify(checked)).not.toContain(secret);
  });

  test.each(rows.filter(({ send }) => send))("$what, to a message, is $send", async ({ says, send = "" }) => {
    const line = await open(speech, name);
    await line.posts(line.words("Are you open?"), line.part);
    const { conversationId } = await pickUp(line);
    world.says = (heard) => speech.other?.(heard) ?? says;
    const message = await answers(line, conversationId);
    const attempt = () =>
      rowsIn<{ state: string; reason: string }>(
        world.tenant,
        sql`select state, reason from message_attempts where message_id = ${message.id} order by attempt limit 1`,
      ).then(([row]) => row);
    await expect
      .poll(attempt)
      .toEqual({ state: send === "unknown" ? "unknown" : expect.stringMatching(/failed|unknown/), reason: send });
    if (send === "unknown") await becomes(message.id, "unknown");
    // A refused login is asked after again, by itself.
    const [channel] = await rowsIn(
      world.tenant,
      sql`select checked_at is null as again from channels where id = ${line.channelId}`,
    );
    if (send === "10004") expect(channel).toEqual({ again: true });
  });
});
