// biome-ignore-all lint/suspicious/noTemplateCurlyInString: Aliyun writes variables so
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { afterEach, describe, expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { pickUpConversation } from "@/server/conversations/pick-up";
import { conversationTemplates, replyToConversation } from "@/server/conversations/reply";
import { createChannel, eventually, rowsIn } from "@/server/testing/river";
import { receive } from "../receive";
import { saveNumber } from "../save-number";
import { closedPort, type FakeServer, fakeServer, type Heard, type Said, testIo } from "../testing/fakes";
import { recordedRequest } from "../testing/recorded";
import { recordedAliyun } from "../testing/recorded-aliyun";
import { local, withSettings } from "../testing/settings";
import { aliyun } from "./aliyun";
import { signedAliyun } from "./aliyun-signature";

const credentials = aliyun.credentials.parse(recordedAliyun.credentials) as Parameters<
  typeof aliyun.send
>[1]["credentials"];
const channel = { credentials, numbers: recordedAliyun.numbers };
const nonce = "3156853299f313e23d1673dc12e1703d";

describe("signatures", () => {
  test("Alibaba's published example", () => {
    const { signature } = signedAliyun(
      {
        host: "ecs.cn-shanghai.aliyuncs.com",
        action: "RunInstances",
        version: "2014-05-26",
        date: "2023-10-26T10:22:32Z",
        nonce,
        parameters: { ImageId: "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd", RegionId: "cn-shanghai" },
      },
      { id: "YourAccessKeyId", secret: "YourAccessKeySecret" },
    );
    expect(signature).toBe("06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0");
  });

  test("a text message, as the official SDK signs it", () => {
    const { query, headers, signature } = signedAliyun(
      {
        host: "dysmsapi.aliyuncs.com",
        action: "SendSms",
        version: "2017-05-25",
        date: "2026-01-15T08:30:00Z",
        nonce,
        parameters: {
          TemplateParam: '{"code":"4821","note":"a b+c*d~e"}',
          OutId: "msg_01HZX8",
          PhoneNumbers: "13900000001",
          SignName: "示例签名",
          TemplateCode: "SMS_100000001",
        },
      },
      { id: "LTAI5tExampleKeyId0001", secret: "ExampleSecret0001abcdefghijklmn" },
    );
    expect(query).toBe(
      "OutId=msg_01HZX8&PhoneNumbers=13900000001&SignName=%E7%A4%BA%E4%BE%8B%E7%AD%BE%E5%90%8D&TemplateCode=SMS_100000001&TemplateParam=%7B%22code%22%3A%224821%22%2C%22note%22%3A%22a%20b%2Bc%2Ad~e%22%7D",
    );
    expect(signature).toBe("74edb618dc64b40dd013ff22e30939599c042499b06361254e591d10be70a63e");
    expect(headers.authorization).toContain(
      "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,",
    );
  });
});

describe("what a push says", () => {
  const parse = (items: object[], numbers = channel.numbers) =>
    aliyun.parse(recordedRequest(recordedAliyun, JSON.stringify(items)), { credentials, numbers });
  const up = { phone_number: "13900000001", content: "T", dest_code: "1069000012345678", sequence_id: 7 };
  test.each([
    ["an id that is a number", {}, { externalId: "7" }],
    ["another country", { phone_number: "6591234567" }, { from: "+6591234567" }],
    ["another number than ours, where there is but one", { dest_code: "955" }, { to: "10690000123456" }],
  ])("%s", (_, fields, expected) => {
    expect(parse([{ ...up, ...fields }])).toMatchObject([expected]);
  });

  test("of several numbers, the longest that fits", () => {
    const numbers = ["1069", "10690000123456", "10690000999"].map((address) => ({ address, fields: {} }));
    expect(parse([up], numbers)).toMatchObject([{ to: "10690000123456" }]);
    expect(parse([{ ...up, dest_code: "955" }], numbers)).toMatchObject([{ to: "955" }]);
  });

  test("success may be a text, and a word of neither kind changes nothing", () => {
    const report = { biz_id: "1^0", err_code: "X" };
    expect(
      parse([
        { ...report, success: "false" },
        { ...report, success: "True" },
        { ...report, success: "?" },
      ]),
    ).toMatchObject([{ status: "failed" }, { status: "delivered" }]);
  });

  test("the answer is the number 0, in the time that is given", () => {
    const { status, body } = aliyun.answer("accepted", recordedRequest(recordedAliyun, "[]"));
    expect([status, JSON.parse(body ?? "")]).toEqual([200, { code: 0, msg: "接收成功" }]);
    expect(aliyun.doorBudgetMs).toBeLessThan(700);
  });
});

describe("against Aliyun", () => {
  let server: FakeServer;
  const io = testIo("aliyun", { timeoutMs: 500 });
  const query = (heard: Heard | undefined) =>
    Object.fromEntries(new URL(heard?.path ?? "", "http://a").searchParams) as Record<string, string>;
  async function says(answer: Said | ((heard: Heard) => Said)) {
    server = await fakeServer((heard) => (typeof answer === "function" ? answer(heard) : answer));
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ aliyun: server.url }) });
  }
  afterEach(() => server?.stop());
  const json = (body: object, status = 200): Said => ({ status, body: JSON.stringify(body) });
  const code = (Code: string, status = 200) => json({ Code, Message: "words" }, status);
  const message = {
    from: "10690000123456",
    to: "+8613900000001",
    text: "您的验证码 4821",
    template: { name: "SMS_100000001", language: "", variables: { code: "4821" } },
    media: [],
    statusCallback: "",
    clientRef: "msg_01HZX8",
  };

  test("a template is a signed call with everything in the query", async () => {
    await says(json({ Message: "OK", RequestId: "r", Code: "OK", BizId: "607300000000000000^0" }));
    expect(await aliyun.send(message, channel, io)).toEqual({ externalId: "607300000000000000^0" });
    const [heard] = server.heard;
    expect(heard).toMatchObject({ method: "POST", body: "" });
    expect(query(heard)).toEqual({
      OutId: "msg_01HZX8",
      PhoneNumbers: "13900000001",
      SignName: "示例签名",
      TemplateCode: "SMS_100000001",
      TemplateParam: '{"code":"4821"}',
    });
    expect(heard?.headers).toMatchObject({ "x-acs-action": "SendSms", "x-acs-date": "2026-11-20T09:00:00Z" });
    // Signed for the address as it was sent.
    const { headers } = signedAliyun(
      {
        host: "dysmsapi.aliyuncs.com",
        action: "SendSms",
        version: "2017-05-25",
        date: "2026-11-20T09:00:00Z",
        nonce: String(heard?.headers["x-acs-signature-nonce"]),
        parameters: query(heard),
      },
      { id: credentials.accessKeyId, secret: credentials.accessKeySecret },
    );
    expect(heard?.headers.authorization).toBe(headers.authorization);
  });

  test("each try has a nonce of its own; numbers abroad keep their country", async () => {
    await says(code("OK"));
    await aliyun.send({ ...message, to: "+6591234567" }, channel, io);
    await aliyun.send(message, channel, io);
    expect(query(server.heard[0]).PhoneNumbers).toBe("6591234567");
    expect(new Set(server.heard.map(({ headers }) => headers["x-acs-signature-nonce"])).size).toBe(2);
  });

  test("free text and files are refused without a call", async () => {
    await says("cut");
    const { template: _, ...free } = message;
    await expect(aliyun.send(free, channel, io)).rejects.toMatchObject({ kind: "refused", code: "10002" });
    const media = [{ url: "https://f.example/1.jpg", contentType: "image/jpeg", sizeBytes: 1 }];
    await expect(aliyun.send({ ...message, media }, channel, io)).rejects.toMatchObject({ code: "10003" });
    expect(server.heard).toEqual([]);
  });

  test.each<[string, Said, string, string | undefined]>([
    ["isv.MOBILE_NUMBER_ILLEGAL", code("isv.MOBILE_NUMBER_ILLEGAL"), "refused", "10001"],
    ["isv.SMS_TEMPLATE_ILLEGAL", code("isv.SMS_TEMPLATE_ILLEGAL"), "refused", "10002"],
    ["isv.PARAM_LENGTH_LIMIT", code("isv.PARAM_LENGTH_LIMIT"), "refused", "10002"],
    ["isv.BUSINESS_LIMIT_CONTROL", code("isv.BUSINESS_LIMIT_CONTROL"), "retryable", "10006"],
    ["isv.DAY_LIMIT_CONTROL", code("isv.DAY_LIMIT_CONTROL"), "refused", "10006"],
    ["isv.AMOUNT_NOT_ENOUGH", code("isv.AMOUNT_NOT_ENOUGH"), "refused", "10005"],
    ["isv.ACCOUNT_ABNORMAL", code("isv.ACCOUNT_ABNORMAL"), "refused", "10005"],
    ["isp.RAM_PERMISSION_DENY", code("isp.RAM_PERMISSION_DENY"), "refused", "10005"],
    ["SignatureDoesNotMatch", code("SignatureDoesNotMatch", 400), "refused", "10004"],
    ["InvalidAccessKeyId.NotFound", code("InvalidAccessKeyId.NotFound", 404), "refused", "10004"],
    ["isp.SYSTEM_ERROR", code("isp.SYSTEM_ERROR"), "refused", "10007"],
    ["ServiceUnavailable", code("ServiceUnavailable", 503), "retryable", "10007"],
    ["Throttling.User", code("Throttling.User", 400), "retryable", "10006"],
    ["a code we do not know", code("isv.NEW"), "refused", undefined],
    ["500", { status: 500 }, "refused", "10007"],
    ["504", { status: 504 }, "unknown", "10007"],
    ["a page", { status: 200, body: "<html>" }, "unknown", "10007"],
    ["no answer", "hang", "unknown", "10007"],
  ])("sending: %s", async (_, said, kind, ours) => {
    await says(said);
    await expect(aliyun.send(message, channel, io)).rejects.toMatchObject({ kind, code: ours });
  });

  test("too many to one number waits a minute and holds nobody else", async () => {
    await says(code("isv.BUSINESS_LIMIT_CONTROL"));
    await expect(aliyun.send(message, channel, io)).rejects.toMatchObject({
      retryAfterMs: 61_000,
      recipientOnly: true,
    });
  });

  test.each<[string, Said, string]>([
    ["OK", json({ Code: "OK", Message: "OK", SmsSignList: [] }), "connected"],
    ["SignatureDoesNotMatch", code("SignatureDoesNotMatch", 400), "unauthorized"],
    ["IncompleteSignature", code("IncompleteSignature", 400), "unauthorized"],
    ["InvalidAccessKeyId.NotFound", code("InvalidAccessKeyId.NotFound", 404), "unauthorized"],
    ["InvalidAccessKeyId.Inactive", code("InvalidAccessKeyId.Inactive", 403), "unauthorized"],
    ["isp.RAM_PERMISSION_DENY", code("isp.RAM_PERMISSION_DENY"), "unauthorized"],
    ["isv.ACCOUNT_NOT_EXISTS", code("isv.ACCOUNT_NOT_EXISTS"), "unauthorized"],
    ["isv.PRODUCT_UN_SUBSCRIPT", code("isv.PRODUCT_UN_SUBSCRIPT"), "unauthorized"],
    ["InvalidTimeStamp.Expired", code("InvalidTimeStamp.Expired", 400), "request_failed"],
    ["Throttling.User", code("Throttling.User", 400), "unchanged"],
    ["500", { status: 500 }, "service_unavailable"],
    ["503", code("ServiceUnavailable", 503), "service_unavailable"],
    ["another code", code("isv.NEW"), "unknown_source"],
    ["a page", { status: 200, body: "<html>" }, "request_failed"],
  ])("checking: %s", async (_, said, state) => {
    await says(said);
    expect((await aliyun.check(channel, io)).state).toBe(state);
    expect(server.heard[0]?.headers["x-acs-action"]).toBe("QuerySmsSignList");
  });

  test("checking: nobody there", async () => {
    withSettings({ ...local, CARRIER_BASE_URLS: JSON.stringify({ aliyun: await closedPort() }) });
    expect((await aliyun.check(channel, io)).state).toBe("request_failed");
  });

  test.each([
    [1, { externalId: "msg_01HZX8", status: "sent" }],
    [3, { externalId: "msg_01HZX8", status: "delivered" }],
    [2, { externalId: "msg_01HZX8", status: "failed", error: { kind: "refused", carrierCode: "E1", detail: "E1" } }],
    [9, null],
  ])("looking up by our own id: %s", async (SendStatus, found) => {
    const rows = [
      { OutId: "another", SendStatus: 3 },
      { OutId: "msg_01HZX8", SendStatus, ErrCode: "E1" },
    ];
    await says(json({ Code: "OK", SmsSendDetailDTOs: { SmsSendDetailDTO: rows } }));
    const since = new Date("2026-11-20T17:00:00Z");
    expect(await aliyun.lookup?.({ ...message, since }, channel, io)).toEqual(found);
    // Their days are China's.
    expect(query(server.heard[0])).toMatchObject({ PhoneNumber: "13900000001", SendDate: "20261121" });
  });

  const templates = json({
    Code: "OK",
    SmsTemplateList: [
      {
        TemplateCode: "SMS_1",
        TemplateContent: "您的订单${order}已发货，${order}预计${day}到达",
        AuditStatus: "AUDIT_STATE_PASS",
      },
      { TemplateCode: "SMS_2", TemplateContent: "未通过", AuditStatus: "AUDIT_STATE_NOT_PASS" },
    ],
  });

  test("the templates that were approved, with their variables", async () => {
    await says(templates);
    expect(await aliyun.templates?.(channel, io)).toEqual([
      {
        name: "SMS_1",
        language: "",
        text: "您的订单{{order}}已发货，{{order}}预计{{day}}到达",
        variables: ["order", "day"],
      },
    ]);
  });

  test("in a conversation: free text is refused, a template goes, its receipt comes back by our own id", async () => {
    let cut = false;
    await says((heard) => {
      if (heard.headers["x-acs-action"] === "QuerySmsTemplateList") return templates;
      cut = true;
      return "cut"; // taken, and nobody hears of it
    });
    const tenant = await createTenant();
    const agent = await createMember(tenant);
    const ctx = { tenant, actor: agent };
    const queue = await createQueue(tenant, [agent]);
    const line = await createChannel(tenant, { ...recordedAliyun, carrier: "aliyun", queue });
    const push = (body: string) =>
      receive(new Request(line.url, { method: "POST", body }), { ...line.place, part: "" });
    await push(recordedAliyun.webhooks[0]?.body ?? "");
    const [found] = await rowsIn<{ id: string; customer_address: string }>(
      tenant,
      sql`select id, customer_address from conversations`,
    );
    expect(found?.customer_address).toBe("+8613900000001");
    const conversationId = found!.id;
    await pickUpConversation(ctx, { conversationId });
    const reply = { conversationId, clientId: uuidv7(), seenSeq: 99, force: true, text: "" };
    await expect(replyToConversation(ctx, { ...reply, text: "Hello" })).rejects.toMatchObject({
      reason: "templateOnly",
    });
    expect(await conversationTemplates(ctx, { conversationId })).toMatchObject([{ name: "SMS_1" }]);
    const chosen = (name: string, variables: Record<string, string>) =>
      replyToConversation(ctx, { ...reply, clientId: uuidv7(), template: { name, language: "", variables } });
    await expect(chosen("SMS_2", {})).rejects.toMatchObject({ reason: "noSuchTemplate" });
    await expect(chosen("SMS_1", { order: "1042" })).rejects.toMatchObject({
      reason: "templateVariable",
      params: { name: "day" },
    });
    const sent = await chosen("SMS_1", { order: "1042", day: "周五" });
    expect(sent.text).toBe("您的订单1042已发货，1042预计周五到达");
    const state = () =>
      rowsIn<{ state: string }>(tenant, sql`select state from messages where id = ${sent.id}`).then(
        ([row]) => row?.state,
      );
    await eventually(state, (now) => now === "unknown");
    expect(cut).toBe(true);
    const report = {
      phone_number: "13900000001",
      success: true,
      err_code: "DELIVERED",
      biz_id: "9^0",
      out_id: sent.id,
    };
    expect((await push(JSON.stringify([report]))).status).toBe(200);
    expect(await state()).toBe("delivered");
  });

  test("as a number, a long service number is taken as it is", async () => {
    const tenant = await createTenant();
    const admin = await createMember(tenant, { role: "admin" });
    const queue = await createQueue(tenant);
    const line = await createChannel(tenant, { ...recordedAliyun, numbers: [], carrier: "aliyun", queue });
    const number = {
      channelId: line.channelId,
      fields: {},
      destination: { queueId: queue.id },
      everyoneMayStart: true,
      starterIds: [],
    };
    const ctx = { tenant, actor: admin };
    expect(await saveNumber(ctx, { ...number, address: " 10690000123456 " })).toMatchObject({
      address: "10690000123456",
    });
    expect(await saveNumber(ctx, { ...number, address: "+86 139 0000 0001" })).toMatchObject({
      address: "+8613900000001",
    });
  });
});
