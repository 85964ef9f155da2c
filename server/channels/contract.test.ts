import { expect, test } from "vitest";
import { z } from "zod";
import { hmac, sameBytes } from "@/server/crypto";
import { type Carrier, carrier, messageKey, secret } from "./carrier";
import { carrierOf, carriers, madeCredentials } from "./index";
import { addressText, bodyObject, idOf, textOf } from "./read-body";
import { carrierContract } from "./testing/contract";
import { type Recorded, recordings } from "./testing/recorded";

for (const [name, one] of Object.entries<Carrier>(carriers)) {
  const recorded = recordings[name];
  if (!recorded) throw new Error(`say in testing/recorded.ts what ${name} posts`);
  carrierContract(one, recorded);
}

/** A whole carrier: nothing else in the product has to know of it. */
const credentials = z.object({ key: secret({ label: { en: "Key", "zh-CN": "密钥" } }) });
const pigeon = carrier<z.infer<typeof credentials>>({
  name: "pigeon",
  label: { en: "Pigeon post", "zh-CN": "飞鸽传书" },
  kind: "sms",
  credentials,
  can: { media: false, receipts: false, optOutWords: [], freeText: "always", calls: false },
  limits: { textCharacters: 20, mediaCount: 0 },
  webhooks: (address) => [{ label: { en: "Loft", "zh-CN": "鸽舍" }, url: address }],
  guide: [{ en: "Open the window.", "zh-CN": "打开窗户。" }],
  verify: ({ rawBody, headers }, all) =>
    all.some(({ key }) => sameBytes(hmac("sha256", key, rawBody, "hex"), headers.get("x-ring"))),
  parse({ rawBody }) {
    const { ring, from, to, note } = bodyObject(rawBody);
    const externalId = idOf(ring);
    const [sender, loft] = [addressText(from), addressText(to)];
    return [
      {
        kind: "message",
        externalId,
        dedupeKey: messageKey(externalId),
        from: sender,
        to: loft,
        text: textOf(note),
        media: [],
      },
    ];
  },
  answer: (outcome) => ({ status: outcome === "accepted" || outcome === "ignored" ? 200 : 400 }),
  check: async () => ({ state: "connected" }),
  send: async ({ clientRef }) => ({ externalId: clientRef }),
});

const recordedPigeon: Recorded = {
  credentials: { key: "coo" },
  otherCredentials: { key: "caw" },
  numbers: [{ address: "loft", fields: {} }],
  contentType: "application/json",
  sign: ({ body }, { key }) => ({ "x-ring": hmac("sha256", String(key), body, "hex") }),
  webhooks: [
    {
      name: "a note",
      body: '{"ring":7,"from":"roof","to":"loft","note":"Hi"}',
      items: [
        { kind: "message", externalId: "7", dedupeKey: "message:7", from: "roof", to: "loft", text: "Hi", media: [] },
      ],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 400, unreadable: 400, busy: 400 },
};

carrierContract(pigeon, recordedPigeon, { mutations: 2000 });

test("a carrier is found by its name, and nothing else is a carrier", () => {
  for (const [name, one] of Object.entries(carriers)) {
    expect(one.name).toBe(name);
    expect(carrierOf(name)).toBe(one);
  }
  for (const name of ["", "pigeon", "toString", "__proto__", "constructor"]) expect(carrierOf(name)).toBeUndefined();
});

test("what we make ourselves is made with the draft, and nothing else is", () => {
  expect(madeCredentials(carriers.sandbox)).toEqual({ secret: expect.stringMatching(/^[\w-]{32}$/) });
  expect(madeCredentials(carriers.twilio)).toEqual({});
});
