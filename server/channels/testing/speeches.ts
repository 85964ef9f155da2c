import { sql } from "drizzle-orm";
import { rowsIn } from "@/server/testing/river";
import { recordedVoipmsRest } from "./recorded-voipms";
import {
  type Asked,
  digits,
  each,
  eachForm,
  json,
  party,
  phone,
  recordedOf,
  type Speech,
  type Told,
  withFile,
} from "./speech";
import { aliyun } from "./speech-aliyun";
import { whatsapp } from "./speech-whatsapp";

const twilioAccount = String(recordedOf("twilio").credentials.accountSid);
const form = (fields: Record<string, string>) =>
  new URLSearchParams({ AccountSid: twilioAccount, ...fields }).toString();
const application = String(recordedOf("bandwidth").credentials.applicationId);

/** The general contract, which VoIP.ms may speak as well. */
const generalContract = {
  customer: phone,
  message: ({ id, to, text, file }: Told) => ({
    data: {
      event_type: "message.received",
      id: `e-${id}`,
      payload: { id, from: party(phone), to: [party(to)], text, media: file ? [{ url: file }] : [] },
    },
  }),
  takes: (id: string) => json(200, { data: { id } }),
  asked: each((said) => withFile({ from: said.from, to: said.to, text: said.text ?? "" }, said.media_urls?.[0])),
  file: "https://media.example.com/file.png",
};

