import { Readable } from "node:stream";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { closeIdle } from "@/server/conversations/auto-close";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { replyToConversation } from "@/server/conversations/reply";
import { hmac } from "@/server/crypto";
import { deliverChannel } from "@/server/messages/deliver";
import { createChannel, eventually, rowsIn } from "@/server/testing/river";
import type { MessageItem, OutgoingMedia, WebhookRequest } from "../carrier";
import { createDraft } from "../create-draft";
import { getChannel } from "../get";
import { receive } from "../receive";
import { saveSettings } from "../save-settings";
import { closedPort, type FakeServer, fakeServer, type Heard, type Said, testIo } from "../testing/fakes";
import { recordedRequest } from "../testing/recorded";
import { recordedWhatsapp, whatsappHook, whatsappVectors } from "../testing/recorded-whatsapp";
import { local, withSettings } from "../testing/settings";
import { appSecretProof, signedByMeta, whatsapp } from "./whatsapp";

const credentials = whatsapp.credentials.parse(recordedWhatsapp.credentials) as Parameters<
  typeof whatsapp.send
>[1]["credentials"];
const channel = { credentials, numbers: recordedWhatsapp.numbers };

describe("proofs", () => {
  const { appSecret, plain, escaped } = whatsappVectors;
  const signed = (body: string, signature: string) =>
    signedByMeta({ rawBody: Buffer.from(body), headers: new Headers({ "x-hub-signature-256": signature }) }, appSecret);
  test("the sheet's vectors, over the bytes as they came", () => {
    expect([Buffer.byteLength(plain.body), Buffer.byteLength(escaped.body)]).toEqual([416, 477]);
    expect(signed(plain.body, plain.signature)).toBe(true);
    expect(signed(escaped.body, escaped.signature)).toBe(true);
    expect(signed(escaped.body, escaped.afterParsing)).toBe(false);
    expect(signed(JSON.stringify(JSON.parse(escaped.body)), escaped.afterParsing)).toBe(true);
    expect(signed(plain.body, plain.signature.toUpperCase())).toBe(false);
  });

  test("of the App Secret", () => {
    expect(appSecretProof(credentials)).toBe("265729c97d77d7fa7821ddebbd6f8d6577c0a945d3660cd8466159fda53d3c06");
  });

  const get = (query: string): WebhookRequest => ({
    ...recordedRequest(recordedWhatsapp, ""),
    method: "GET",
    url: `https://h.example/w${query}`,
  });
  const hello = "?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=made-by-us";
  test("of the address: the challenge comes back, exactly, for our token alone", () => {
    expect(whatsapp.handshake?.(get(hello), [credentials])).toMatchObject({ status: 200, body: "1158201444" });
    expect(whatsapp.handshake?.(get(hello.replace("made", "mode")), [credentials])).toEqual({ status: 403 });
    expect(whatsapp.handshake?.(get(hello), [])).toEqual({ status: 403 });
    expect(whatsapp.handshake?.(get("?hub.mode=unsubscribe"), [credentials])).toBe(null);
    expect(whatsapp.handshake?.({ ...get(hello), method: "POST" }, [credentials])).toBe(null);
  });

  test("a draft, which has but our token, can be proven and believes nothing else", () => {
    const draft = { verifyToken: "made-by-us" } as typeof credentials;
    expect(whatsapp.handshake?.(get(hello), [draft])).toMatchObject({ status: 200 });
    expect(whatsapp.verify(recordedRequest(recordedWhatsapp, whatsappVectors.plain.body), [draft])).toBe(false);
  });
});

