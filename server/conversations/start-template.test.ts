import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import type { Credentials } from "@/server/channels/carrier";
import { receive } from "@/server/channels/receive";
import { type FakeServer, fakeServer } from "@/server/channels/testing/fakes";
import { recordedAliyun } from "@/server/channels/testing/recorded-aliyun";
import { recordedWhatsapp, whatsappHook } from "@/server/channels/testing/recorded-whatsapp";
import { local, withSettings } from "@/server/channels/testing/settings";
import type { MemberActor } from "@/server/context";
import { hmac } from "@/server/crypto";
import type { TenantId } from "@/server/domain/ids";
import type { FilledTemplate } from "@/server/domain/message-template";
import { deliverChannel } from "@/server/messages/deliver";
import { createChannel, createSandboxChannel, eventually, rowsIn } from "@/server/testing/river";
import { endConversation } from "./end";
import { replyToConversation } from "./reply";
import { StartConversation, startConversation } from "./start";
import { listStartNumbers, startTemplates } from "./start-numbers";
import { previewStart } from "./start-preview";

let tenant: TenantId;
let ana: MemberActor;
let ben: MemberActor;
let meta: FakeServer;
let aliyun: FakeServer;
let whatsappLine: Awaited<ReturnType<typeof createChannel>>;
let aliyunLine: Awaited<ReturnType<typeof createChannel>>;
const credentials: Credentials = { ...recordedWhatsapp.credentials, businessAccountId: "102290129340398" };

beforeAll(async () => {
  let sent = 0;
  const json = (body: object) => ({ status: 200, body: JSON.stringify(body) });
  meta = await fakeServer(({ path, body }) => {
    if (!path.includes("message_templates")) {
      const { to } = JSON.parse(body) as { to: string };
      // A mobile number in Brazil has a digit that its WhatsApp id lacks.
      const contacts = [{ input: to, wa_id: to.replace("+", "").replace(/^(55\d{2})9(\d{8})$/, "$1$2") }];
      return json({ contacts, messages: [{ id: `wamid.start${sent++}` }] });
    }
    const components = [{ type: "BODY", text: "Hello {{1}}, your order is ready." }];
    return json({
      data: [
        { name: "ready", language: "en", status: "APPROVED", components },
        { name: "paused", language: "en", status: "PAUSED", components },
      ],
    });
  });
  aliyun = await fakeServer(({ headers }) =>
    headers["x-acs-action"] === "QuerySmsTemplateList"
      ? json({
          Code: "OK",
          SmsTemplateList: [
            { TemplateCode: "SMS_1", TemplateContent: "您的订单已发货", AuditStatus: "AUDIT_STATE_PASS" },
          ],
        })
      : json({ Code: "OK", BizId: `biz${sent++}` }),
  );
  withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ whatsapp: meta.url, aliyun: aliyun.url }) });
  tenant = await createTenant();
  ana = await createMember(tenant, { name: "Ana" });
  ben = await createMember(tenant, { name: "Ben" });
  const queue = await createQueue(tenant, [ana], "Shop");
  whatsappLine = await createChannel(tenant, { ...recordedWhatsapp, credentials, carrier: "whatsapp", queue });
  aliyunLine = await createChannel(tenant, { ...recordedAliyun, carrier: "aliyun", queue });
});

afterAll(async () => {
  await meta.stop();
  await aliyun.stop();
});

const as = (actor: MemberActor) => ({ tenant, actor });
let phones = 0;
const phone = () => `+1555333${String(1000 + phones++)}`;
/** What the fast lane leaves to the durable one, which does not run here. */
const sendDue = () => deliverChannel(tenant, whatsappLine.channelId);
const ready: FilledTemplate = { name: "ready", language: "en", variables: { "1": "Zhou" } };
const start = (
  actor: MemberActor,
  to: string,
  more: { text?: string; template?: FilledTemplate; clientId?: string; numberId?: string },
) =>
  startConversation(as(actor), {
    numberId: whatsappLine.numbers[0]!.id,
    to,
    text: "",
    clientId: uuidv7(),
    ...more,
  });
const at = (address: string) =>
  rowsIn<{ id: string; state: string }>(
    tenant,
    sql`select id, state from conversations where customer_address = ${address} order by created_at`,
  );
