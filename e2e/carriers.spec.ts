import type { Page } from "@playwright/test";
import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { withTenant } from "@/db/tenant";
import { type CarrierName, carriers } from "@/server/channels";
import { formFields } from "@/server/channels/carrier";
import { sandboxRequest } from "@/server/channels/carriers/sandbox";
import { channelById } from "@/server/channels/door";
import { credentialsOf } from "@/server/channels/open-channel";
import { fakeGeneral } from "@/server/channels/testing/fake-general";
import { webhookAddress } from "@/server/channels/webhook-address";
import { draw } from "@/server/domain/flow/testing";
import { createFlow, saveDraft } from "@/server/flows/edit";
import { saveGroup } from "@/server/groups/save";
import { line, tells, whatsappLine } from "./carrier-line";
import { rightKeyId } from "./fake-carriers";
import { expect, test, World } from "./inbox-world";

test.skip(Boolean(process.env.E2E_BASE_URL), "pretended carriers come with the stories' own server");

/** What a stranger to each carrier would type, in the order of the form, and the words he is refused with. */
const refused: Record<Exclude<CarrierName, "sandbox">, { typed: string[]; reason: string }> = {
  general: { typed: ["wrong", "signs", "SEND", "VERIFY"], reason: "Authentication failed" },
  twilio: { typed: [`AC${"0".repeat(32)}`, "wrong"], reason: "20003 - Authenticate" },
  telnyx: { typed: ["KEYwrong", `${"A".repeat(43)}=`], reason: "The key is not one of ours." },
  bandwidth: { typed: ["app", "5500001", "somebody", "wrong"], reason: "Access is denied" },
  flowroute: { typed: ["access", "wrong"], reason: "Not a valid API key." },
  siptrunk: { typed: ["access", "wrong"], reason: "Not a valid API key." },
  voicemeup: { typed: ["somebody", "0".repeat(32)], reason: "invalid_auth_token" },
  voipms: {
    typed: ["me@northbeam.example", "wrong", "https://voip.ms/api/v1/rest.php", "https://voip.ms/api/v1/rest.php"],
    reason: "invalid_credentials",
  },
  aliyun: { typed: ["LTAIwrong", "wrong", "示例签名"], reason: "InvalidAccessKeyId.NotFound" },
  whatsapp: { typed: ["wrong", "secret"], reason: "190 - Invalid OAuth access token" },
};

