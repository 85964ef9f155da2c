import type { Recorded } from "./recorded";

export const recordedAliyun: Recorded = {
  credentials: {
    accessKeyId: "LTAI5tExampleKeyId0001",
    accessKeySecret: "ExampleSecret0001abcdefghijklmn",
    signName: "示例签名",
    host: "",
  },
  otherCredentials: {
    accessKeyId: "LTAI5tExampleKeyId0002",
    accessKeySecret: "ExampleSecret0002abcdefghijklmn",
    signName: "示例签名",
    host: "",
  },
  numbers: [{ address: "10690000123456", fields: {} }],
  contentType: "application/json",
  unsigned: true,
  sign: () => ({}),
  webhooks: [
    {
      name: "a reply",
      body: '[{"phone_number":"13900000001","content":"我的订单在哪里？","send_time":"2026-01-15 16:31:12","dest_code":"1069000012345678","sequence_id":"1234567890"}]',
      items: [
        {
          kind: "message",
          externalId: "1234567890",
          dedupeKey: "message:1234567890",
          from: "+8613900000001",
          to: "10690000123456",
          text: "我的订单在哪里？",
          media: [],
          sentAt: new Date("2026-01-15T08:31:12Z"),
        },
      ],
    },
    {
      name: "a batch of receipts",
      body: '[{"phone_number":"13900000001","send_time":"2026-01-15 16:30:00","report_time":"2026-01-15 16:30:07","success":true,"err_code":"DELIVERED","err_msg":"用户接收成功","sms_size":"1","biz_id":"607300000000000000^0","out_id":"msg_01HZX8"},{"phone_number":"13900000002","send_time":"2026-01-15 16:30:00","report_time":"2026-01-15 16:30:09","success":false,"err_code":"MK:0001","err_msg":"","sms_size":"1","biz_id":"607300000000000001^0","out_id":""}]',
      items: [
        {
          kind: "receipt",
          externalId: "607300000000000000^0",
          dedupeKey: "receipt:607300000000000000^0:delivered",
          status: "delivered",
          raw: "DELIVERED",
          at: new Date("2026-01-15T08:30:07Z"),
          clientRef: "msg_01HZX8",
        },
        {
          kind: "receipt",
          externalId: "607300000000000001^0",
          dedupeKey: "receipt:607300000000000001^0:failed",
          status: "failed",
          raw: "MK:0001",
          error: { kind: "refused", carrierCode: "MK:0001", detail: "MK:0001" },
          at: new Date("2026-01-15T08:30:09Z"),
        },
      ],
    },
    {
      name: "receipts of the global product",
      body: '[{"MessageId":"m-1","To":"6591234567","Status":"1","SmsSize":"1","SendDate":"Thu, 15 Jan 2026 08:30:00 GMT","ReceiveDate":"","ErrorCode":"","ErrorDescription":"","TaskId":"t"},{"MessageId":"m-2","To":"6591234567","Status":"6"}]',
      items: [
        { kind: "receipt", externalId: "m-1", dedupeKey: "receipt:m-1:delivered", status: "delivered", raw: "1" },
        {
          kind: "receipt",
          externalId: "m-2",
          dedupeKey: "receipt:m-2:failed",
          status: "failed",
          raw: "6",
          error: { kind: "refused", carrierCode: "expired", detail: "expired" },
        },
      ],
    },
    { name: "the console's empty test", body: "[]", items: [] },
  ],
  answers: { accepted: 200, ignored: 200, refused: 403, unreadable: 400, busy: 503 },
};