const texts = async (from: { from?: string; from_user_id?: string }, name = "Zhou") => {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const contacts = [{ profile: { name }, wa_id: from.from }];
  const body = whatsappHook({
    contacts,
    messages: [{ ...from, id: uuidv7(), timestamp, type: "text", text: { body: "Hi" } }],
  });
  const signature = `sha256=${hmac("sha256", String(credentials.appSecret), body, "hex")}`;
  const request = new Request(whatsappLine.url, {
    method: "POST",
    body,
    headers: { "x-hub-signature-256": signature },
  });
  expect((await receive(request, { ...whatsappLine.place, part: "" })).status).toBe(200);
};

test("numbers of both kinds are offered, each with what may begin there, and their templates", async () => {
  const numbers = await listStartNumbers(as(ana));
  expect(numbers.map(({ carrier, kind, freeText }) => [carrier, kind, freeText])).toEqual([
    ["aliyun", "sms", "template"],
    ["whatsapp", "whatsapp", "window"],
  ]);
  expect(await startTemplates(as(ana), { numberId: whatsappLine.numbers[0]!.id })).toMatchObject([{ name: "ready" }]);
});

test("by WhatsApp the template makes the conversation; free text follows once the customer has answered", async () => {
  const to = phone();
  const row = await start(ana, to, { template: ready });
  expect(row).toMatchObject({
    kind: "whatsapp",
    state: "active",
    address: to,
    owner: { id: ana.memberId },
    preview: "Hello Zhou, your order is ready.",
    lastInboundAt: null,
  });
  await eventually(
    async () => {
      await sendDue();
      return meta.heard.map(({ body }) => body).find((body) => body.includes(`"to":"${to}"`));
    },
    (body) => body?.includes('"type":"template"') === true,
  );
  const reply = (text: string) =>
    replyToConversation(as(ana), { conversationId: row.id, text, clientId: uuidv7(), seenSeq: 99, force: true });
  await expect(reply("Hello?")).rejects.toMatchObject({ reason: "windowClosed" });
  await texts({ from: to.slice(1) });
  expect(await at(to)).toMatchObject([{ id: row.id, state: "active" }]);
  expect(await reply("Hello!")).toMatchObject({ state: "queued" });
  // Unknown until he wrote, he goes by the name he gives himself; the first one.
  await texts({ from: to.slice(1) }, "Z.");
  expect(await rowsIn(tenant, sql`select name from contacts where id = ${row.contact.id}`)).toEqual([{ name: "Zhou" }]);
});

test("a customer whose number the carrier writes in another way answers in the conversation that was begun", async () => {
  const to = "+5511987654321";
  const row = await start(ana, to, { template: ready });
  const known = () =>
    rowsIn<{ value: string }>(
      tenant,
      sql`select value from contact_identities where contact_id = ${row.contact.id} order by value`,
    );
  expect(
    await eventually(
      async () => {
        await sendDue();
        return (await known()).map(({ value }) => value);
      },
      (values) => values.length > 1,
    ),
  ).toEqual(["+551187654321", to]);
  await texts({ from: "551187654321" });
  expect(await rowsIn(tenant, sql`select inbound_count from conversations where id = ${row.id}`)).toEqual([
    { inbound_count: 1 },
  ]);
  expect(await at("+551187654321")).toEqual([]);
});

test("by a channel that sends templates alone", async () => {
  const to = "+8613900000077";
  const from = { numberId: aliyunLine.numbers[0]!.id };
  await expect(start(ana, to, { ...from, text: "您好" })).rejects.toMatchObject({ reason: "beginWithTemplate" });
  const template = { name: "SMS_1", language: "", variables: {} };
  expect(await start(ana, to, { ...from, template })).toMatchObject({ kind: "sms", preview: "您的订单已发货" });
});

