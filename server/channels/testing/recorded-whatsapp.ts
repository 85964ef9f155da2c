import { hmac } from "@/server/crypto";
import type { Recorded } from "./recorded";

/** The sheet's two vectors, byte by byte: the second has what Meta escapes. */
export const whatsappVectors = {
  appSecret: "meta_app_secret_0123456789abcdef",
  plain: {
    body: '{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"Ana"},"wa_id":"15551230001"}],"messages":[{"from":"15551230001","id":"wamid.TEST0001","timestamp":"1768465800","type":"text","text":{"body":"hello"}}]},"field":"messages"}]}]}',
    signature: "sha256=6881ef38319f74c3c16a4c13b0bd9029188088b349fae73235c332d75ebabd70",
  },
  escaped: {
    body: String.raw`{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550001111","phone_number_id":"106540352242922"},"contacts":[{"profile":{"name":"J\u00f6rg"},"wa_id":"15551230001"}],"messages":[{"from":"15551230001","id":"wamid.TEST0002","timestamp":"1768465801","type":"text","text":{"body":"\u00e4\u00f6\u00e5 \ud83d\ude80 https:\/\/example.com\/a?b=1"}}]},"field":"messages"}]}]}`,
    signature: "sha256=561ffecc0638622efda75a10789d2ab8947b6859d16f88c82f8734072bb336f5",
    afterParsing: "sha256=dab1d07d080dfee14c130778bf49c215e65df544e3f80024b5263db3154ba719",
  },
};

const phoneNumberId = "106540352242922";

/** A webhook about the channel's number. */
export const whatsappHook = (value: object, id = phoneNumberId) =>
  JSON.stringify({
    object: "whatsapp_business_account",
    entry: [
      {
        id: "102290129340398",
        changes: [
          {
            field: "messages",
            value: {
              messaging_product: "whatsapp",
              metadata: { display_phone_number: "15550001111", phone_number_id: id },
              ...value,
            },
          },
        ],
      },
    ],
  });

const ana = { from: "+15551230001", to: "+15550001111" };
const failure =
  "Message failed to send because more than 24 hours have passed since the customer last replied to this number.";

export const recordedWhatsapp: Recorded = {
  credentials: {
    verifyToken: "made-by-us",
    accessToken: "EAAGtestAccessToken0001",
    appSecret: whatsappVectors.appSecret,
    businessAccountId: "",
    apiVersion: "",
  },
  otherCredentials: {
    verifyToken: "made-by-us",
    accessToken: "EAAGtestAccessToken0002",
    appSecret: "another_app_secret_0123456789abcdef",
    businessAccountId: "",
    apiVersion: "",
  },
  numbers: [{ address: "+15550001111", fields: { phoneNumberId } }],
  contentType: "application/json",
  sign: ({ body }, { appSecret }) => ({
    "x-hub-signature-256": `sha256=${hmac("sha256", String(appSecret), body, "hex")}`,
  }),
  webhooks: [
    {
      name: "a text with what Meta escapes",
      body: whatsappVectors.escaped.body,
      items: [
        {
          kind: "message",
          externalId: "wamid.TEST0002",
          dedupeKey: "message:wamid.TEST0002",
          ...ana,
          fromName: "Jörg",
          text: "äöå 🚀 https://example.com/a?b=1",
          media: [],
          sentAt: new Date("2026-01-15T08:30:01Z"),
        },
      ],
    },
    {
      name: "a picture and a receipt at once",
      body: whatsappHook({
        contacts: [{ profile: { name: "Ana" }, wa_id: "15551230001", user_id: "US.13491208655302741918" }],
        messages: [
          {
            from: "15551230001",
            from_user_id: "US.13491208655302741918",
            id: "wamid.A2",
            timestamp: "1768465803",
            type: "image",
            context: { from: "15550001111", id: "wamid.OUT7" },
            image: {
              id: "2621233374848975",
              mime_type: "image/jpeg",
              sha256: "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
              caption: "broken",
            },
          },
        ],
        statuses: [
          {
            id: "wamid.OUT7",
            status: "failed",
            timestamp: "1768465900",
            recipient_id: "15551230001",
            biz_opaque_callback_data: "msg_01HZX8",
            errors: [{ code: 131047, title: "Re-engagement message", error_data: { details: failure } }],
          },
        ],
      }),
      items: [
        {
          kind: "message",
          externalId: "wamid.A2",
          dedupeKey: "message:wamid.A2",
          ...ana,
          aliases: ["US.13491208655302741918"],
          fromName: "Ana",
          text: "broken",
          media: [
            {
              url: "https://graph.facebook.com/2621233374848975?phone_number_id=106540352242922",
              id: "2621233374848975",
              contentType: "image/jpeg",
              sha256: "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824",
            },
          ],
          sentAt: new Date("2026-01-15T08:30:03Z"),
          replyTo: "wamid.OUT7",
        },
        {
          kind: "receipt",
          externalId: "wamid.OUT7",
          dedupeKey: "receipt:wamid.OUT7:failed",
          status: "failed",
          raw: "failed",
          at: new Date("2026-01-15T08:31:40Z"),
          clientRef: "msg_01HZX8",
          error: { kind: "refused", code: "window_closed", carrierCode: "131047", detail: `131047 - ${failure}` },
        },
      ],
    },
    {
      name: "another number of the same app",
      body: whatsappHook({ messages: [{ from: "15551230001", id: "x", type: "text", text: { body: "x" } }] }, "999"),
      items: [],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 401, unreadable: 200, busy: 503 },
};
