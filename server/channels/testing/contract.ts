import { describe, expect, test } from "vitest";
import { type Carrier, formFields, type Item, type Outcome, secretFields, type WebhookRequest } from "../carrier";
import { type Reading, readWebhook } from "../read-webhook";
import { mutated } from "./mutate";
import { randomFrom } from "./random";
import { type Recorded, recordedRequest } from "./recorded";

const outcomes: Outcome[] = ["accepted", "ignored", "refused", "unreadable", "busy"];

/** What every carrier promises, held against what it was recorded saying. */
export function carrierContract(carrier: Carrier, recorded: Recorded, { mutations = 20_000 } = {}) {
  const channel = { credentials: recorded.credentials, numbers: recorded.numbers };
  const read = (request: WebhookRequest) => readWebhook(carrier, request, [recorded.credentials], channel);
  const first = recorded.webhooks[0];
  if (!first) throw new Error(`nothing recorded of ${carrier.name}`);

  describe(`${carrier.name} keeps the contract`, () => {
    test("its form is complete, in both languages, and plain data", () => {
      const fields = [
        ...formFields(carrier.credentials),
        ...(carrier.numberFields ? formFields(carrier.numberFields) : []),
      ];
      expect(JSON.parse(JSON.stringify(fields))).toEqual(fields);
      for (const { label, help } of fields) {
        for (const words of [label, help].filter((one) => one !== undefined)) {
          expect(words.en.trim() && words["zh-CN"].trim()).toBeTruthy();
        }
      }
      for (const words of [carrier.label, ...carrier.guide]) {
        expect(words.en && words["zh-CN"]).toBeTruthy();
        for (const text of [words.en, words["zh-CN"]]) {
          for (const [, part = ""] of text.matchAll(/\{url\}(?:\/([a-z]+))?/g))
            expect(["", ...carrier.parts]).toContain(part);
        }
      }
      expect(carrier.credentials.parse(recorded.credentials)).toEqual(recorded.credentials);
      expect(secretFields(carrier.credentials).length).toBeGreaterThan(0);
    });

    test("a form with a field missing is refused", () => {
      for (const { name, required } of formFields(carrier.credentials)) {
        if (!required) continue;
        expect(carrier.credentials.safeParse({ ...recorded.credentials, [name]: " " }).success, name).toBe(false);
      }
    });

    test("its webhook addresses lead to parts that it knows", () => {
      const address = "https://hooks.example.com/api/webhooks/3kTMd9/0f8f";
      for (const { url, label } of carrier.webhooks(address)) {
        expect(url.startsWith(address)).toBe(true);
        const part = url
          .slice(address.length)
          .replace(/[?#].*$/s, "")
          .replace(/^\//, "");
        expect(["", ...carrier.parts]).toContain(part);
        expect(label.en && label["zh-CN"]).toBeTruthy();
      }
      expect(["", ...carrier.parts]).toContain(carrier.receiptPart);
    });

    test.each(recorded.webhooks)("$name is understood", ({ body, part, items }) => {
      const request = recordedRequest(recorded, body, { part });
      expect(carrier.verify(request, [recorded.credentials])).toBe(true);
      expect(carrier.parse(request, channel)).toEqual(items);
      expect(read(request).outcome).toBe(items.length === 0 ? "ignored" : "items");
    });

    test("a repetition has the same keys, another message has others", () => {
      const keys = recorded.webhooks.flatMap(({ body, part, items }) =>
        items.length === 0 ? [] : [keysOf(carrier, recordedRequest(recorded, body, { part }), channel)],
      );
      const again = recorded.webhooks.flatMap(({ body, part, items }) =>
        items.length === 0 ? [] : [keysOf(carrier, recordedRequest(recorded, body, { part }), channel)],
      );
      expect(again).toEqual(keys);
    });

    test("without credentials nothing is believed", () => {
      expect(carrier.verify(recordedRequest(recorded, first.body, { part: first.part }), [])).toBe(false);
    });

    test.skipIf(recorded.unsigned)(
      "after a change of the secret both are honoured, and the old one alone no longer",
      () => {
        const request = recordedRequest(recorded, first.body, {
          part: first.part,
          credentials: recorded.otherCredentials,
        });
        expect(carrier.verify(request, [recorded.credentials, recorded.otherCredentials])).toBe(true);
        expect(carrier.verify(request, [recorded.credentials])).toBe(false);
      },
    );

    test.skipIf(recorded.unsigned || recorded.byLogin)(
      "one changed byte, a missing signature or a signature of something else is refused",
      () => {
        const request = recordedRequest(recorded, first.body, { part: first.part });
        const bytes = Buffer.from(request.rawBody);
        for (let at = 0; at < bytes.length; at += 7) {
          const changed = Buffer.from(bytes);
          changed[at] = (changed[at] ?? 0) ^ 1;
          if (decoded(request, changed) === decoded(request, bytes)) continue;
          expect(read({ ...request, rawBody: changed }).outcome, `byte ${at}`).toBe("refused");
        }
        expect(read({ ...request, headers: new Headers() }).outcome).toBe("refused");
        const others = recordedRequest(recorded, `${first.body} `, { part: first.part });
        expect(read({ ...request, headers: others.headers }).outcome).toBe("refused");
      },
    );

    test("a part it does not know is refused", () => {
      expect(read(recordedRequest(recorded, first.body, { part: "no-such-part" })).outcome).toBe("refused");
    });

    test("every outcome has the answer its carrier expects", () => {
      const request = recordedRequest(recorded, first.body, { part: first.part });
      const statuses = Object.fromEntries(outcomes.map((one) => [one, carrier.answer(one, request).status]));
      expect(statuses).toEqual(recorded.answers);
      for (const one of outcomes)
        expect(
          () => new Response(carrier.answer(one, request).body ?? null, carrier.answer(one, request)),
        ).not.toThrow();
    });

    test(`${mutations} bodies with something wrong in them are read or called unreadable`, { timeout: 180_000 }, () => {
      const random = randomFrom(carrier.name);
      const counts: Record<string, number> = {};
      for (let at = 0; at < mutations; at++) {
        const { body, part } = random.pick(recorded.webhooks);
        const bytes = mutated(body, random);
        // Signed by their own sender: whatever is wrong in them is met behind the signature.
        const request = recordedRequest(recorded, bytes, {
          part: random.chance(0.1) ? random.pick(["", ...carrier.parts]) : part,
        });
        const reading = readOrExplain(() => read(request), bytes);
        counts[reading.outcome] = (counts[reading.outcome] ?? 0) + 1;
        if (reading.outcome === "items") for (const item of reading.items) expectStorable(item);
        if (recorded.unsigned) continue;
        const unsigned = readOrExplain(
          () => read({ ...request, headers: new Headers({ "x-twilio-signature": "x" }) }),
          bytes,
        );
        if (!isTurnedAway(unsigned)) throw new Error(`unsigned and not refused: ${unsigned.outcome}`);
      }
      // Otherwise the mutations missed what they were made for.
      expect(counts.items).toBeGreaterThan(mutations / 100);
      expect(counts.unreadable).toBeGreaterThan(mutations / 100);
    });
  });
}

/** Refused, or asked for the login that was missing. */
const isTurnedAway = (reading: Reading) =>
  reading.outcome === "refused" || (reading.outcome === "handshake" && reading.answer.status >= 400);

function keysOf(carrier: Carrier, request: WebhookRequest, channel: Parameters<Carrier["parse"]>[1]): string[] {
  const items = carrier.parse(request, channel);
  return Array.isArray(items) ? items.map(({ dedupeKey }) => dedupeKey) : [];
}

/** Two bodies that decode alike are the same request to a carrier that signs fields instead of bytes. */
function decoded(request: WebhookRequest, bytes: Uint8Array): string {
  const isForm = request.headers.get("content-type")?.includes("form");
  return isForm
    ? JSON.stringify([...new URLSearchParams(Buffer.from(bytes).toString())].sort())
    : Buffer.from(bytes).toString("latin1");
}

/** Most bodies end in an error that nobody looks at; where one was not meant, it is had again with its stack. */
function readOrExplain<T>(read: () => T, bytes: Uint8Array): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return read();
  } catch {
    Error.stackTraceLimit = stackTraceLimit;
    try {
      return read();
    } catch (cause) {
      throw new Error(`threw on ${JSON.stringify(Buffer.from(bytes).toString().slice(0, 500))}`, { cause });
    }
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** Whatever a body said, what goes on to the database must fit there. */
function expectStorable(item: Item) {
  if (item.kind === "notice") {
    if (item.text.includes("\u0000") || !item.text.isWellFormed()) throw new Error("not storable");
    return;
  }
  const media = item.kind === "message" ? item.media : [];
  const texts = [
    item.externalId,
    item.dedupeKey,
    ...(item.kind === "message" ? [item.from, item.to, item.text] : [item.raw, item.error?.detail ?? ""]),
    ...media.flatMap(({ url, contentType = "", fileName = "" }) => [url, contentType, fileName]),
  ];
  for (const text of texts) {
    if (typeof text !== "string" || text.includes("\u0000") || !text.isWellFormed())
      throw new Error(`not storable: ${JSON.stringify(text)}`);
  }
  const time = item.kind === "message" ? item.sentAt : item.at;
  if (time && Number.isNaN(time.getTime())) throw new Error("not a time");
  if (item.externalId === "" || item.dedupeKey.length > 600) throw new Error("no usable key");
  if (item.kind === "message" && (item.from === "" || item.to === "" || media.length > 50))
    throw new Error("no usable message");
}
