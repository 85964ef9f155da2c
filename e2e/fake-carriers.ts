import { fakeServer, type Heard, type Said } from "@/server/channels/testing/fakes";

/**
 * Carriers as the stories need them, each on a port of this machine: whoever comes without the credential below is
 * refused in the carrier's own words. `CARRIER_BASE_URLS` leads the product to them.
 */
export async function fakeCarriers() {
  const servers = await Promise.all(
    Object.entries(carriers).map(async ([name, answer]) => ({ name, server: await fakeServer(answer) })),
  );
  return {
    urls: Object.fromEntries(servers.map(({ name, server }) => [name, server.url])),
    stop: () => Promise.all(servers.map(({ server }) => server.stop())),
  };
}

/** Takes messages and lists templates, for whoever shows it. */
export const rightToken = "right-token";
export const rightKeyId = "LTAIright";

const json = (status: number, body: unknown): Said => ({
  status,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});

const listed = (error: object) => json(401, { errors: [error] });

const carriers: Record<string, (heard: Heard) => Said> = {
  twilio: () => json(401, { code: 20003, message: "Authenticate", more_info: "", status: 401 }),
  telnyx: () => listed({ code: "10009", title: "Authentication failed", detail: "The key is not one of ours." }),
  bandwidth: () => json(401, { type: "authentication-error", description: "Access is denied" }),
  flowroute: () => listed({ id: "1", status: 401, title: "Unauthorized", detail: "Not a valid API key." }),
  siptrunk: () => listed({ id: "1", status: 401, title: "Unauthorized", detail: "Not a valid API key." }),
  voicemeup: () =>
    json(200, {
      response_details: {
        response_status: "error",
        response_messages: { message: { code: "invalid_auth_token", _content: "Not a valid Auth Token." } },
      },
    }),
  voipms: () => json(200, { status: "invalid_credentials" }),
  aliyun,
  whatsapp,
};

let sent = 0;

function whatsapp({ method, path, headers }: Heard): Said {
  if (headers.authorization !== `Bearer ${rightToken}`)
    return json(401, {
      error: { message: "Invalid OAuth access token - Cannot parse access token", type: "OAuthException", code: 190 },
    });
  const url = new URL(path, "http://fake");
  if (url.pathname.endsWith("/message_templates"))
    return json(200, {
      data: [
        {
          name: "order_ready",
          language: "en",
          status: "APPROVED",
          components: [{ type: "BODY", text: "Hello {{1}}, your order {{2}} is ready." }],
        },
        { name: "not_yet", language: "en", status: "PENDING", components: [{ type: "BODY", text: "Soon" }] },
      ],
    });
  if (method === "POST" && url.pathname.endsWith("/messages")) {
    sent += 1;
    return json(200, { messaging_product: "whatsapp", messages: [{ id: `wamid.fake${process.pid}.${sent}` }] });
  }
  return json(200, { id: url.pathname.split("/").at(-1) });
}

function aliyun({ path, headers }: Heard): Said {
  const action = headers["x-acs-action"];
  if (!headers.authorization?.includes(`Credential=${rightKeyId}`))
    return json(404, { Code: "InvalidAccessKeyId.NotFound", Message: "Specified access key is not found." });
  if (action === "QuerySmsTemplateList")
    return json(200, {
      Code: "OK",
      Message: "OK",
      SmsTemplateList: [
        {
          TemplateCode: "SMS_1001",
          // biome-ignore lint/suspicious/noTemplateCurlyInString: this is how the carrier writes its variables
          TemplateContent: "您好 ${name}，您的订单 ${order} 已发货。",
          AuditStatus: "AUDIT_STATE_PASS",
        },
      ],
    });
  if (action === "SendSms") {
    sent += 1;
    // Whoever asks without the template's variables is refused, as by the real one.
    const complete = path.includes("TemplateParam=");
    return json(200, complete ? { Code: "OK", Message: "OK", BizId: `biz${process.pid}${sent}` } : missing);
  }
  return json(200, { Code: "OK", Message: "OK", SmsSignList: [] });
}

const missing = { Code: "isv.TEMPLATE_MISSING_PARAMETERS", Message: "A variable has no value." };
