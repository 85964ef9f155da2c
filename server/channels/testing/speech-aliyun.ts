import { json, recordedOf, type Speech } from "./speech";

const hours = {
  TemplateCode: "SMS_1",
  TemplateName: "Hours",
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Alibaba Cloud's own way of naming a variable
  TemplateContent: "Yes, ${hours}.",
  AuditStatus: "AUDIT_STATE_PASS",
};

export const aliyun: Speech = {
  recorded: recordedOf("aliyun"),
  own: (line) => `1069000012${line}`,
  customer: "+8613900000001",
  anyNumber: true,
  message: ({ id, to, text }) => [
    {
      phone_number: "13900000001",
      content: text,
      send_time: "2026-01-15 16:31:12",
      dest_code: `${to}01`,
      sequence_id: id,
    },
  ],
  together: (bodies) => bodies.flat(),
  receipt: ({ id, status }) => [
    { biz_id: id, success: status !== "failed", err_code: status === "failed" ? "MK:0001" : "DELIVERED", out_id: "" },
  ],
  fates: ["delivered", "failed"],
  takes: (id) => json(200, { Code: "OK", Message: "OK", BizId: id }),
  other: ({ headers }) =>
    headers["x-acs-action"] === "QuerySmsTemplateList" ? json(200, { Code: "OK", SmsTemplateList: [hours] }) : null,
  asked: (heard) =>
    heard
      .map(({ path }) => new URLSearchParams(path.split("?")[1]))
      .map((said) => ({
        to: `+86${said.get("PhoneNumbers")}`,
        text: `Yes, ${JSON.parse(said.get("TemplateParam") ?? "{}").hours}.`,
      })),
  template: { name: "SMS_1", language: "", variables: { hours: "ten to four" } },
};
