import { expect, type Locator, type Page } from "@playwright/test";

/** The inbox as an agent uses it. */
export class Inbox {
  constructor(
    readonly page: Page,
    private readonly slug: string,
  ) {}

  async goto(query = ""): Promise<void> {
    await this.page.goto(`/${this.slug}/inbox${query}`);
    await expect(this.page.getByRole("heading", { level: 1 })).toBeVisible();
    // In the navigation; on a phone it is there and not shown.
    await expect(this.page.getByText("Live", { exact: true }).first()).toBeAttached();
  }

  /** The same inbox once more in the same browser. */
  async anotherTab(): Promise<Inbox> {
    const tab = new Inbox(await this.page.context().newPage(), this.slug);
    await tab.goto();
    return tab;
  }

  /** The row of a customer, by name, number or what he wrote. */
  row(text: string): Locator {
    return this.page.locator("[data-row]", { hasText: text });
  }

  get rows(): Locator {
    return this.page.locator("[data-row]");
  }

  get thread(): Locator {
    return this.page.locator("#thread");
  }

  get composer(): Locator {
    return this.page.getByRole("textbox", { name: /^(Message to|Note about)/ });
  }

  async open(text: string): Promise<void> {
    await this.row(text).click();
    await expect(this.thread).toBeVisible();
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  async pickUp(): Promise<void> {
    await this.button("Pick up").first().click();
    await expect(this.composer).toBeVisible();
  }

  async reply(text: string): Promise<void> {
    await this.composer.fill(text);
    // Sends whatever the choice of the sending key is; on a phone Enter alone is a new line.
    await this.composer.press("Control+Enter");
    const bubble = this.thread.locator("li", { hasText: text });
    await expect(bubble).toBeVisible();
    await expect(bubble.getByText(/Sent|Delivered/)).toBeVisible();
  }

  async note(text: string): Promise<void> {
    await this.button("Note").click();
    await this.composer.fill(text);
    await this.button("Add note").click();
    await this.button("Reply").click();
  }

  async transferTo(name: string, note?: string): Promise<void> {
    await this.button("Transfer").click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByRole("combobox").fill(name);
    await expect(dialog.getByRole("option", { name })).toBeVisible();
    if (note) await dialog.getByRole("textbox", { name: "Note for your colleague" }).fill(note);
    await dialog.getByRole("button", { name: `Transfer to ${name}` }).click();
    await expect(dialog).toBeHidden();
  }

  async end(): Promise<void> {
    await this.button("End").click();
    await this.page.getByRole("button", { name: "End conversation" }).click();
    await expect(this.page.getByText("Conversation closed.")).toBeVisible();
  }

  async remove(): Promise<void> {
    await this.button("More actions").first().click();
    await this.page.getByRole("menuitem", { name: "Remove" }).click();
    await this.page.getByRole("button", { name: "Remove", exact: true }).click();
  }

  async view(name: string): Promise<void> {
    await this.page.getByRole("navigation", { name: "Main navigation" }).getByRole("link", { name }).first().click();
    await expect(this.page.getByRole("heading", { level: 1, name })).toBeVisible();
  }
}
