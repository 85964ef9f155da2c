import { hmac } from "@/server/crypto";
import type { Recorded } from "./recorded";

const numbers = [{ address: "+15145552222", fields: {} }];

/** The general contract, as VoIP.ms speaks it. */
export const recordedVoipms: Recorded = {
  credentials: {
    apiKey: "key-1",
    secret: "general-secret-0001",
    sendUrl: "https://voip.ms/sendmessage",
    verifyUrl: "https://voip.ms/verify",
    confirm: false,
  },
  otherCredentials: {
    apiKey: "key-1",
    secret: "general-secret-0002",
    sendUrl: "https://voip.ms/sendmessage",
    verifyUrl: "https://voip.ms/verify",
    confirm: false,
  },
  numbers,
  contentType: "application/json",
  sign: ({ body }, { secret }) => ({ "x-signature-256": `sha256=${hmac("sha256", String(secret), body, "hex")}` }),
  webhooks: [
    {
      name: "a text",
      body: '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2026-01-15T08:30:00.588+00:00","payload":{"id":"84cca175-9755-4859-b67f-4730d7f58aa3","direction":"inbound","from":{"phone_number":"+15145551111"},"to":[{"phone_number":"+15145552222"}],"text":"Bonjour ça va","media":[],"received_at":"2026-01-15T08:30:00.503+00:00","record_type":"message"},"record_type":"event"}}',
      items: [
        {
          kind: "message",
          externalId: "84cca175-9755-4859-b67f-4730d7f58aa3",
          dedupeKey: "message:84cca175-9755-4859-b67f-4730d7f58aa3",
          from: "+15145551111",
          to: "+15145552222",
          text: "Bonjour ça va",
          media: [],
          sentAt: new Date("2026-01-15T08:30:00.503Z"),
        },
      ],
    },
  ],
  answers: { accepted: 204, ignored: 204, refused: 400, unreadable: 400, busy: 503 },
};

/** The published REST API's JSON webhook: ids are numbers, phone numbers have ten digits, nothing is signed. */
export const recordedVoipmsRest: Recorded = {
  ...recordedVoipms,
  credentials: {
    apiKey: "owner@example.com",
    secret: "api-password",
    sendUrl: "https://voip.ms/api/v1/rest.php",
    verifyUrl: "https://voip.ms/api/v1/rest.php",
    confirm: false,
  },
  unsigned: true,
  sign: () => ({}),
  webhooks: [
    {
      name: "a picture",
      body: '{"data":{"id":1122334,"event_type":"message.received","record_type":"event","payload":{"id":1122334,"record_type":"message","type":"MMS","from":{"phone_number":"5145551111"},"to":[{"phone_number":"5145552222"}],"text":"Where is my order?","media":[{"url":"https://voip.ms/media/1122334/1.jpg"}],"received_at":"2026-01-15T08:30:00.000000Z"}}}',
      items: [
        {
          kind: "message",
          externalId: "1122334",
          dedupeKey: "message:1122334",
          from: "+15145551111",
          to: "+15145552222",
          text: "Where is my order?",
          media: [{ url: "https://voip.ms/media/1122334/1.jpg" }],
          sentAt: new Date("2026-01-15T08:30:00Z"),
        },
      ],
    },
    { name: "an event of another kind", body: '{"data":{"event_type":"message.sent"}}', items: [] },
  ],
  answers: { accepted: 200, ignored: 200, refused: 400, unreadable: 400, busy: 503 },
};