/** By the carrier's name; where it speaks in two ways, the second stands behind a colon. */
export const speeches: Record<string, Speech> = {
  sandbox: {
    recorded: recordedOf("sandbox"),
    customer: phone,
    message: ({ id, to, text, file }) => ({
      type: "message",
      id,
      from: phone,
      to,
      text,
      media: file ? [{ url: file }] : [],
      at: new Date().toISOString(),
    }),
    receipt: ({ id, status }) => ({ type: "receipt", id, status, at: new Date().toISOString() }),
    takes: () => json(500, {}), // its far end is rows
    async asked(_, { tenant, channelId }) {
      const rows = await rowsIn<Asked & { media: { url: string }[] }>(
        tenant,
        sql`select number as from, phone as to, text, media from sandbox_messages
          where channel_id = ${channelId} and direction = 'out' order by id`,
      );
      return rows.map(({ media, ...said }) => withFile(said, media[0]?.url));
    },
    file: "https://files.example.com/file.png",
  },
  general: { recorded: recordedOf("general"), ...generalContract },
  voipms: { recorded: recordedOf("voipms"), ...generalContract },
  "voipms: REST": {
    recorded: recordedVoipmsRest,
    customer: phone,
    message: ({ id, to, text, file }) => ({
      data: {
        event_type: "message.received",
        payload: {
          id,
          from: party(phone.slice(2)),
          to: [party(to.slice(2))],
          text,
          media: file ? [{ url: file }] : [],
        },
      },
    }),
    takes: (id) => json(200, { status: "success", sms: id, mms: id }),
    asked: eachForm((said) =>
      withFile(
        { from: `+1${said.get("did")}`, to: `+1${said.get("dst")}`, text: said.get("message") ?? "" },
        said.get("media1"),
      ),
    ),
    file: "https://voip.ms/media/file.png",
  },
  twilio: {
    recorded: recordedOf("twilio"),
    customer: phone,
    receiptPart: "status",
    message: ({ id, to, text, file }) =>
      form({
        MessageSid: id,
        From: phone,
        To: to,
        Body: text,
        NumMedia: file ? "1" : "0",
        ...(file ? { MediaUrl0: file, MediaContentType0: "image/png" } : {}),
      }),
    receipt: ({ id, from, status }) =>
      form({
        MessageSid: id,
        MessageStatus: status,
        From: from,
        To: phone,
        ...(status === "failed" ? { ErrorCode: "30003" } : {}),
      }),
    ofAnotherAccount: (body) => String(body).replace(twilioAccount, "AC99999999999999999999999999999999"),
    takes: (sid) => json(201, { sid, num_segments: "1" }),
    asked: eachForm((said) =>
      withFile(
        { from: said.get("From") ?? "", to: said.get("To") ?? "", text: said.get("Body") ?? "" },
        said.get("MediaUrl"),
      ),
    ),
    file: `https://api.twilio.com/2010-04-01/Accounts/${twilioAccount}/Messages/MM1/Media/file.png`,
  },
  telnyx: {
    recorded: recordedOf("telnyx"),
    customer: phone,
    message: ({ id, to, text, file }) => ({
      data: {
        id: `e-${id}`,
        event_type: "message.received",
        payload: { id, from: party(phone), to: [party(to)], text, media: file ? [{ url: file }] : [] },
      },
    }),
    receipt: ({ id, from, status }) => ({
      data: {
        id: `e-${id}-${status}`,
        event_type: status === "sent" ? "message.sent" : "message.finalized",
        payload: {
          id,
          from: party(from),
          to: [party(phone, status === "failed" ? "delivery_failed" : status)],
          errors: status === "failed" ? [{ code: "40008", title: "Undeliverable" }] : [],
        },
      },
    }),
    takes: (id) => json(200, { data: { id, parts: 1 } }),
    asked: each((said) => withFile({ from: said.from, to: said.to, text: said.text ?? "" }, said.media_urls?.[0])),
    file: "https://media.telnyx.com/file.png",
  },
  bandwidth: {
    recorded: recordedOf("bandwidth"),
    customer: phone,
    message: ({ id, to, text, file }) => [
      {
        type: "message-received",
        message: { id, owner: to, applicationId: application, from: phone, to: [to], text, media: file ? [file] : [] },
      },
    ],
    together: (bodies) => bodies.flat(),
    receipt: ({ id, from, status }) => [
      {
        type: status === "sent" ? "message-sending" : `message-${status}`,
        ...(status === "failed" ? { errorCode: 4720, description: "carrier-rejected" } : {}),
        message: { id, owner: from, applicationId: application },
      },
    ],
    ofAnotherAccount: (body) => JSON.stringify(body).replaceAll(application, "93de2206-0000-4e07-948d-329f4b722ee2"),
    takes: (id) => json(202, { id }),
    other: ({ path }) => (path.includes("/oauth2/") ? json(200, { access_token: "t", expires_in: 3600 }) : null),
    asked: each((said) => withFile({ from: said.from, to: String(said.to), text: said.text ?? "" }, said.media?.[0])),
    file: "https://messaging.bandwidth.com/api/v2/users/9900000/media/m1/0/file.png",
  },
  flowroute: {
    recorded: recordedOf("flowroute"),
    customer: phone,
    part: "sms",
    filePart: "mms",
    receiptPart: "dlr",
    message: ({ id, to, text, file }) => ({
      data: {
        id: `mdr2-${id}`,
        type: "message",
        attributes: { direction: "inbound", from: digits(phone), to: digits(to), body: text },
      },
      included: file ? [{ type: "media", attributes: { url: file, mime_type: "image/png" } }] : [],
    }),
    receipt: ({ id, status }) => ({
      data: {
        id,
        type: "delivery_receipt",
        attributes: {
          status: { sent: "message buffered", delivered: "delivered", failed: "undeliverable" }[status],
          level: 2,
          status_code: "1010",
        },
      },
    }),
    takes: (id) => json(202, { data: { id: `mdr2-${id}` } }),
    asked: each(({ data: { attributes: said } }) =>
      withFile({ from: `+${said.from}`, to: `+${said.to}`, text: said.body }, said.media_urls?.[0]),
    ),
    file: "https://s3.us-west-2.amazonaws.com/flowroute-messaging-media/file.png",
  },
  siptrunk: {
    recorded: recordedOf("siptrunk"),
    customer: phone,
    message: ({ id, to, text, file }) => ({
      data: { message_id: id, type: "message", attributes: { from: phone, to, body: text } },
      included: file ? [{ attributes: { url: file, file_name: "file.png" } }] : [],
    }),
    receipt: ({ id, status }) => ({
      data: {
        id,
        type: "delivery_receipt",
        attributes: { status: { sent: "message buffered", delivered: "delivered", failed: "undeliverable" }[status] },
      },
    }),
    takes: (id) => json(202, { data: { id } }),
    asked: each(({ data: { attributes: said } }) =>
      withFile({ from: said.from, to: said.to, text: said.body }, said.media_urls?.[0]),
    ),
    file: "https://media.example.net/file.png",
  },
  voicemeup: {
    recorded: recordedOf("voicemeup"),
    customer: phone,
    message: ({ id, to, text, file }) => ({
      sms_hash: id,
      direction: "inbound",
      source_number: digits(phone),
      destination_number: digits(to),
      message: text,
      datetime_transmission: id,
      ...(file ? { attachment: file, attachment_mime_type: "image/png" } : {}),
    }),
    receipt: ({ id, from, status }) => ({
      sms_hash: id,
      direction: "outbound",
      source_number: digits(from),
      destination_number: digits(phone),
      transmission_status: { sent: "queued", delivered: "completed", failed: "rejected" }[status],
    }),
    fates: ["delivered", "failed"],
    takes: (id) =>
      json(200, {
        response_details: {
          response_status: "success",
          response_messages: { message: { code: "queued_sms_hash", _content: id } },
        },
      }),
    asked: eachForm((said) =>
      withFile(
        {
          from: `+${said.get("source_number")}`,
          to: `+${said.get("destination_number")}`,
          text: said.get("message") ?? "",
        },
        said.get("attachment"),
      ),
    ),
    file: "https://clients.voicemeup.com/file.png",
  },
  aliyun,
  whatsapp,
};
