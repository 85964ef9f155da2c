import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import { hmac } from "@/server/crypto";
import type { ChannelNumber, Credentials, Item, Outcome, WebhookRequest } from "../carrier";
import { signSandbox } from "../carriers/sandbox";
import { recordedAliyun } from "./recorded-aliyun";
import { bandwidth } from "./recorded-bandwidth";
import { flowroute, siptrunk } from "./recorded-json-api";
import { telnyx } from "./recorded-telnyx";
import { recordedVoicemeup } from "./recorded-voicemeup";
import { recordedVoipms } from "./recorded-voipms";
import { recordedWhatsapp } from "./recorded-whatsapp";

/** One webhook as its carrier posts it, and what it says in our words. */
export interface RecordedWebhook {
  name: string;
  part?: string;
  body: string;
  items: Partial<Item>[];
}

/** What a carrier is known to say, so that its file can be held against it. */
export interface Recorded {
  credentials: Credentials;
  /** Those that came before or belong to somebody else. */
  otherCredentials: Credentials;
  numbers: ChannelNumber[];
  contentType: string;
  /** Nothing proves who made a request but the address it comes to. */
  unsigned?: true;
  /** A login proves who made a request, and nothing its bytes. */
  byLogin?: true;
  /** The headers that prove a request, in the carrier's own way of making them. */
  sign(request: { url: string; body: string | Uint8Array; at: Date }, credentials: Credentials): Record<string, string>;
  webhooks: RecordedWebhook[];
  answers: Record<Outcome, number>;
}

/** A request as the door builds it, signed by whoever holds `credentials`. */
export function recordedRequest(
  recorded: Recorded,
  body: string | Uint8Array,
  { part = "", credentials = recorded.credentials } = {},
): WebhookRequest {
  const path = `/api/webhooks/3kTMd9/0f8fad5bd9cb469fa165${part ? `/${part}` : ""}`;
  const url = `https://hooks.example.com${path}`;
  const at = new Date("2026-11-20T09:00:00Z");
  const headers = { "content-type": recorded.contentType, ...recorded.sign({ url, body, at }, credentials) };
  return {
    method: "POST",
    url,
    path,
    headers: new Headers(headers),
    rawBody: typeof body === "string" ? Buffer.from(body) : body,
    part,
    receivedAt: at,
  };
}

const accountSid = "AC00000000000000000000000000000001";

const twilioMessage = new URLSearchParams({
  ToCountry: "US",
  ToState: "TX",
  SmsMessageSid: "MM11111111111111111111111111111111",
  NumMedia: "1",
  ToCity: "RICHARDSON",
  FromZip: "21201",
  SmsSid: "MM11111111111111111111111111111111",
  FromState: "MD",
  SmsStatus: "received",
  FromCity: "BALTIMORE",
  Body: "Hello, inbox 👋",
  FromCountry: "US",
  To: "+19729967252",
  ToZip: "75080",
  MediaContentType0: "image/jpeg",
  NumSegments: "1",
  MessageSid: "MM11111111111111111111111111111111",
  AccountSid: accountSid,
  From: "+14102161183",
  MediaUrl0: `https://api.twilio.com/2010-04-01/Accounts/${accountSid}/Messages/MM11111111111111111111111111111111/Media/ME22222222222222222222222222222222`,
  ApiVersion: "2010-04-01",
});

const twilioStatus = new URLSearchParams({
  MessageSid: "SM33333333333333333333333333333333",
  MessageStatus: "undelivered",
  ErrorCode: "30003",
  SmsSid: "SM33333333333333333333333333333333",
  SmsStatus: "undelivered",
  AccountSid: accountSid,
  From: "+19729967252",
  To: "+14102161183",
  ApiVersion: "2010-04-01",
  RawDlrDoneDate: "2611201145",
});

/** The form's fields as Twilio's own library takes them: a repeated name as a list. */
export function twilioFields(body: string): Record<string, string | string[]> {
  const form = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const values = form.getAll(name);
      return [name, values.length === 1 ? (values[0] ?? "") : values];
    }),
  );
}

