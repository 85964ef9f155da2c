import { whatsappHook } from "./recorded-whatsapp";
import { type Asked, digits, json, phone, recordedOf, type Speech, withFile } from "./speech";

/** The number's id at Meta: on our lines, its digits. */
const phoneId = digits;

const ofSend = /\/(\d+)\/messages$/;

export const whatsapp: Speech = {
  recorded: recordedOf("whatsapp"),
  customer: phone,
  message: ({ id, to, text, file }) =>
    whatsappHook(
      {
        messages: [
          {
            from: digits(phone),
            id,
            timestamp: String(Math.floor(Date.now() / 1000)),
            ...(file
              ? { type: "image", image: { id: "2621233374848975", mime_type: "image/png", caption: text } }
              : { type: "text", text: { body: text } }),
          },
        ],
      },
      phoneId(to),
    ),
  together(bodies) {
    const hooks = bodies.map((body) => JSON.parse(String(body)));
    return { ...hooks[0], entry: hooks.flatMap(({ entry }) => entry) };
  },
  receipt: ({ id, from, status }) =>
    whatsappHook(
      {
        statuses: [
          {
            id,
            status,
            timestamp: "1768465900",
            ...(status === "failed" ? { errors: [{ code: 131026, title: "Message undeliverable" }] } : {}),
          },
        ],
      },
      phoneId(from),
    ),
  takes: (id) => json(200, { messages: [{ id }] }),
  other({ path }) {
    if (ofSend.test(path)) return null;
    if (path.endsWith("/media")) return json(200, { id: "up-1" });
    if (path.includes("/2621233374848975?")) return json(200, { url: whatsapp.file });
    return json(404, {});
  },
  asked: (heard) =>
    heard.map(({ path, body }): Asked => {
      const said = JSON.parse(body);
      const from = `+${ofSend.exec(path)?.[1]}`;
      return withFile({ from, to: said.to, text: said.text?.body ?? said.image?.caption }, said.image?.id);
    }),
  file: "https://lookaside.fbsbx.com/whatsapp_business/attachments/file.png",
  uploads: true,
};
