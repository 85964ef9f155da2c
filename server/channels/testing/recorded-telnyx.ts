import { createPrivateKey, createPublicKey, sign } from "node:crypto";
import type { Recorded } from "./recorded";

const derPrefix = Buffer.from("302e020100300506032b657004220420", "hex");

/** A key pair of a 32-byte seed: the same seed always makes the same signatures. */
function keyPair(seed: Buffer) {
  const privateKey = createPrivateKey({ key: Buffer.concat([derPrefix, seed]), format: "der", type: "pkcs8" });
  const publicKey = createPublicKey(privateKey)
    .export({ format: "der", type: "spki" })
    .subarray(-32)
    .toString("base64");
  return { privateKey, publicKey };
}

const own = keyPair(Buffer.from("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f", "hex"));
const other = keyPair(Buffer.alloc(32, 7));

/** Headers as Telnyx makes them, with the key of the recordings or somebody else's. */
export function signTelnyx(body: string | Uint8Array, at: Date, publicKey = own.publicKey): Record<string, string> {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const { privateKey } = publicKey === own.publicKey ? own : other;
  const signature = sign(null, Buffer.concat([Buffer.from(`${timestamp}|`), Buffer.from(body)]), privateKey);
  return { "telnyx-timestamp": timestamp, "telnyx-signature-ed25519": signature.toString("base64") };
}

/** The signed example of the documentation: 650 bytes, with escapes as written and a real é. */
export const telnyxExample =
  '{"data":{"event_type":"message.received","id":"b301ed3f-1490-491f-995f-6e64e69674d4","occurred_at":"2026-11-20T09:00:00.588+00:00","payload":{"direction":"inbound","from":{"carrier":"T-Mobile USA","line_type":"Wireless","phone_number":"+14102161183"},"id":"84cca175-9755-4859-b67f-4730d7f58aa3","media":[],"parts":1,"received_at":"2026-11-20T09:00:00.503+00:00","record_type":"message","text":"Hi \\ud83d\\udc4b café","to":[{"carrier":"Telnyx","line_type":"Wireless","phone_number":"+19729967252","status":"webhook_delivered"}],"type":"SMS"},"record_type":"event"},"meta":{"attempt":1,"delivered_to":"https://hooks.example.com/webhooks/telnyx/ch_02"}}';

const mms =
  '{"data":{"event_type":"message.received","id":"0f0a0e41-4f0c-4c0e-8f53-3a0f2d6fd1b1","occurred_at":"2026-11-20T09:00:10.588+00:00","payload":{"autoresponse_type":"STOP","cc":[{"phone_number":"+19725550000"}],"completed_at":null,"cost":{"amount":"0.0000","currency":"USD"},"direction":"inbound","encoding":"GSM-7","errors":[],"from":{"carrier":"T-Mobile USA","line_type":"Wireless","phone_number":"+14102161183"},"id":"5a3c1bf4-0d3c-4f0e-9a53-7c5f5e3a7f10","media":[{"url":"https://media.telnyx.com/example-image.png","content_type":"image/png","hash_sha256":"AB1C000000000000000000000000000000000000000000000000000000000000","size":102400},{"url":"https://media.telnyx.com/b","content_type":null,"sha256":null,"size":null}],"messaging_profile_id":"740572b6-099c-44a1-89b9-6c92163bc68d","parts":1,"received_at":"2026-11-20T09:00:10.503+00:00","record_type":"message","sent_at":null,"tags":[],"text":"Stop","to":[{"phone_number":"+19725550000"},{"carrier":"Telnyx","line_type":"Wireless","phone_number":"+19729967252","status":"webhook_delivered"}],"type":"MMS","valid_until":null},"record_type":"event"},"meta":{"attempt":2}}';

const failed =
  '{"data":{"event_type":"message.finalized","id":"4ee8c3a6-4995-4309-a3c6-38e3db9ea4be","occurred_at":"2026-11-20T09:00:20.000+00:00","payload":{"direction":"outbound","errors":[{"code":"40310","title":"Invalid \'to\' address","detail":"The number is not routable"}],"from":{"phone_number":"+19729967252"},"id":"834f3d53-8a3c-4aa0-a733-7f2d682a72df","to":[{"phone_number":"+14102161183","status":"delivery_failed"}],"type":"SMS"},"record_type":"event"}}';

const message = { kind: "message", from: "+14102161183", to: "+19729967252" } as const;

export const telnyx: Recorded = {
  credentials: { apiKey: "KEY0123456789", publicKey: own.publicKey },
  otherCredentials: { apiKey: "KEY0123456789", publicKey: other.publicKey },
  numbers: [{ address: "+19729967252", fields: {} }],
  contentType: "application/json",
  sign: ({ body, at }, { publicKey }) => signTelnyx(body, at, String(publicKey)),
  webhooks: [
    {
      name: "a text",
      body: telnyxExample,
      items: [
        {
          ...message,
          externalId: "84cca175-9755-4859-b67f-4730d7f58aa3",
          dedupeKey: "message:84cca175-9755-4859-b67f-4730d7f58aa3",
          text: "Hi 👋 café",
          media: [],
          sentAt: new Date("2026-11-20T09:00:00.503Z"),
        },
      ],
    },
    {
      name: "pictures to a group that our number is in, with STOP",
      body: mms,
      items: [
        {
          ...message,
          externalId: "5a3c1bf4-0d3c-4f0e-9a53-7c5f5e3a7f10",
          dedupeKey: "message:5a3c1bf4-0d3c-4f0e-9a53-7c5f5e3a7f10",
          text: "Stop",
          media: [
            {
              url: "https://media.telnyx.com/example-image.png",
              contentType: "image/png",
              sha256: "ab1c000000000000000000000000000000000000000000000000000000000000",
              sizeBytes: 102400,
            },
            { url: "https://media.telnyx.com/b" },
          ],
          sentAt: new Date("2026-11-20T09:00:10.503Z"),
          optOut: "stop",
        },
      ],
    },
    {
      name: "a receipt of a failure",
      body: failed,
      items: [
        {
          kind: "receipt",
          externalId: "834f3d53-8a3c-4aa0-a733-7f2d682a72df",
          dedupeKey: "event:4ee8c3a6-4995-4309-a3c6-38e3db9ea4be",
          status: "failed",
          raw: "delivery_failed",
          at: new Date("2026-11-20T09:00:20Z"),
          error: {
            kind: "refused",
            code: "10001",
            carrierCode: "40310",
            detail: "40310 - Invalid 'to' address: The number is not routable",
          },
        },
      ],
    },
    { name: "an event of another kind", body: '{"data":{"event_type":"10dlc.campaign.update","id":"a"}}', items: [] },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};