const twilio: Recorded = {
  credentials: { accountSid, authToken: "0123456789abcdef0123456789abcdef" },
  otherCredentials: { accountSid, authToken: "ffffffffffffffffffffffffffffffff" },
  numbers: [{ address: "+19729967252", fields: {} }],
  contentType: "application/x-www-form-urlencoded; charset=utf-8",
  sign: ({ url, body }, { authToken }) => ({
    "x-twilio-signature": getExpectedTwilioSignature(
      String(authToken),
      url,
      twilioFields(Buffer.from(body).toString()),
    ),
  }),
  webhooks: [
    {
      name: "a message with a picture",
      body: twilioMessage.toString(),
      items: [
        {
          kind: "message",
          externalId: "MM11111111111111111111111111111111",
          dedupeKey: "message:MM11111111111111111111111111111111",
          from: "+14102161183",
          to: "+19729967252",
          text: "Hello, inbox 👋",
          media: [{ url: twilioMessage.get("MediaUrl0") ?? "", contentType: "image/jpeg" }],
        },
      ],
    },
    {
      name: "a receipt of a failure",
      part: "status",
      body: twilioStatus.toString(),
      items: [
        {
          kind: "receipt",
          externalId: "SM33333333333333333333333333333333",
          dedupeKey: "receipt:SM33333333333333333333333333333333:undelivered",
          status: "failed",
          raw: "undelivered",
          error: { kind: "refused", carrierCode: "30003", detail: "30003" },
        },
      ],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};

/** The signed example of the contract: 398 bytes, one line. */
export const generalExample =
  '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2019-12-09T20:16:07.588+00:00","payload":{"from":{"phone_number":"+8618012121222"},"id":"84cca175-9755-4859-b67f-4730d7f58aa3","media":[],"received_at":"2019-12-09T20:16:07.503+00:00","record_type":"message","text":"Hello from PBX!","to":[{"phone_number":"+8618012121223"}]},"record_type":"event"}}';

const generalMms =
  '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2019-12-09T20:16:07.588+00:00","payload":{"direction":"inbound","from":{"carrier":"T-Mobile USA","line_type":"long_code","phone_number":"+8618012121222","status":"webhook_delivered"},"id":"84cca175-9755-4859-b67f-4730d7f58aa3","media":[{"content_type":null,"sha256":null,"size":null,"url":"https://media.example.com/p.png"}],"parts":1,"received_at":"2019-12-09T20:16:07.588+08:00","record_type":"message","tags":[],"to":{"phone_number":"+8618012121223"},"type":"SMS/MMS"},"record_type":"event"},"meta":{"attempt":1}}';

const generalMessage = {
  kind: "message",
  externalId: "84cca175-9755-4859-b67f-4730d7f58aa3",
  dedupeKey: "message:84cca175-9755-4859-b67f-4730d7f58aa3",
  from: "+8618012121222",
  to: "+8618012121223",
} as const;

const general: Recorded = {
  credentials: {
    apiKey: "key-1",
    secret: "s3cr3t-General-Key",
    sendUrl: "https://service-provider.example.com/sendmessage",
    verifyUrl: "https://service-provider.example.com/verify",
  },
  otherCredentials: {
    apiKey: "key-1",
    secret: "another secret",
    sendUrl: "https://a.example",
    verifyUrl: "https://a.example",
  },
  numbers: [{ address: "+8618012121223", fields: {} }],
  contentType: "application/json",
  sign: ({ body }, { secret }) => ({ "x-signature-256": `sha256=${hmac("sha256", String(secret), body, "hex")}` }),
  webhooks: [
    {
      name: "a text",
      body: generalExample,
      items: [{ ...generalMessage, text: "Hello from PBX!", media: [], sentAt: new Date("2019-12-09T20:16:07.503Z") }],
    },
    {
      name: "a picture, with the receiver as an object",
      body: generalMms,
      items: [
        {
          ...generalMessage,
          text: "",
          media: [{ url: "https://media.example.com/p.png" }],
          sentAt: new Date("2019-12-09T12:16:07.588Z"),
        },
      ],
    },
    { name: "an event of another kind", body: '{"data":{"event_type":"message.sent"}}', items: [] },
  ],
  answers: { accepted: 204, ignored: 204, refused: 400, unreadable: 400, busy: 503 },
};

const sandbox: Recorded = {
  credentials: { secret: "made-by-us" },
  otherCredentials: { secret: "made-for-another" },
  numbers: [{ address: "+15550100001", fields: {} }],
  contentType: "application/json",
  sign: ({ body }, { secret }) => ({ "x-patchbay-sandbox": signSandbox(String(secret), body) }),
  webhooks: [
    {
      name: "a text",
      body: '{"type":"message","id":"p1","from":"+15550190001","to":"+15550100001","text":"Are you open?","at":"2026-11-20T09:00:00.000Z"}',
      items: [
        {
          kind: "message",
          externalId: "p1",
          dedupeKey: "message:p1",
          from: "+15550190001",
          to: "+15550100001",
          text: "Are you open?",
          media: [],
          sentAt: new Date("2026-11-20T09:00:00Z"),
        },
      ],
    },
    {
      name: "a receipt of a failure",
      body: '{"type":"receipt","id":"p2","status":"failed","code":"10001","at":"2026-11-20T09:00:01.000Z"}',
      items: [
        {
          kind: "receipt",
          externalId: "p2",
          dedupeKey: "receipt:p2:failed",
          status: "failed",
          raw: "failed",
          at: new Date("2026-11-20T09:00:01Z"),
          error: { kind: "refused", code: "10001" },
        },
      ],
    },
  ],
  answers: { accepted: 204, ignored: 204, refused: 403, unreadable: 400, busy: 503 },
};

/** By the carrier's name in the registry. */
export const recordings: Record<string, Recorded> = {
  twilio,
  general,
  sandbox,
  voicemeup: recordedVoicemeup,
  telnyx,
  bandwidth,
  flowroute,
  siptrunk,
  voipms: recordedVoipms,
  whatsapp: recordedWhatsapp,
  aliyun: recordedAliyun,
};
