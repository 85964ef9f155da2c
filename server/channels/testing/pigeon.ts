import { z } from "zod";
import { hmac, sameBytes } from "@/server/crypto";
import { carrier, messageKey, receiptKey, secret } from "../carrier";
import { bearerLogin } from "../carriers/login-headers";
import { calling } from "../errors";
import { addressText, bodyObject, idOf, member, textOf } from "../read-body";
import { checkResult, refusal, wordOf } from "../replies";
import type { Recorded } from "./recorded";
import { each, json, phone, type Speech } from "./speech";

const credentials = z.object({ key: secret({ label: { en: "Key", "zh-CN": "密钥" } }) });
const loft = "https://loft.example.com";

/** A whole carrier: nothing else in the product has to know of it. */
export const pigeon = carrier<z.infer<typeof credentials>>({
  name: "pigeon",
  label: { en: "Pigeon post", "zh-CN": "飞鸽传书" },
  credentials,
  can: { receipts: true },
  verify: ({ rawBody, headers }, all) =>
    all.some(({ key }) => sameBytes(hmac("sha256", key, rawBody, "hex"), headers.get("x-ring"))),
  parse({ rawBody }) {
    const { ring, from, to, note, landed } = bodyObject(rawBody);
    const [externalId, raw] = [idOf(ring), landed ? "landed" : "lost"];
    const told = { externalId, dedupeKey: messageKey(externalId), text: textOf(note), media: [] };
    if (landed === undefined) return [{ kind: "message", ...told, from: addressText(from), to: addressText(to) }];
    const status = landed ? "delivered" : "failed";
    return [{ kind: "receipt", externalId, dedupeKey: receiptKey(externalId, raw), status, raw }];
  },
  async check({ credentials: { key } }, { http }) {
    const reply = await http(`${loft}/keeper`, { headers: bearerLogin(key) }).catch(() => null);
    return checkResult(reply, reply?.status === 200 ? "expected" : "error");
  },
  async send({ from, to, text }, { credentials: { key } }, { http }) {
    const body = JSON.stringify({ from, to, note: text });
    const reply = await calling(() => http(`${loft}/notes`, { method: "POST", headers: bearerLogin(key), body }));
    if (reply.status !== 200) throw refusal(reply);
    return { externalId: wordOf(member(reply.json(), "ring")) || null };
  },
});

export const recordedPigeon: Recorded = {
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
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};

export const pigeonSpeech: Speech = {
  recorded: recordedPigeon,
  customer: phone,
  message: ({ id, to, text }) => ({ ring: id, from: phone, to, note: text }),
  receipt: ({ id, status }) => ({ ring: id, landed: status === "delivered" }),
  fates: ["delivered", "failed"],
  takes: (ring) => json(200, { ring }),
  asked: each(({ from, to, note }) => ({ from, to, text: note })),
};