describe("what a webhook says", () => {
  const parse = (value: object) =>
    whatsapp.parse(recordedRequest(recordedWhatsapp, whatsappHook(value)), channel) as MessageItem[];
  const one = (message: object) =>
    parse({ messages: [{ from: "15551230001", id: "wamid.1", timestamp: "1768465800", ...message }] })[0];

  test.each<[string, object, string]>([
    ["a reaction", { type: "reaction", reaction: { message_id: "wamid.OUT7", emoji: "👍" } }, "👍"],
    ["a reaction taken back", { type: "reaction", reaction: { message_id: "wamid.OUT7" } }, "[reaction removed]"],
    ["a button", { type: "button", button: { text: "Yes", payload: "y" } }, "Yes"],
    [
      "a choice",
      { type: "interactive", interactive: { type: "button_reply", button_reply: { id: "y", title: "Yes" } } },
      "Yes",
    ],
    [
      "a choice of a list",
      { type: "interactive", interactive: { type: "list_reply", list_reply: { id: "y", title: "Two" } } },
      "Two",
    ],
    [
      "a place",
      { type: "location", location: { latitude: 45.5, longitude: -73.6, name: "Shop", address: "1 Main St" } },
      "Shop, 1 Main St\n45.5,-73.6",
    ],
    [
      "a card",
      { type: "contacts", contacts: [{ name: { formatted_name: "Bo" }, phones: [{ phone: "+1 555" }] }] },
      "Bo +1 555",
    ],
    [
      "a change of number",
      { type: "system", system: { body: "Ana changed her number", wa_id: "1" } },
      "Ana changed her number",
    ],
    [
      "what cannot be shown",
      { type: "unsupported", errors: [{ code: 131051, error_data: { details: "Not supported." } }] },
      "[unsupported] Not supported.",
    ],
    ["an order", { type: "order", order: { catalog_id: "1" } }, "[order]"],
    ["a type of tomorrow", { type: "hologram", hologram: {} }, "[hologram]"],
    ["an empty text", { type: "text", text: {} }, "[text]"],
  ])("%s is shown, not dropped", (_, message, text) => {
    expect(one(message)).toMatchObject({ text, media: [] });
  });

  test("a voice message, a document, a sticker are files", () => {
    const audio = { id: "26213", mime_type: "audio/ogg; codecs=opus", sha256: "...", voice: true };
    expect(one({ type: "audio", audio })).toMatchObject({
      text: "",
      media: [{ id: "26213", contentType: "audio/ogg; codecs=opus" }],
    });
    expect(one({ type: "document", document: { id: "26212", filename: "order.pdf" } })).toMatchObject({
      media: [{ fileName: "order.pdf" }],
    });
    expect(one({ type: "sticker", sticker: { id: "9", mime_type: "image/webp" } })?.media.length).toBe(1);
  });

  test("a batch of many is taken whole, in every entry and change", () => {
    const messages = Array.from({ length: 300 }, (_, at) => ({
      from: "15551230001",
      id: `m${at}`,
      type: "text",
      text: { body: "x" },
    }));
    const statuses = Array.from({ length: 300 }, (_, at) => ({ id: `s${at}`, status: "read" }));
    expect(parse({ messages, statuses }).length).toBe(600);
    const twice = JSON.parse(whatsappHook({ messages: messages.slice(0, 1) }));
    twice.entry.push(structuredClone(twice.entry[0]));
    twice.entry[0].changes.push({ field: "account_update", value: twice.entry[0].changes[0].value });
    expect(whatsapp.parse(recordedRequest(recordedWhatsapp, JSON.stringify(twice)), channel)).toMatchObject([{}, {}]);
  });

  test.each([
    ["accepted", "sent"],
    ["held_for_quality_assessment", "sent"],
    ["sent", "sent"],
    ["delivered", "delivered"],
    ["read", "read"],
    ["played", "read"],
    ["failed", "failed"],
    ["deleted", undefined],
  ])("%s is %s", (word, status) => {
    const items = parse({ statuses: [{ id: "wamid.OUT7", status: word, timestamp: "1768465900" }] });
    expect(items).toMatchObject(status ? [{ kind: "receipt", status, raw: word }] : []);
  });

  test("somebody without a phone number is known by his id, and contacts are not matched by their place", () => {
    const items = parse({
      contacts: [
        { profile: { name: "Bo" }, user_id: "US.2" },
        { profile: { name: "Ana" }, user_id: "US.1", parent_user_id: "US.ENT.1" },
      ],
      messages: [{ from_user_id: "US.1", id: "wamid.1", type: "text", text: { body: "hi" } }],
    });
    expect(items).toMatchObject([{ from: "US.1", aliases: ["US.ENT.1"], fromName: "Ana" }]);
    expect(() => parse({ messages: [{ id: "wamid.1", type: "text" }] })).toThrow("nobody");
  });
});

