import type { Recorded } from "./recorded";

const flowrouteMms =
  '{"data":{"id":"mdr2-ca82be46e6ba11e79d08862d092cf73d","type":"message","attributes":{"amount_display":"$0.0195","amount_nanodollars":19500000,"body":null,"delivery_receipts":[],"direction":"inbound","from":"14102161183","is_mms":true,"message_encoding":0,"message_type":"longcode","status":"","timestamp":"2026-11-20T09:00:11.00Z","to":"19729967252"},"relationships":{"media":{"data":[{"id":"b6d1-1","type":"media"}]}}},"included":[{"id":"b6d1-1","type":"media","attributes":{"file_name":"image000000.png","file_size":14832,"mime_type":"image/png","url":"https://s3.us-west-2.amazonaws.com/flowroute-messaging-media/a"},"links":{"self":"https://api.flowroute.com/v2.2/media/b6d1-1"}}]}';

const flowrouteFlat = '{"id":"mdr2-5a","from":"14102161183","to":"19729967252","body":"Are you open?"}';

const flowrouteReceipt =
  '{"data":{"id":"mdr2-39cadeace66e11e7aff806cd7f24ba2d","type":"delivery_receipt","attributes":{"body":"Hello","level":2,"status":"message buffered","status_code":1003,"status_code_description":"Message accepted by Carrier","timestamp":"2026-11-20T09:00:05+00:00"},"links":{"related":"https://api.flowroute.com/v2.2/messages/mdr2-39cadeace66e11e7aff806cd7f24ba2d"}}}';

const flowrouteBare =
  '{"attributes":{"body":"","level":2,"status":"Undeliverable","status_code":"1010","status_code_description":"Unknown","to":"14102161183","from":"19729967252"},"id":"mdr2-6b","type":"delivery_receipt"}';

const both = { from: "+14102161183", to: "+19729967252" };

/** Nobody signs: the address alone proves a request. */
export const flowroute: Recorded = {
  credentials: { accessKey: "ak-1", secretKey: "sk-1", confirm: false },
  otherCredentials: { accessKey: "ak-2", secretKey: "sk-2", confirm: false },
  numbers: [{ address: "+19729967252", fields: {} }],
  contentType: "application/json",
  unsigned: true,
  sign: () => ({}),
  webhooks: [
    {
      name: "a picture without text",
      part: "mms",
      body: flowrouteMms,
      items: [
        {
          kind: "message",
          externalId: "mdr2-ca82be46e6ba11e79d08862d092cf73d",
          dedupeKey: "message:mdr2-ca82be46e6ba11e79d08862d092cf73d",
          ...both,
          text: "",
          media: [
            {
              url: "https://s3.us-west-2.amazonaws.com/flowroute-messaging-media/a",
              contentType: "image/png",
              fileName: "image000000.png",
              sizeBytes: 14832,
            },
          ],
          sentAt: new Date("2026-11-20T09:00:11Z"),
        },
      ],
    },
    {
      name: "a text in the old, flat form",
      part: "sms",
      body: flowrouteFlat,
      items: [
        {
          kind: "message",
          externalId: "mdr2-5a",
          dedupeKey: "message:mdr2-5a",
          ...both,
          text: "Are you open?",
          media: [],
        },
      ],
    },
    {
      name: "a receipt",
      part: "dlr",
      body: flowrouteReceipt,
      items: [
        {
          kind: "receipt",
          externalId: "mdr2-39cadeace66e11e7aff806cd7f24ba2d",
          dedupeKey: "receipt:mdr2-39cadeace66e11e7aff806cd7f24ba2d:message buffered",
          status: "sent",
          raw: "message buffered",
          at: new Date("2026-11-20T09:00:05Z"),
        },
      ],
    },
    {
      name: "a receipt of a failure, without its wrapping",
      part: "dlr",
      body: flowrouteBare,
      items: [
        {
          kind: "receipt",
          externalId: "mdr2-6b",
          dedupeKey: "receipt:mdr2-6b:undeliverable",
          status: "failed",
          raw: "undeliverable",
          error: { kind: "refused", carrierCode: "1010", detail: "1010 - Unknown" },
        },
      ],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};

const siptrunkMessage =
  '{"data":{"type":"message","message_id":"f5a5d1d2-6a5c-4d8e-9d6c-0d0f3a9d0c11","attributes":{"from":"+14102161183","to":"+19729967252","body":"Where is my order?"}},"included":[{"attributes":{"url":"https://media.example.net/a/IMG_1.jpg","file_name":"IMG_1.jpg"}}]}';

const siptrunkReceipt =
  '{"data":{"type":"delivery_receipt","id":"mdr2-39cadeace66e11e7aff806cd7f24ba2d","attributes":{"level":2,"status":"delivered","status_code":null,"status_code_description":"Message delivered","timestamp":"2026-01-15T08:30:05.00Z"}}}';

export const siptrunk: Recorded = {
  credentials: { accessKey: "ak-1", secretKey: "sk-1", quiet: false },
  otherCredentials: { accessKey: "ak-2", secretKey: "sk-2", quiet: false },
  numbers: [{ address: "+19729967252", fields: {} }],
  contentType: "application/json",
  unsigned: true,
  sign: () => ({}),
  webhooks: [
    {
      name: "a text with a picture",
      body: siptrunkMessage,
      items: [
        {
          kind: "message",
          externalId: "f5a5d1d2-6a5c-4d8e-9d6c-0d0f3a9d0c11",
          dedupeKey: "message:f5a5d1d2-6a5c-4d8e-9d6c-0d0f3a9d0c11",
          ...both,
          text: "Where is my order?",
          media: [{ url: "https://media.example.net/a/IMG_1.jpg", fileName: "IMG_1.jpg" }],
        },
      ],
    },
    {
      name: "a receipt",
      body: siptrunkReceipt,
      items: [
        {
          kind: "receipt",
          externalId: "mdr2-39cadeace66e11e7aff806cd7f24ba2d",
          dedupeKey: "receipt:mdr2-39cadeace66e11e7aff806cd7f24ba2d:delivered",
          status: "delivered",
          raw: "delivered",
          at: new Date("2026-01-15T08:30:05Z"),
        },
      ],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};
