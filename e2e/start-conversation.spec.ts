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
