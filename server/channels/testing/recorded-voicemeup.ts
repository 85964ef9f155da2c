import type { Recorded } from "./recorded";

/** What a callback of VoiceMeUp says beside what matters in it. */
const callback = {
  sms_log_id: "98213377",
  sms_hash: "0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
  datetime: "2026-01-15 03:30:00",
  date: "2026-01-15",
  time: "03:30:00",
  direction: "inbound",
  source_number: "15145551111",
  destination_number: "15145552222",
  client_did_id: "20431",
  message: "Où est ma commande ?",
  attachment: "",
  attachment_size: "",
  attachment_mime_type: "",
  status: "enabled",
  transmission_status: "completed",
  datetime_transmission: "2026-01-15 03:30:00",
};

/** A callback as VoiceMeUp posts it, with these fields of its own. */
export const voicemeupCallback = (fields: Record<string, string> = {}) => JSON.stringify({ ...callback, ...fields });

export const recordedVoicemeup: Recorded = {
  credentials: { username: "acme_api", authToken: "0123456789abcdef0123456789abcdef", testSystem: false },
  otherCredentials: { username: "acme_api", authToken: "ffffffffffffffffffffffffffffffff", testSystem: false },
  numbers: [{ address: "+15145552222", fields: {} }],
  contentType: "application/json",
  unsigned: true,
  sign: () => ({}),
  webhooks: [
    {
      name: "a text",
      body: voicemeupCallback(),
      items: [
        {
          kind: "message",
          externalId: "0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
          dedupeKey: "message:0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
          from: "+15145551111",
          to: "+15145552222",
          text: "Où est ma commande ?",
          media: [],
        },
      ],
    },
    {
      name: "a picture with a text of its own",
      body: voicemeupCallback({
        attachment: "https://clients.voicemeup.com/file/1.jpg",
        attachment_mime_type: "image/jpeg",
        attachment_size: "1234",
      }),
      items: [
        {
          kind: "message",
          externalId: "0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
          dedupeKey: "message:0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
          from: "+15145551111",
          to: "+15145552222",
          text: "Où est ma commande ?",
          media: [{ url: "https://clients.voicemeup.com/file/1.jpg", contentType: "image/jpeg", sizeBytes: 1234 }],
        },
      ],
    },
    {
      name: "what became of one of ours",
      body: voicemeupCallback({
        direction: "outbound",
        source_number: "15145552222",
        destination_number: "15145551111",
        transmission_status: "rejected",
      }),
      items: [
        {
          kind: "receipt",
          externalId: "0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10",
          dedupeKey: "receipt:0b7fbb26-5f7b-5d0e-8a34-2f9b3f1d8a10:rejected",
          status: "failed",
          raw: "rejected",
          error: { kind: "refused", carrierCode: "rejected", detail: "rejected" },
        },
      ],
    },
    {
      name: "one of ours on its way",
      body: voicemeupCallback({ direction: "outbound", transmission_status: "queued" }),
      items: [],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};
