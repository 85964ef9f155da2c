import { whatsappLine } from "./carrier-line";
import { expect, test } from "./inbox-world";

test("an agent writes first: to a number typed any way, with its country shown; the answer comes to him alone", async ({
  world,
}) => {
  const ana = await world.inboxOf(world.people.ana, { viewport: { width: 1440, height: 900 } });
  const ben = await world.inboxOf(world.people.ben);
  const phone = await world.phone();
  await ana.button("New conversation").click();
  const dialog = ana.page.getByRole("dialog", { name: "New conversation" });
  await dialog.getByRole("textbox", { name: "To" }).fill(phone.shown.replace("+1 ", ""));
  await expect(dialog.getByText("United States")).toBeVisible();
  await dialog.getByRole("textbox", { name: "Message" }).fill("Your chair is ready");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect(dialog).toBeHidden();
  await expect(ana.thread.getByText("Your chair is ready")).toBeVisible();
  await phone.hears("Your chair is ready");
  await phone.texts("I am on my way");
  await expect(ana.thread.getByText("I am on my way")).toBeVisible();
  await expect(ben.rows).toHaveCount(0);

  // Ben would write to the same customer: he learns who does.
  await ben.button("New conversation").click();
  const second = ben.page.getByRole("dialog", { name: "New conversation" });
  await second.getByRole("textbox", { name: "To" }).fill(phone.address);
  await expect(second.getByText("Ana Ruiz has an open conversation with this customer already.")).toBeVisible();
  await expect(second.getByRole("button", { name: "Send" })).toHaveAttribute("aria-disabled", "true");
});

test("by WhatsApp an agent begins with an approved template; free text follows once the customer has answered", async ({
  world,
}) => {
  test.skip(Boolean(process.env.E2E_BASE_URL), "pretended carriers come with the stories' own server");
  const { texts } = await whatsappLine(world);
  const ben = await world.inboxOf(world.people.ben, { viewport: { width: 1440, height: 900 } });
  await ben.button("New conversation").click();
  const dialog = ben.page.getByRole("dialog", { name: "New conversation" });
  await dialog.getByRole("combobox", { name: "From" }).click();
  await ben.page.getByRole("option", { name: /Our whatsapp/ }).click();
  await dialog.getByRole("textbox", { name: "To" }).fill("+86 139 0000 0009");
  await expect(dialog.getByText("China")).toBeVisible();
  await expect(dialog.getByRole("textbox", { name: "Message" })).toHaveCount(0);
  await expect(dialog.getByText("WhatsApp begins with an approved template.")).toBeVisible();
  const send = dialog.getByRole("button", { name: "Send" });
  await expect(send).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("combobox", { name: "Template" }).click();
  await ben.page.getByRole("option", { name: "order_ready · en" }).click();
  await dialog.getByRole("textbox", { name: "1", exact: true }).fill("Zhou");
  await expect(send).toHaveAttribute("aria-disabled", "true");
  await dialog.getByRole("textbox", { name: "2", exact: true }).fill("A-1009");
  await expect(dialog.getByText("Hello Zhou, your order A-1009 is ready.")).toBeVisible();
  await send.click();
  await expect(dialog).toBeHidden();
  const bubble = ben.thread.locator("li", { hasText: "Hello Zhou, your order A-1009 is ready." });
  await expect(bubble.getByText("Sent")).toBeVisible();

  await expect(ben.page.getByText("The customer has not written yet.")).toBeVisible();
  await texts("8613900000009", "Thank you, I come at ten");
  await expect(ben.thread.getByText("Thank you, I come at ten")).toBeVisible();
  // By the name he gives himself from here on; read, before he is answered.
  await expect(ben.row("Zhou Yutong")).not.toContainText("unread");
  await ben.reply("See you then.");
});