type Row = { id: string; customer_address: string; contact_id: string };

describe("against Meta", () => {
  let server: FakeServer;
  const io = testIo("whatsapp", { timeoutMs: 500 });
  const json = (body: object, status = 200, headers = {}): Said => ({
    status,
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  const error = (code: number, status = 400, more = {}) =>
    json({ error: { message: `(#${code}) words`, code, ...more } }, status);
  const taken = (id = "wamid.OUT1") =>
    json({ messaging_product: "whatsapp", messages: [{ id, message_status: "accepted" }] });
  async function says(answer: Said | ((heard: Heard) => Said)) {
    server = await fakeServer((heard) => (typeof answer === "function" ? answer(heard) : answer));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ whatsapp: server.url }) });
  }
  afterEach(() => server?.stop());
  const sentBodies = () =>
    server.heard.filter(({ path }) => path.endsWith("/messages")).map(({ body }) => JSON.parse(body));
  const message = {
    from: "+15550001111",
    to: "+15551230001",
    text: "Your order has shipped",
    media: [] as OutgoingMedia[],
    statusCallback: "",
    clientRef: "msg_01HZX8",
  };
  const file = (contentType: string, sizeBytes: number, fileName = "f"): OutgoingMedia => ({
    url: `https://files.example.com/${fileName}`,
    contentType,
    sizeBytes,
    fileName,
  });

  test("a text as the sheet has it", async () => {
    await says(taken());
    expect(await whatsapp.send(message, channel, io)).toEqual({ externalId: "wamid.OUT1" });
    expect(server.heard[0]).toMatchObject({
      method: "POST",
      path: "/v25.0/106540352242922/messages",
      headers: { authorization: "Bearer EAAGtestAccessToken0001", "user-agent": expect.stringMatching(/./) },
    });
    expect(sentBodies()).toEqual([
      {
        messaging_product: "whatsapp",
        recipient_type: "individual",
        to: "+15551230001",
        type: "text",
        text: { body: "Your order has shipped", preview_url: false },
        biz_opaque_callback_data: "msg_01HZX8",
      },
    ]);
  });

  test("to somebody without a phone number", async () => {
    await says(taken());
    await whatsapp.send({ ...message, to: "US.13491208655302741918" }, channel, io);
    expect(sentBodies()[0]).toMatchObject({ recipient: "US.13491208655302741918" });
    expect(sentBodies()[0]).not.toHaveProperty("to");
  });

  test("a template with its language and variables", async () => {
    await says(taken());
    const variables = { "2": "Friday", "10": "z", "1": "1042", "header.1": "Hi", "button.0": "a/b" };
    await whatsapp.send({ ...message, template: { name: "order_update", language: "en_US", variables } }, channel, io);
    const text = (value: string) => ({ type: "text", text: value });
    expect(sentBodies()[0]).toMatchObject({
      type: "template",
      template: {
        name: "order_update",
        language: { code: "en_US" },
        components: [
          { type: "header", parameters: [text("Hi")] },
          { type: "body", parameters: [text("1042"), text("Friday"), text("z")] },
          { type: "button", sub_type: "url", index: "0", parameters: [text("a/b")] },
        ],
      },
    });
    await whatsapp.send(
      { ...message, template: { name: "t", language: "de", variables: { order: "7" } } },
      channel,
      io,
    );
    expect(sentBodies()[1].template.components).toEqual([
      { type: "body", parameters: [{ type: "text", parameter_name: "order", text: "7" }] },
    ]);
  });

  test("a file we have at hand is uploaded under its name and type, then sent by id", async () => {
    await says((heard) => (heard.path.endsWith("/media") ? json({ id: "1037543291543634" }) : taken()));
    const invoice = {
      ...file("application/pdf", 3, "invoice.pdf"),
      open: async () => Readable.from([Buffer.from("PDF")]),
    };
    await whatsapp.send({ ...message, text: "Invoice", media: [invoice] }, channel, io);
    const upload = server.heard[0];
    expect(upload?.path).toBe("/v25.0/106540352242922/media");
    const form = await new Response(upload?.body, {
      headers: { "content-type": String(upload?.headers["content-type"]) },
    }).formData();
    const sent = form.get("file") as File;
    expect([form.get("messaging_product"), form.get("type"), sent.name, sent.type, await sent.text()]).toEqual([
      "whatsapp",
      "application/pdf",
      "invoice.pdf",
      "application/pdf",
      "PDF",
    ]);
    expect(sentBodies()[0]).toMatchObject({
      type: "document",
      document: { id: "1037543291543634", filename: "invoice.pdf", caption: "Invoice" },
    });
  });

  test.each<[string, OutgoingMedia[], string, object[]]>([
    [
      "a picture by its link, with a caption",
      [file("image/jpeg", 9)],
      "Look",
      [{ type: "image", image: { link: "https://files.example.com/f", caption: "Look" } }],
    ],
    [
      "a picture too large for one",
      [file("image/png", 6_000_000)],
      "",
      [{ type: "document", document: { link: "https://files.example.com/f", filename: "f" } }],
    ],
    ["a picture of another type", [file("image/gif", 9)], "", [{ type: "document" }]],
    [
      "a sound and its words",
      [file("audio/ogg; codecs=opus", 9)],
      "Listen",
      [
        { type: "audio", audio: { link: "https://files.example.com/f" } },
        { type: "text", text: { body: "Listen" } },
      ],
    ],
    [
      "two files and a text",
      [file("video/mp4", 9, "a"), file("image/png", 9, "b")],
      "Both",
      [
        { type: "video", video: { caption: "Both" } },
        { type: "image", image: { link: "https://files.example.com/b" } },
      ],
    ],
    ["a text too long for a caption", [file("image/png", 9)], "x".repeat(1025), [{ type: "image" }, { type: "text" }]],
  ])("%s", async (_, media, text, bodies) => {
    await says(taken());
    await whatsapp.send({ ...message, text, media }, channel, io);
    expect(sentBodies()).toMatchObject(bodies);
  });

  test.each([
    ["application/zip", 9, "10003"],
    ["application/pdf", 101 * 1024 * 1024, "10008"],
  ])("%s of %i bytes is refused without a call", async (type, size, code) => {
    await says("cut");
    await expect(whatsapp.send({ ...message, media: [file(type, size)] }, channel, io)).rejects.toMatchObject({
      kind: "refused",
      code,
    });
    expect(server.heard).toEqual([]);
  });

  test("an upload that nobody answers has sent nothing", async () => {
    await says("cut");
    const picture = { ...file("image/png", 3), open: async () => Readable.from([Buffer.from("PNG")]) };
    await expect(whatsapp.send({ ...message, media: [picture] }, channel, io)).rejects.toMatchObject({
      kind: "retryable",
    });
    expect(sentBodies()).toEqual([]);
  });

  test.each<[string, Said, string, string | undefined]>([
    ["190", error(190, 401), "refused", "10004"],
    ["10", error(10, 403), "refused", "10005"],
    ["200", error(200, 403), "refused", "10005"],
    ["100", error(100), "refused", "10002"],
    ["131026", error(131026), "refused", "10001"],
    ["131030", error(131030), "refused", "10001"],
    ["131047", error(131047), "refused", "window_closed"],
    ["131051", error(131051), "refused", "10003"],
    ["130429 with 400", error(130429, 400), "retryable", "10006"],
    ["130429 with 429", error(130429, 429), "retryable", "10006"],
    ["131056", error(131056), "retryable", "10006"],
    ["131049", error(131049), "refused", undefined],
    ["131031", error(131031, 403), "refused", "10005"],
    ["132000", error(132000), "refused", undefined],
    ["131000 with 500", error(131000, 500), "retryable", "10007"],
    ["131016", error(131016), "retryable", "10007"],
    ["one we do not know", error(999999), "refused", undefined],
    ["one we do not know, with 429", error(999999, 429), "retryable", "10006"],
    ["one we do not know, with 500", error(999999, 500), "unknown", "10007"],
    ["no answer", "hang", "unknown", "10007"],
    ["an answer without an id", json({}), "unknown", undefined],
  ])("sending: %s", async (_, said, kind, code) => {
    await says(said);
    await expect(whatsapp.send(message, channel, io)).rejects.toMatchObject({ kind, code });
  });

  test("too much for one recipient holds that recipient alone", async () => {
    await says(error(131056));
    await expect(whatsapp.send(message, channel, io)).rejects.toMatchObject({
      recipientOnly: true,
      backoffBase: 4,
    });
  });

  const number = (display_phone_number: string) => json({ id: "106540352242922", display_phone_number });
  test.each<[string, Said, string, string | undefined]>([
    ["the number", number("+1 555-000-1111"), "connected", undefined],
    [
      "another number's id",
      number("+1 555-000-9999"),
      "connected",
      "the Phone Number ID of +15550001111 belongs to +1 555-000-9999",
    ],
    ["an expired token", error(190, 401), "unauthorized", "190 - (#190) words"],
    ["no permission", error(10, 403), "unauthorized", "10 - (#10) words"],
    ["no such number", error(100, 400, { error_subcode: 33 }), "unauthorized", "100 - (#100) words"],
    ["a wrong proof", error(100), "unauthorized", "100 - (#100) words"],
    ["too many calls", error(4, 400), "unchanged", "4 - (#4) words"],
    ["80007", error(80007), "unchanged", "80007 - (#80007) words"],
    ["temporary", error(2, 500), "service_unavailable", "2 - (#2) words"],
    ["502", { status: 502 }, "service_unavailable", "HTTP 502"],
    ["another code", error(131045), "unknown_source", "131045 - (#131045) words"],
    ["a page", { status: 200, body: "<html>" }, "request_failed", "HTTP 200, not the API"],
  ])("checking: %s", async (_, said, state, detail) => {
    await says(said);
    expect(await whatsapp.check(channel, io)).toEqual({ state, ...(detail ? { detail } : {}) });
    expect(server.heard[0]?.path).toContain(`appsecret_proof=${appSecretProof(credentials)}`);
  });

  test("checking: nobody there, and a channel that has no number yet", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ whatsapp: await closedPort() }) });
    expect((await whatsapp.check(channel, io)).state).toBe("request_failed");
    await says(json({ id: "1" }));
    expect((await whatsapp.check({ credentials, numbers: [] }, io)).state).toBe("connected");
    expect(server.heard[0]?.path).toMatch(/^\/v25.0\/me\?/);
  });

  const components = [
    { type: "HEADER", format: "TEXT", text: "Order {{1}}" },
    { type: "BODY", text: "It comes on {{ day }}." },
    { type: "FOOTER", text: "Northbeam" },
    {
      type: "BUTTONS",
      buttons: [
        { type: "QUICK_REPLY", text: "Ok" },
        { type: "URL", url: "https://n.example/{{1}}" },
      ],
    },
  ];
  const page = (data: object[], after?: string) =>
    json({ data, paging: after ? { cursors: { after }, next: "x" } : { cursors: { after: "end" } } });

  test("the templates that were approved, page by page", async () => {
    await says((heard) =>
      heard.path.includes("after=c1")
        ? page([{ name: "b", language: "de", status: "APPROVED", components: [{ type: "BODY", text: "Hallo" }] }])
        : page(
            [
              { name: "a", language: "en_US", status: "APPROVED", components },
              { name: "p", language: "en_US", status: "PAUSED", components },
              { name: "i", language: "en_US", status: "APPROVED", components: [{ type: "HEADER", format: "IMAGE" }] },
            ],
            "c1",
          ),
    );
    const known = { ...channel, credentials: { ...credentials, businessAccountId: "102290129340398" } };
    expect(await whatsapp.templates?.(known, io)).toEqual([
      {
        name: "a",
        language: "en_US",
        text: "Order {{header.1}}\n\nIt comes on {{day}}.\n\nNorthbeam",
        variables: ["header.1", "day", "button.1"],
      },
      { name: "b", language: "de", text: "Hallo", variables: [] },
    ]);
    expect(server.heard.length).toBe(2);
  });

  test("a file is fetched in two steps with the token, from Meta's hosts alone", async () => {
    const media = whatsapp.parse(
      recordedRequest(recordedWhatsapp, recordedWhatsapp.webhooks[1]?.body ?? ""),
      channel,
    ) as MessageItem[];
    const asked = media[0]!.media[0]!;
    let url = "https://lookaside.fbsbx.com/whatsapp/1";
    let type = "image/jpeg";
    await says((heard) =>
      heard.path.startsWith("/v25.0/")
        ? json({ url, id: asked.id })
        : { status: 200, headers: { "content-type": type }, body: "hello" },
    );
    const fetched = () => whatsapp.fetchMedia?.(asked, channel, io, 100);
    expect((await fetched())?.text()).toBe("hello");
    expect(server.heard.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ["/v25.0/2621233374848975?phone_number_id=106540352242922", "Bearer EAAGtestAccessToken0001"],
      ["/whatsapp/1", "Bearer EAAGtestAccessToken0001"],
    ]);
    type = "text/html";
    await expect(fetched()).rejects.toThrow("a page instead");
    for (url of [
      "http://lookaside.fbsbx.com/1",
      "https://lookaside.fbsbx.com.evil.example/1",
      "https://169.254.169.254/",
    ])
      await expect(fetched()).rejects.toThrow("not on Meta's host");
  });

  describe("in a workspace", () => {
    async function workspace() {
      const tenant = await createTenant();
      const agent = await createMember(tenant, { role: "admin" });
      const queue = await createQueue(tenant, [agent]);
      const line = await createChannel(tenant, { ...recordedWhatsapp, carrier: "whatsapp", queue });
      const post = (body: string) => {
        const headers = { "x-hub-signature-256": `sha256=${hmac("sha256", credentials.appSecret, body, "hex")}` };
        return receive(new Request(line.url, { method: "POST", headers, body }), { ...line.place, part: "" });
      };
      let count = 0;
      const texts = (who: { from?: string; from_user_id?: string }, at = new Date(), text = "hi") =>
        post(
          whatsappHook({
            messages: [
              {
                ...who,
                id: `wamid.${++count}-${line.channelId}`,
                timestamp: String(Math.floor(at.getTime() / 1000)),
                type: "text",
                text: { body: text },
              },
            ],
          }),
        );
      const conversations = () =>
        rowsIn<Row>(tenant, sql`select id, customer_address, contact_id from conversations order by created_at`);
      const reply = (
        conversationId: string,
        more: { text?: string; template?: { name: string; language: string; variables: Record<string, string> } },
      ) =>
        replyToConversation(
          { tenant, actor: agent },
          { conversationId, clientId: uuidv7(), seenSeq: 99, force: true, text: "", ...more },
        );
      const state = async (id: string) =>
        (await rowsIn<{ state: string }>(tenant, sql`select state from messages where id = ${id}`))[0]?.state;
      return { tenant, ctx: { tenant, actor: agent }, line, post, texts, conversations, reply, state };
    }
    const ana = { from: "15551230001" };
    const hours = (many: number) => new Date(Date.now() - many * 3_600_000);

    test("free text goes within 24 hours of the customer's own time; after that a template alone", async () => {
      await says((heard) =>
        heard.path.includes("message_templates")
          ? page([{ name: "a", language: "en_US", status: "APPROVED", components }])
          : taken(),
      );
      const { ctx, texts, conversations, reply, state } = await workspace();
      // It comes late: what counts is when it was written.
      await texts(ana, hours(24.01));
      const { id } = (await conversations())[0]!;
      await pickUpConversation(ctx, { conversationId: id });
      await expect(reply(id, { text: "Hello" })).rejects.toMatchObject({ reason: "windowClosed" });
      const template = { name: "a", language: "en_US", variables: { "header.1": "7", day: "Friday", "button.1": "7" } };
      // The business account was learned from the webhook.
      const sent = await reply(id, { template });
      expect(sent.text).toBe("Order 7\n\nIt comes on Friday.\n\nNorthbeam");
      await eventually(
        () => state(sent.id),
        (now) => now === "sent",
      );
      expect(server.heard.some(({ path }) => path.startsWith("/v25.0/102290129340398/message_templates"))).toBe(true);
      await texts(ana, hours(23.9));
      const free = await reply(id, { text: "Hello" });
      expect(free.state).toBe("queued");
      await eventually(
        () => sentBodies().at(-1)?.type,
        (type) => type === "text",
      );
    });

    test("what waits in the line when the window closes is not sent", async () => {
      await says("cut");
      const { tenant, ctx, line, texts, conversations, reply, state } = await workspace();
      await texts(ana, hours(1));
      const { id } = (await conversations())[0]!;
      await pickUpConversation(ctx, { conversationId: id });
      await rowsIn(tenant, sql`update channels set enabled = true`);
      await rowsIn(
        tenant,
        sql`insert into paces (key, next_at) values (${`channel:${line.channelId}`}, now() + interval '400 milliseconds')`,
      );
      const waiting = await reply(id, { text: "Hello" });
      await rowsIn(tenant, sql`update conversations set last_inbound_at = now() - interval '25 hours'`);
      expect(
        await eventually(
          () => state(waiting.id),
          (now) => now !== "queued",
        ),
      ).toBe("skipped");
      expect(server.heard).toEqual([]);
    });

    test("a newcomer goes by the name he gives himself; a name that people gave stays", async () => {
      await says(taken());
      const { tenant, post } = await workspace();
      const calls = (name: string, id: string) =>
        post(
          whatsappHook({
            contacts: [{ profile: { name }, wa_id: ana.from }],
            messages: [{ ...ana, id, timestamp: "1768465800", type: "text", text: { body: "hi" } }],
          }),
        );
      const names = () => rowsIn(tenant, sql`select name, saved_at from contacts`);
      await calls("J\u0000örg 🚀", "wamid.name-1");
      expect(await names()).toEqual([{ name: "Jörg 🚀", saved_at: null }]);
      await rowsIn(tenant, sql`update contacts set name = 'Jörg Weiss', saved_at = now()`);
      await calls("J.", "wamid.name-2");
      expect(await names()).toMatchObject([{ name: "Jörg Weiss" }]);
    });

    test("with and without a phone number it is one person in one conversation", async () => {
      await says(taken());
      const { texts, conversations } = await workspace();
      const id = "US.13491208655302741918";
      await texts({ from_user_id: id });
      await texts({ ...ana, from_user_id: id });
      await texts(ana);
      await texts({ from_user_id: id });
      expect(await conversations()).toMatchObject([{ customer_address: id }]);
    });

    test("a phone number heard first stays the address; two contacts that prove to be one become one", async () => {
      await says(taken());
      const { tenant, texts, conversations } = await workspace();
      await texts(ana);
      await texts({ from_user_id: "US.7" });
      expect((await conversations()).length).toBe(2);
      await texts({ ...ana, from_user_id: "US.7" });
      const all = await conversations();
      expect(new Set(all.map(({ contact_id }) => contact_id)).size).toBe(1);
      expect(await rowsIn(tenant, sql`select value from contact_identities order by value`)).toMatchObject([
        { value: "+15551230001" },
        { value: "US.7" },
      ]);
      expect((await rowsIn(tenant, sql`select id from contacts`)).length).toBe(1);
    });

    test("a receipt that is quicker than the send's own answer, and one that resolves a send without any", async () => {
      await says("cut");
      const { ctx, texts, post, conversations, reply, state } = await workspace();
      await texts(ana);
      const { id } = (await conversations())[0]!;
      await pickUpConversation(ctx, { conversationId: id });
      const sent = await reply(id, { text: "Hello" });
      await eventually(
        () => state(sent.id),
        (now) => now === "unknown",
      );
      await post(
        whatsappHook({
          statuses: [{ id: "wamid.OUT9", status: "read", timestamp: "1768465900", biz_opaque_callback_data: sent.id }],
        }),
      );
      expect(await state(sent.id)).toBe("read");
      await post(
        whatsappHook({
          statuses: [
            { id: "wamid.OUT9", status: "delivered", timestamp: "1768465901", biz_opaque_callback_data: sent.id },
          ],
        }),
      );
      expect(await state(sent.id)).toBe("read");
    });

    test("many to one recipient are spaced, and others do not wait for him", async () => {
      await says(() => taken(`wamid.${uuidv7()}`));
      const { ctx, texts, conversations, reply, state } = await workspace();
      await texts(ana);
      await texts({ from: "15551230002" });
      const [first, second] = (await conversations()) as [Row, Row];
      for (const { id } of [first, second]) await pickUpConversation(ctx, { conversationId: id });
      const many: { id: string }[] = [];
      for (let at = 0; at < 12; at++) many.push(await reply(first.id, { text: `Hello ${at}` }));
      const other = await reply(second.id, { text: "Hello" });
      await eventually(
        () => state(other.id),
        (now) => now === "sent",
      );
      await eventually(
        () => state(many[9]!.id),
        (now) => now === "sent",
      );
      expect([await state(many[10]!.id), await state(many[11]!.id)]).toEqual(["queued", "queued"]);
    });

    test("too many to one recipient: only this message waits, longer each time", async () => {
      await says(json({ error: { code: 131056, message: "pair rate" } }, 400));
      const { tenant, ctx, line, texts, conversations, reply } = await workspace();
      await texts(ana);
      const { id } = (await conversations())[0]!;
      await pickUpConversation(ctx, { conversationId: id });
      const sent = await reply(id, { text: "Hello" });
      const seen = () =>
        rowsIn<{ state: string; attempt: number; wait: number }>(
          tenant,
          sql`select state, attempt, extract(epoch from due_at - state_at)::int as wait from messages where id = ${sent.id}`,
        );
      const attempted = (attempt: number) =>
        eventually(seen, ([one]) => one?.attempt === attempt && one.state === "queued");
      expect(await attempted(1)).toEqual([{ state: "queued", attempt: 1, wait: 4 }]);
      await rowsIn(tenant, sql`update messages set due_at = now() where id = ${sent.id}`);
      await deliverChannel(tenant, line.channelId);
      expect(await attempted(2)).toEqual([{ state: "queued", attempt: 2, wait: 16 }]);
      const [pace] = await rowsIn<{ held: boolean }>(
        tenant,
        sql`select next_at > now() + interval '500 milliseconds' as held from paces where key like 'channel:%'`,
      );
      expect(pace).toEqual({ held: false });
    });

    test("what Meta tells of the account itself stands on the channel and in the journal", async () => {
      await says(taken());
      const { tenant, ctx, line, post, conversations } = await workspace();
      const error = { code: 131031, title: "Account locked", error_data: { details: "Your account has been locked." } };
      expect((await post(whatsappHook({ errors: [error] }))).status).toBe(200);
      const { notice } = await getChannel(ctx, { channelId: line.channelId });
      expect(notice).toEqual({ text: "131031 - Your account has been locked.", at: expect.any(Date) });
      expect(await rowsIn(tenant, sql`select state, items from webhook_journal`)).toEqual([
        { state: "done", items: 1 },
      ]);
      expect(await conversations()).toEqual([]);
      await rowsIn(tenant, sql`update channels set notice_at = now() - interval '8 days'`);
      expect((await getChannel(ctx, { channelId: line.channelId })).notice).toBeNull();
    });

    test("a channel begins with 80 a second and closes after a day, whatever the settings say", async () => {
      await says("cut");
      const { tenant, ctx, texts, conversations } = await workspace();
      const { channelId } = await createDraft(ctx, { carrier: "whatsapp", name: "WA" });
      await saveSettings(ctx, { channelId, autoCloseDays: 30 });
      const settings = await rowsIn(
        tenant,
        sql`select auto_close_days, send_rate_per_s from channels where id = ${channelId}`,
      );
      expect(settings).toEqual([{ auto_close_days: 1, send_rate_per_s: 80 }]);
      await texts(ana);
      const { id } = (await conversations())[0]!;
      await rowsIn(tenant, sql`update channels set auto_close_days = 1`);
      await rowsIn(tenant, sql`update conversations set last_activity_at = now() - interval '24 hours 1 second'`);
      await closeIdle();
      expect(await rowsIn(tenant, sql`select state, close_reason from conversations where id = ${id}`)).toEqual([
        { state: "closed", close_reason: "auto" },
      ]);
    });
  });
});
