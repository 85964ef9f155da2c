import { z } from "zod";
import { usualPictures } from "@/server/domain/message-limits";
import { addressField, carrier, type Item, type Later, Refused, secret, switchField } from "../carrier";
import { tenDlc } from "../guide-notes";
import { general, signedByGeneral } from "./general";
import { isRest, restCheck, restItem, restLookup, restMissed, restSend } from "./voipms-rest";

const credentials = z.object({
  apiKey: secret({
    label: { en: "API Key", "zh-CN": "API Key" },
    help: {
      en: "With the REST API: the API user name, which is the e-mail address of your account.",
      "zh-CN": "使用 REST API 时填写 API 用户名，即账户的电子邮箱。",
    },
  }),
  secret: secret({
    label: { en: "Secret", "zh-CN": "Secret" },
    help: {
      en: "With the REST API: the API password set in the portal, not the password you sign in with.",
      "zh-CN": "使用 REST API 时填写在门户中设置的 API 密码，而非登录密码。",
    },
  }),
  sendUrl: addressField({
    label: { en: "API address for sending messages", "zh-CN": "发送消息的API接口地址" },
    placeholder: "https://voip.ms/api/v1/rest.php",
    help: {
      en: "An address that ends in /api/v1/rest.php selects VoIP.ms's REST API; every other address the general contract.",
      "zh-CN": "以 /api/v1/rest.php 结尾的地址表示使用 VoIP.ms 的 REST API，其他地址则使用通用接口约定。",
    },
  }),
  verifyUrl: addressField({
    label: { en: "API address for verifying the login", "zh-CN": "验证鉴权信息的API接口地址" },
    placeholder: "https://voip.ms/api/v1/rest.php",
    help: { en: "Not used with the REST API: enter the same.", "zh-CN": "REST API 不使用此地址，填写相同地址即可。" },
  }),
  confirm: switchField({
    label: { en: "Confirm each message with VoIP.ms", "zh-CN": "逐条向 VoIP.ms 确认收到的消息" },
    help: {
      en: "REST API only: callbacks are not signed, so each message is fetched by its id before it is shown.",
      "zh-CN": "仅用于 REST API：回调没有签名，开启后会先按消息 ID 取回原文再显示。",
    },
  }),
});
type Voipms = z.infer<typeof credentials>;

const hour = 3_600_000;

/**
 * VoIP.ms speaks in two ways, and the form's send address says which: the general contract, or the REST API it
 * publishes. UNCONFIRMED that it offers the general contract to everybody; it is what the manual's form asks for.
 */
export const voipms = carrier<Voipms>({
  name: "voipms",
  label: { en: "VoIP.ms", "zh-CN": "VoIP.ms" },
  kind: "sms",
  credentials,
  can: { media: true, receipts: false, optOutWords: [], freeText: "always", calls: false },
  // UNCONFIRMED: about 1.2 MB of files in one message.
  limits: { mediaBytesTotal: 1_200_000, mediaKinds: usualPictures },
  webhooks: (address) => [
    { label: { en: "Webhook URL", "zh-CN": "Webhook URL" }, url: address },
    {
      label: { en: "SMS/MMS URL callback (REST API)", "zh-CN": "SMS/MMS URL 回调（REST API）" },
      url: `${address}?to={TO}&from={FROM}&message={MESSAGE}&id={ID}&date={TIMESTAMP}&media={MEDIA}`,
    },
  ],
  guide: [
    tenDlc,
    {
      en: "In the VoIP.ms portal under Main Menu → SOAP and REST/JSON API, switch the API on, set an API password and allow the IP address of this installation (0.0.0.0 allows all).",
      "zh-CN":
        "在 VoIP.ms 门户的 Main Menu → SOAP and REST/JSON API 中开启 API，设置 API 密码，并允许本系统的 IP 地址（0.0.0.0 表示全部允许）。",
    },
    {
      en: "Here, enter the account's e-mail address, the API password and https://voip.ms/api/v1/rest.php at both addresses. If VoIP.ms gave you a key, a secret and two addresses of its own, enter those instead.",
      "zh-CN":
        "在此填写账户邮箱、API 密码，并在两个接口地址处都填写 https://voip.ms/api/v1/rest.php。如 VoIP.ms 向您提供了单独的密钥和两个接口地址，则填写其提供的内容。",
    },
    {
      en: "Under DID Numbers → Manage DIDs, edit each number: enable SMS/MMS, switch “SMS/MMS URL Callback” on, paste the second address shown above, {url}?to={TO}… with all of its parameters, and tick “URL Callback Retry”.",
      "zh-CN":
        "进入 DID Numbers → Manage DIDs，编辑每个号码：启用 SMS/MMS，开启 “SMS/MMS URL Callback”，粘贴上方的第二个地址（{url}?to={TO}…，含全部参数），并勾选 “URL Callback Retry”。",
    },
  ],

  // The form decides how we are spoken to, never the request: else anybody could choose the way without a signature.
  verify(request, all) {
    const [current] = all;
    if (!current) return false;
    return isRest(current) || all.some((one) => !isRest(one) && signedByGeneral(request, one.secret));
  },

  parse(request, channel): Item[] | Later {
    if (!isRest(channel.credentials)) return general.parse(request, channel);
    const item = restItem(request);
    if (!item) return [];
    return channel.credentials.confirm ? { later: true, why: "fetch" } : [item];
  },

  async resolve(requests, channel, io) {
    const items = requests.flatMap((request) => restItem(request) ?? []);
    const told = await restMissed(new Date(io.now().getTime() - 24 * hour), channel, io);
    const confirmed = items.flatMap(({ externalId }) => told.filter((one) => one.externalId === externalId));
    if (confirmed.length === 0) throw new Refused("VoIP.ms does not know this message");
    return confirmed;
  },

  answer(outcome, request) {
    if (request.headers.has("x-signature-256")) return general.answer(outcome, request);
    switch (outcome) {
      case "accepted":
      case "ignored":
        // Exactly this; anything else makes VoIP.ms tell the same again every half hour.
        return { status: 200, headers: { "content-type": "text/plain" }, body: "ok" };
      case "refused":
      case "unreadable":
        return { status: 400 };
      case "busy":
        return { status: 503, headers: { "retry-after": "2" } };
    }
  },

  check: (channel, io) => (isRest(channel.credentials) ? restCheck(channel, io) : general.check(channel, io)),
  send: (message, channel, io) =>
    isRest(channel.credentials) ? restSend(message, channel, io) : general.send(message, channel, io),
  lookup: async (sought, channel, io) => (isRest(channel.credentials) ? restLookup(sought, channel, io) : null),
  missed: async (since, channel, io) => (isRest(channel.credentials) ? restMissed(since, channel, io) : []),
});