test("every carrier's form says what to do there, and why its credentials were refused", async ({ world }) => {
  test.setTimeout(300_000);
  const carrier = await fakeGeneral("right-key");
  const page = await world.pageOf(world.people.ana);
  for (const [name, { typed, reason }] of Object.entries(refused)) {
    const { label, credentials, guide, numberFields } = carriers[name as CarrierName];
    await test.step(label.en, async () => {
      await page.goto(`/${world.slug}/settings/channels/new`);
      await page.getByRole("radio", { name: label.en }).click();
      await page.getByRole("button", { name: "Begin" }).click();
      await expect(page.getByRole("heading", { name: "1. Give the carrier our address" })).toBeVisible();
      const channelId = /channels\/([^/]+)\/setup/.exec(page.url())?.[1] ?? "";
      const address = await webhookAddress(world.context.tenant, channelId);
      await expect(page.locator("main code", { hasText: address }).first()).toBeVisible();
      await expect(page.getByRole("button", { name: "Copy webhook address" }).first()).toBeVisible();
      await expect(page.getByText("Carriers on the internet cannot reach")).toBeVisible();
      await expect(page.getByText("(10DLC)")).toHaveCount(guide.some(({ important }) => important) ? 1 : 0);

      const needed = formFields(credentials).filter((field) => field.required && !field.made);
      await page.getByRole("button", { name: "Save and check" }).click();
      await expect(page.getByText("This is needed.")).toHaveCount(needed.length);
      for (const [n, field] of needed.entries()) {
        const value = { SEND: carrier.sendUrl, VERIFY: carrier.verifyUrl }[typed[n] ?? ""] ?? typed[n] ?? "";
        await page.getByRole("textbox", { name: field.label.en, exact: true }).fill(value);
      }
      await expect(page.getByText("This is needed.")).toHaveCount(0);
      await page.getByRole("button", { name: "Save and check" }).click();
      const told = page.getByRole("alert").filter({ hasText: "Unauthorized" });
      await expect(told).toBeVisible();
      await told.getByText("Details").click();
      await expect(told.getByText(reason)).toBeVisible();

      await page.getByRole("button", { name: "Continue", exact: true }).click();
      await page.getByRole("button", { name: "Add number" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByRole("button", { name: "Save number" }).click();
      await expect(dialog.getByText("Write the number.")).toBeVisible();
      for (const field of numberFields ? formFields(numberFields) : [])
        await expect(dialog.getByRole("textbox", { name: field.label.en })).toHaveAttribute("aria-invalid", "true");
      await dialog.getByRole("button", { name: "Cancel" }).click();
    });
  }
  await carrier.stop();
});

test("several numbers of a channel, each with its rule: an agent, a queue, people and whole groups", async ({
  world,
}) => {
  const { context, people, slug, channelId } = world;
  await saveGroup(context, { name: "Day shift", memberIds: [people.ben.memberId, people.cleo.memberId] });
  const page = await world.pageOf(people.ana);
  await page.goto(`/${slug}/settings/channels/${channelId}/numbers`);
  const dialog = page.getByRole("dialog");

  await page.getByRole("button", { name: "Add number" }).click();
  await dialog.getByRole("textbox", { name: "Number" }).fill(World.number);
  await expect(dialog.getByText("This number is already on the channel Try-out line.")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Number" }).fill("1 415 555 0177");
  await expect(dialog.getByText("already on the channel")).toHaveCount(0);
  await dialog.getByRole("radio", { name: "Agent", exact: true }).click();
  await dialog.getByRole("combobox", { name: "Agent" }).click();
  await page.getByRole("option", { name: /Cleo/ }).click();
  await dialog.getByRole("radio", { name: /Chosen agents/ }).click();
  const available = dialog.getByRole("listbox", { name: /available/ });
  await expect(available.getByText("Groups", { exact: true })).toBeVisible();
  await available.getByRole("option", { name: /Day shift/ }).click();
  await available.getByRole("option", { name: /Ana Ruiz/ }).click();
  await dialog.getByRole("button", { name: "Save number" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row", { name: /555-0177/ });
  await expect(row).toContainText("Cleo Lindqvist");
  await expect(row).toContainText("Day shift");
  await expect(row).toContainText("Ana Ruiz");
  await expect(page.getByRole("row", { name: /555-0100/ })).toContainText("Everyone");

  // Ben has it by his group, and by no other way.
  const ben = await world.inboxOf(people.ben);
  await ben.button("New conversation").click();
  const start = ben.page.getByRole("dialog", { name: "New conversation" });
  await start.getByRole("combobox", { name: "From" }).click();
  await expect(ben.page.getByRole("option", { name: /555-0177/ })).toBeVisible();

  const phone = await world.phone();
  await phone.texts("Hello?");
  await page.getByRole("checkbox", { name: "Select all numbers" }).click();
  await page.getByRole("button", { name: "Delete 2 numbers" }).click();
  await dialog.getByRole("button", { name: "Delete 2 numbers" }).click();
  await expect(dialog.getByText("Not deleted")).toBeVisible();
  await expect(dialog.getByText(/555-0100.*still open/)).toBeVisible();
  await dialog.getByRole("checkbox", { name: "Close it now" }).click();
  await dialog.getByRole("button", { name: "Delete 1 number" }).click();
  await expect(page.getByText("No number yet")).toBeVisible();
});

test("a channel's page tells what went over it, and replays what got stuck", async ({ world }) => {
  const { people, slug, channelId } = world;
  const phone = await world.phone();
  await phone.texts("Are you open?");
  const inbox = await world.inboxOf(people.ana);
  await inbox.open("Are you open?");
  await inbox.pickUp();
  await inbox.reply("Ten to four.");

  const { page } = inbox;
  const health = `/${slug}/settings/channels/${channelId}`;
  await page.goto(health);
  await expect(page.getByText("Rate used")).toBeVisible();
  await expect(page.getByText(/1 sent in the last minute/)).toBeVisible();
  const row = page.getByRole("row", { name: /555-0100/ });
  // What names a value on a phone only is not part of it here.
  const cells = (counts: number[]) =>
    expect(row.getByRole("cell")).toHaveText([/555-0100/, ...counts.map(String)], { useInnerText: true });
  await cells([1, 1, 0, 1, 0, 0, 1]);
  await page.getByRole("radio", { name: "Today" }).click();
  await cells([1, 1, 0, 1, 0, 0, 1]);
  await page.getByRole("radio", { name: "Custom" }).click();
  await page.getByLabel("First day").fill("2020-01-01");
  await page.getByLabel("Last day").fill("2020-01-31");
  await cells([0, 0, 0, 0, 0, 0, 0]);

  await stuck(world, phone.address, "It got stuck on the way");
  await page.goto(`${health}/journal`);
  await expect(page.getByText("waiting 1")).toBeVisible();
  await page.getByRole("button", { name: "Replay 1 stuck one" }).click();
  await expect(page.getByText("waiting 0")).toBeVisible();
  await page.goto(`/${slug}/inbox`);
  await inbox.open("It got stuck on the way");

  // Two secrets are valid for a while after one is exchanged.
  const carrier = await fakeGeneral("right-key");
  const own = await line(world, "general", "+14155550188", {
    apiKey: "right-key",
    secret: "first",
    sendUrl: carrier.sendUrl,
    verifyUrl: carrier.verifyUrl,
  });
  await page.goto(`/${slug}/settings/channels/${own}/authentication`);
  await page.getByRole("button", { name: "Secret Replace" }).click();
  await page.getByRole("textbox", { name: "Secret" }).fill("second");
  await page.getByRole("button", { name: "Save and check" }).click();
  await expect(page.getByText(/Webhooks signed with the former credentials are taken until/)).toBeVisible();
  const end = page.getByRole("button", { name: "End the former credentials now" });
  await end.click();
  await page.getByRole("dialog").getByRole("button", { name: "End the former credentials now" }).click();
  await expect(page.getByText("The former credentials have ended")).toBeVisible();
  await expect(end).toHaveCount(0);
  await carrier.stop();
});

test("where only templates may be sent one is chosen, filled in and seen in the thread", async ({ world }) => {
  const number = "10690000123456";
  const channelId = await line(world, "aliyun", number, {
    accessKeyId: rightKeyId,
    accessKeySecret: "secret",
    signName: "示例签名",
  });
  const said = { phone_number: "13900000001", content: "我的订单在哪里？", dest_code: number, sequence_id: uuidv7() };
  await tells(world, channelId, JSON.stringify([said]));
  const inbox = await world.inboxOf(world.people.ana);
  await inbox.open("我的订单在哪里？");
  await expect(inbox.page.getByText("This channel sends approved templates only.")).toBeVisible();
  await choose(inbox.page, "SMS_1001", { name: "周雨桐", order: "A-1009" });
  const bubble = inbox.thread.locator("li", { hasText: "您好 周雨桐，您的订单 A-1009 已发货。" });
  await expect(bubble.getByText("Sent")).toBeVisible();
});

test("out of its window WhatsApp takes templates only; within it, free text and templates", async ({ world }) => {
  const { channelId, texts } = await whatsappLine(world);
  await texts("8613900000001", "Is it ready?");
  const inbox = await world.inboxOf(world.people.ana);
  await inbox.open("Is it ready?");
  await inbox.reply("Let me look.");
  await inbox.button("Send a template").click();
  await fill(inbox.page, "order_ready · en", { "1": "Zhou Yutong", "2": "A-1009" });
  await expect(inbox.thread.getByText("Hello Zhou Yutong, your order A-1009 is ready.")).toBeVisible();

  await withTenant(world.context.tenant, (tx) =>
    tx.execute(
      sql`update conversations set last_inbound_at = now() - interval '25 hours' where channel_id = ${channelId}`,
    ),
  );
  await inbox.page.reload();
  await expect(inbox.page.getByText(/More than 24 hours have passed/)).toBeVisible();
  await choose(inbox.page, "order_ready · en", { "1": "Zhou", "2": "B-2" });
  await expect(inbox.thread.getByText("Hello Zhou, your order B-2 is ready.")).toBeVisible();
});

test("a flow on a line for templates: free text is found before publishing, a template reaches the customer", async ({
  world,
}) => {
  const { context, slug } = world;
  const number = "10690000123457";
  const credentials = { accessKeyId: rightKeyId, accessKeySecret: "secret", signName: "示例签名" };
  const channelId = await line(world, "aliyun", number, credentials);
  const { flowId } = await createFlow(context, {
    name: "Where is it",
    kind: "sms",
    triggerId: "sms.message",
    language: "en",
  });
  const drawn = draw({
    start: ["start", {}, { SUCCESS: "answer" }],
    answer: ["reply", { text: "It is on its way" }, { SUCCESS: "wait" }],
    wait: ["assign_all", {}, { SUCCESS: "end" }],
    end: ["end"],
  });
  // One below the other, so that each can be pressed.
  const nodes = drawn.nodes.map((node, n) => ({ ...node, position: { x: 300, y: n * 140 } }));
  await saveDraft(context, { flowId, revision: 1, draft: { ...drawn, nodes } });

  const page = await world.pageOf(world.people.ana, { viewport: { width: 1440, height: 900 } });
  await page.goto(`/${slug}/flows/${flowId}`);
  await expect(page.getByText(/sends approved templates only: the message would be skipped/).first()).toBeVisible();
  await page.locator(".react-flow__node").filter({ hasText: "answer" }).dblclick();
  await page.getByRole("radio", { name: "Approved template" }).click();
  await page.getByRole("combobox", { name: "Template", exact: true }).click();
  await page.getByRole("option", { name: /SMS_1001/ }).click();
  await page.getByRole("textbox", { name: "Variable name" }).fill("{{ sms_from }}");
  await page.getByRole("textbox", { name: "Variable order" }).fill("A-1009");
  await expect(page.getByText(/sends approved templates only: the message would be skipped/)).toHaveCount(0);
  await page.getByRole("button", { name: "Publish version 1" }).click();
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await page.getByRole("button", { name: "Start flow" }).click();
  await expect(page.getByText("Started · version 1")).toBeVisible();

  const said = { phone_number: "13900000002", content: "到哪里了？", dest_code: number, sequence_id: uuidv7() };
  await tells(world, channelId, JSON.stringify([said]));
  const inbox = await world.inboxOf(world.people.ana);
  await inbox.goto("?view=waiting");
  await inbox.open("您的订单 A-1009 已发货");
  await expect(inbox.thread.getByText("您好 +8613900000002，您的订单 A-1009 已发货。")).toBeVisible();
});

async function choose(page: Page, template: string, variables: Record<string, string>) {
  await page.getByRole("button", { name: "Choose a template" }).click();
  await fill(page, template, variables);
}

/** The dialog: one template, each variable, how it reads; it cannot be sent before all are filled in. */
async function fill(page: Page, template: string, variables: Record<string, string>) {
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: template }).click();
  const send = dialog.getByRole("button", { name: "Send", exact: true });
  await expect(send).toHaveAttribute("aria-disabled", "true");
  for (const [name, value] of Object.entries(variables))
    await dialog.getByRole("textbox", { name, exact: true }).fill(value);
  await send.click();
  await expect(dialog).toBeHidden();
}

/** A webhook that was kept because it could not be processed when it came. */
async function stuck({ context, channelId }: World, from: string, text: string) {
  const { tenant } = context;
  const channel = await channelById(tenant, channelId);
  const secret = String((channel && credentialsOf(channel).current.secret) ?? "");
  const event = { type: "message", id: uuidv7(), from, to: World.number, text, at: new Date().toISOString() } as const;
  const request = sandboxRequest(await webhookAddress(tenant, channelId), secret, event);
  const body = Buffer.from(await request.arrayBuffer()).toString("base64");
  await withTenant(tenant, (tx) =>
    tx.execute(sql`
      insert into webhook_journal (id, channel_id, part, method, url, headers, body, state, error)
      values (${uuidv7()}, ${channelId}, '', 'POST', ${request.url}, ${JSON.stringify(Object.fromEntries(request.headers))}::jsonb,
        ${body}, 'stuck', 'the database was away')`),
  );
}