describe("refused, and nothing is left behind", () => {
  const refused = async (to: string, more: Parameters<typeof start>[2], refusal: object) => {
    await expect(start(ana, to, more)).rejects.toMatchObject(refusal);
    expect(await at(to)).toEqual([]);
  };

  test("free text, told the verb by whoever goes around the dialog", async () => {
    await refused(phone(), { text: "Buy now!" }, { reason: "beginWithTemplate" });
  });

  test("free text also within the 24 hours of a conversation that was closed", async () => {
    const to = phone();
    await texts({ from: to.slice(1) });
    const [{ id } = { id: "" }] = await at(to);
    await rowsIn(tenant, sql`update conversations set state = 'closed', closed_at = now() where id = ${id}`);
    await expect(start(ana, to, { text: "Hello" })).rejects.toMatchObject({ reason: "beginWithTemplate" });
    // The new one knows that the customer has written: its composer is not shut.
    const row = await start(ana, to, { template: ready });
    expect(row.lastInboundAt).toBeInstanceOf(Date);
    await endConversation(as(ana), { conversationId: row.id });
  });

  test("a template that is not approved, or of a text of one's own", async () => {
    await refused(phone(), { template: { ...ready, name: "paused" } }, { reason: "noSuchTemplate" });
    await refused(phone(), { template: { ...ready, language: "de" } }, { reason: "noSuchTemplate" });
    const to = phone();
    expect(await start(ana, to, { template: ready, text: "Buy now!" })).toMatchObject({
      preview: "Hello Zhou, your order is ready.",
    });
  });

  test("one with a variable that is not filled in", async () => {
    await refused(phone(), { template: { ...ready, variables: {} } }, { reason: "templateVariable" });
    const whole = { numberId: uuidv7(), to: "+1", clientId: uuidv7() };
    const blank = { ...ready, variables: { "1": "  " } };
    expect(StartConversation.safeParse({ ...whole, template: blank }).success).toBe(false);
    expect(StartConversation.safeParse({ ...whole, text: "  " }).success).toBe(false);
    expect(StartConversation.safeParse({ ...whole, template: ready }).success).toBe(true);
  });

  test("a template where the carrier has none", async () => {
    const sandbox = await createSandboxChannel(tenant, { member: ana, address: "+14155550177" });
    await refused(phone(), { numberId: sandbox.numberId, template: ready }, { reason: "noSuchTemplate" });
  });

  test("a customer who opted out", async () => {
    const to = phone();
    await rowsIn(tenant, sql`insert into suppressions (kind, address, reason) values ('whatsapp', ${to}, 'opted_out')`);
    await refused(to, { template: ready }, { reason: "optedOut" });
  });

  test("without the right on the number: nor are its templates shown, nor the carrier asked", async () => {
    const numberId = whatsappLine.numbers[0]!.id;
    await rowsIn(tenant, sql`update channel_numbers set everyone_may_start = false where id = ${numberId}`);
    const asked = meta.heard.length;
    await refused(phone(), { template: ready }, { code: "NOT_FOUND" });
    await expect(startTemplates(as(ana), { numberId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await listStartNumbers(as(ana))).map(({ id }) => id)).not.toContain(numberId);
    await rowsIn(tenant, sql`update channel_numbers set everyone_may_start = true where id = ${numberId}`);
    const elsewhere = await createTenant();
    const stranger = { tenant: elsewhere, actor: await createMember(elsewhere) };
    await expect(startTemplates(stranger, { numberId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      startConversation(stranger, { numberId, to: phone(), text: "", template: ready, clientId: uuidv7() }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(meta.heard.length).toBe(asked);
  });
});

test("a number whose templates cannot be asked for yet says which field is empty", async () => {
  const queue = await createQueue(tenant, [ana], "New line");
  const numbers = [{ address: "+15550002222", fields: { phoneNumberId: "206540352242922" } }];
  const { credentials } = recordedWhatsapp;
  const line = await createChannel(tenant, { credentials, numbers, carrier: "whatsapp", queue });
  await expect(startTemplates(as(ana), { numberId: line.numbers[0]!.id })).rejects.toMatchObject({
    reason: "templatesNeed",
    params: { field: "WhatsApp Business Account ID" },
  });
});

test("where one is open already it is named, also when the customer is known there by another id", async () => {
  const to = phone();
  const user = `US.${phones}34912086553027419`;
  await texts({ from: to.slice(1), from_user_id: user });
  await rowsIn(
    tenant,
    sql`update conversations set state = 'closed', closed_at = now() where customer_address = ${to}`,
  );
  await rowsIn(
    tenant,
    sql`
    update conversations set customer_address = ${user}, state = 'waiting', closed_at = null where customer_address = ${to}`,
  );
  const [open] = await at(user);
  const numberId = whatsappLine.numbers[0]!.id;
  const obstacle = { kind: "openExists", conversationId: open?.id };
  expect(await previewStart(as(ana), { numberId, to })).toMatchObject({ obstacle });
  await expect(start(ana, to, { template: ready })).rejects.toMatchObject({ reason: "openExists" });
  await expect(start(ben, to, { template: ready })).rejects.toMatchObject({ reason: "openElsewhere" });
  expect(await at(to)).toEqual([]);
});
