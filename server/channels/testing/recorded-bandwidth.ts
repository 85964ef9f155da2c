import type { Recorded } from "./recorded";

const applicationId = "93de2206-9669-4e07-948d-329f4b722ee2";

const inbound = `[{"type":"message-received","time":"2026-11-20T09:00:01.502180Z","description":"Incoming message received","to":"+19729967252","message":{"id":"14762070468292kw2fuqty55yp2b2","owner":"+19729967252","applicationId":"${applicationId}","time":"2026-11-20T09:00:00.000000Z","segmentCount":1,"direction":"in","to":["+19729967252"],"from":"+14102161183","text":"Hello","media":["https://messaging.bandwidth.com/api/v2/users/9900000/media/14762070468292kw2fuqty55yp2b2/0/photo.png","https://messaging.bandwidth.com/api/v2/users/9900000/media/14762070468292kw2fuqty55yp2b2/1/layout.smil","https://messaging.bandwidth.com/api/v2/users/9900000/media/14762070468292kw2fuqty55yp2b2/2/0.XML?x=1"]},"carrierName":"AT&T"}]`;

const failed = `[{"type":"message-failed","time":"2026-11-20T09:00:05.704450Z","description":"rejected-to-number-in-blacklist","to":"+14102161183","errorCode":4482,"message":{"id":"1593110555875xo7watq5px6rbe5d","owner":"+19729967252","applicationId":"${applicationId}","time":"2026-11-20T09:00:00.876906Z","segmentCount":1,"direction":"out","to":["+14102161183"],"from":"+19729967252","text":"","tag":"msg_01JD"}}]`;

const event = (type: string, id: string, more = "") =>
  `{"type":"${type}","time":"2026-11-20T09:00:06Z","description":"ok","to":"+14102161183","message":{"id":"${id}","owner":"+19729967252","applicationId":"${applicationId}","direction":"${type === "message-received" ? "in" : "out"}","from":"+14102161183","to":["+19729967252","+12065550101"]${more}}}`;

const batch = `[${event("message-delivered", "b1", ',"text":"","tag":"m1"')},${event("suggestion-response", "b2")},${event("message-received", "b3")}]`;

export const bandwidth: Recorded = {
  credentials: {
    applicationId,
    accountId: "9900000",
    user: "client-1",
    password: "pass-1",
    callbackLogin: true,
    callbackUser: "bw-hook",
    callbackPassword: "p:ss wörd",
  },
  otherCredentials: {
    applicationId,
    accountId: "9900000",
    user: "client-1",
    password: "pass-1",
    callbackLogin: true,
    callbackUser: "bw-hook",
    callbackPassword: "another",
  },
  numbers: [{ address: "+19729967252", fields: {} }],
  contentType: "application/json; charset=utf-8",
  byLogin: true,
  sign: (_, { callbackUser, callbackPassword }) => ({
    authorization: `Basic ${Buffer.from(`${callbackUser}:${callbackPassword}`).toString("base64")}`,
  }),
  webhooks: [
    {
      name: "a picture, without what only lays it out",
      body: inbound,
      items: [
        {
          kind: "message",
          externalId: "14762070468292kw2fuqty55yp2b2",
          dedupeKey: "message:14762070468292kw2fuqty55yp2b2",
          from: "+14102161183",
          to: "+19729967252",
          text: "Hello",
          media: [
            {
              url: "https://messaging.bandwidth.com/api/v2/users/9900000/media/14762070468292kw2fuqty55yp2b2/0/photo.png",
              fileName: "photo.png",
            },
          ],
          sentAt: new Date("2026-11-20T09:00:00Z"),
        },
      ],
    },
    {
      name: "a receipt of a failure",
      body: failed,
      items: [
        {
          kind: "receipt",
          externalId: "1593110555875xo7watq5px6rbe5d",
          dedupeKey: "receipt:1593110555875xo7watq5px6rbe5d:message-failed",
          status: "failed",
          raw: "message-failed 4482",
          at: new Date("2026-11-20T09:00:05.704Z"),
          clientRef: "msg_01JD",
          error: { kind: "opted_out", carrierCode: "4482", detail: "4482 - rejected-to-number-in-blacklist" },
        },
      ],
    },
    {
      name: "three events at once, one of them of another kind, one in a group",
      body: batch,
      items: [
        {
          kind: "receipt",
          externalId: "b1",
          dedupeKey: "receipt:b1:message-delivered",
          status: "delivered",
          raw: "message-delivered",
          at: new Date("2026-11-20T09:00:06Z"),
          clientRef: "m1",
        },
        {
          kind: "message",
          externalId: "b3",
          dedupeKey: "message:b3",
          from: "+14102161183",
          to: "+19729967252",
          text: "",
          media: [],
        },
      ],
    },
  ],
  answers: { accepted: 200, ignored: 200, refused: 401, unreadable: 400, busy: 503 },
};
