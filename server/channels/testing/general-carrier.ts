import { createHmac } from "node:crypto";
import { type FakeServer, fakeServer, type Heard, type Said } from "./fakes";

/**
 * A carrier of the general contract, made from its description alone and sharing no code with our client of it. It
 * knows one key, takes messages for numbers that look like numbers, and posts what its customers text.
 */
export interface GeneralCarrier extends FakeServer {
  sendUrl: string;
  verifyUrl: string;
  /** The next answers, whatever is asked. */
  next: Said[];
  taken: { id: string; from: string; to: string; text?: string; media_urls?: string[] }[];
  /** The webhook of a customer's text, as it would be posted. */
  webhook(message: { id: string; from: string; to: string; text?: string; media?: string[] }): {
    headers: Record<string, string>;
    body: string;
  };
}

export async function generalCarrier(login: { apiKey: string; secret: string }): Promise<GeneralCarrier> {
  const { apiKey, secret } = login;
  const taken: GeneralCarrier["taken"] = [];
  const next: Said[] = [];

  const errors = (status: number, code: string, title: string): Said => ({
    status,
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ errors: [{ code, title, detail: `${title}, says the carrier` }] }),
  });

  function answer({ method, path, headers, body }: Heard): Said {
    const forced = next.shift();
    if (forced) return forced;
    if (headers.authorization !== `Bearer ${apiKey}`) return errors(401, "10004", "Authentication failed");
    const [where, query = ""] = path.split("?");
    if (method === "GET" && where === "/verify") {
      const challenge = /(?:^|&)challenge=([^&]*)/.exec(query)?.[1] ?? "";
      return { status: 200, headers: { "content-type": "text/plain" }, body: decodeURIComponent(challenge) };
    }
    if (method !== "POST" || where !== "/sendmessage") return { status: 404 };
    if (headers["content-type"] !== "application/json") return errors(400, "10002", "Invalid parameter");
    const message = JSON.parse(body);
    if (!message.text && !message.media_urls?.length) return errors(400, "10002", "Invalid parameter");
    if (!/^\+[1-9]\d{1,14}$/.test(message.to)) return errors(400, "10001", "Invalid 'to' address");
    const id = `g-${taken.length + 1}`;
    taken.push({ id, ...message });
    return {
      status: 200,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ data: { id, to: [{ phone_number: message.to, status: "queued" }] } }),
    };
  }

  const server = await fakeServer(answer);
  return {
    ...server,
    sendUrl: `${server.url}/sendmessage`,
    verifyUrl: `${server.url}/verify`,
    next,
    taken,
    webhook({ id, from, to, text, media = [] }) {
      const payload = {
        direction: "inbound",
        from: { phone_number: from },
        id,
        media: media.map((url) => ({ content_type: null, sha256: null, size: null, url })),
        received_at: "2026-11-20T17:00:00.503+08:00",
        record_type: "message",
        text,
        to: [{ phone_number: to }],
      };
      const data = { event_type: "message.received", id: `e-${id}`, payload, record_type: "event" };
      const body = JSON.stringify({ data });
      const signature = createHmac("sha256", secret).update(body).digest("hex");
      return { headers: { "content-type": "application/json", "x-signature-256": `sha256=${signature}` }, body };
    },
  };
}
