import { randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { expect, test } from "./inbox-world";

test("a text becomes a conversation an agent can answer", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Are you open on Sunday?");
  await ana.open("Are you open on Sunday?");
  await ana.pickUp();
  await ana.reply("Yes, ten to four.");
  await phone.hears("Yes, ten to four.");
  await expect(ana.thread.getByText("Delivered")).toBeVisible();
  await expect(ana.row(phone.shown)).toContainText("You: Yes, ten to four.");
});

test("who picks up takes exactly that conversation from his colleagues, at once and with a word", async ({ world }) => {
  const [ana, ben, cleo] = await Promise.all([
    world.inboxOf(world.people.ana),
    world.inboxOf(world.people.ben),
    world.inboxOf(world.people.cleo),
  ]);
  const [one, two] = [await world.phone(), await world.phone()];
  await one.texts("My tent leaks");
  await two.texts("Where is my parcel?");
  for (const inbox of [ana, ben, cleo]) {
    await expect(inbox.row("My tent leaks")).toBeVisible();
    await expect(inbox.row("Where is my parcel?")).toBeVisible();
  }
  await ana.open("My tent leaks");
  await ana.pickUp();
  await Promise.all(
    [ben, cleo].map(async (inbox) => {
      await expect(inbox.page.getByText("Ana Ruiz picked this up")).toBeVisible();
      await expect(inbox.row("My tent leaks")).toHaveCount(0);
      await expect(inbox.page.getByText("Ana Ruiz picked this up")).toHaveCount(0);
      await expect(inbox.row("Where is my parcel?")).toBeVisible();
    }),
  );
});

test("of three who pick up in the same instant one wins, and the others learn who", async ({ world }) => {
  const phone = await world.phone();
  const inboxes = await Promise.all(Object.values(world.people).map((person) => world.inboxOf(person)));
  await phone.texts("Help, please");
  for (const inbox of inboxes) {
    await inbox.open("Help, please");
    await expect(inbox.button("Pick up").first()).toBeVisible();
  }
  // The press reaches all three before the stream can say that somebody was first.
  await Promise.all(
    inboxes.map(({ page }) =>
      page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "p", bubbles: true }))),
    ),
  );
  const won = async () =>
    (await Promise.all(inboxes.map((inbox) => inbox.composer.isVisible()))).filter(Boolean).length;
  await expect.poll(won).toBe(1);
  for (const inbox of inboxes) {
    if (await inbox.composer.isVisible()) {
      await expect(inbox.thread.getByText("You picked up from the queue")).toHaveCount(1);
    } else await expect(inbox.page.getByText(/picked this up/).first()).toBeVisible();
  }
});

test("a message after the end opens a new conversation; the earlier one stands folded above it", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const ben = await world.inboxOf(world.people.ben);
  const phone = await world.phone();
  await phone.texts("Is the blue one in stock?");
  await ana.open("Is the blue one in stock?");
  await ana.pickUp();
  await ana.reply("It is.");
  await ana.end();
  await phone.texts("And the red one?");
  // By the number's rule, not to the old owner by habit.
  await ben.open("And the red one?");
  await ben.pickUp();
  const folded = ben.thread.getByRole("button", { name: /^Closed .*Ana Ruiz/ });
  await expect(folded).toHaveAttribute("aria-expanded", "false");
  await ana.view("Archived");
  await expect(ana.row(phone.shown)).toContainText("Closed");
});

test("transferred to a queue, a conversation leaves its owner with its whole history", async ({ world }) => {
  const second = await world.anotherQueue([world.people.ben], "Billing");
  const ana = await world.inboxOf(world.people.ana);
  const ben = await world.inboxOf(world.people.ben);
  const phone = await world.phone();
  await phone.texts("The invoice is wrong");
  await ana.open("The invoice is wrong");
  await ana.pickUp();
  await ana.reply("Let me see.");
  await ana.note("VAT is missing");
  await ana.transferTo(second.name);
  await expect(ana.row(phone.shown)).toHaveCount(0);
  await ben.open(phone.shown);
  for (const line of ["The invoice is wrong", "Let me see.", "VAT is missing"])
    await expect(ben.thread.getByText(line)).toBeVisible();
  await phone.texts("Anybody there?");
  await expect(ben.thread.getByText("Anybody there?")).toBeVisible();
  await expect(ana.page.getByText("Anybody there?")).toHaveCount(0);
});

test("an archived conversation comes back when the customer writes, unread", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("I will think about it");
  await ana.open("I will think about it");
  await ana.pickUp();
  await ana.button("Archive").click();
  await expect(ana.page.getByText(`Archived ${phone.shown}`)).toBeVisible();
  await expect(ana.rows).toHaveCount(0);
  await ana.goto();
  await phone.texts("I will take it");
  await expect(ana.row("I will take it")).toContainText("1 unread");
  await expect(ana.page).toHaveTitle(/^\(1\) /);
});

test("a conversation is put aside until tomorrow, and its row says when it comes back", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Ask me tomorrow");
  await ana.open("Ask me tomorrow");
  await ana.pickUp();
  await ana.button("More actions").first().click();
  await ana.page.getByRole("menuitem", { name: "Put aside until tomorrow morning" }).click();
  await expect(ana.page.getByText(`Archived ${phone.shown}`)).toBeVisible();
  await ana.goto("?view=archived");
  await expect(ana.row("Ask me tomorrow").getByText(/^Back \w+ 09:00$/)).toBeVisible();
});

test("a removed conversation comes back for its owner alone", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const ben = await world.inboxOf(world.people.ben);
  const phone = await world.phone();
  await phone.texts("Wrong number, sorry");
  await ana.open("Wrong number, sorry");
  await ana.pickUp();
  await ana.remove();
  await expect(ana.rows).toHaveCount(0);
  await phone.texts("No, right number after all");
  await expect(ana.row("No, right number after all")).toBeVisible();
  await expect(ben.rows).toHaveCount(0);
});

test("an answer written while the customer writes is held back until its author has seen it", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("One large, please");
  await ana.open("One large, please");
  await ana.pickUp();
  await ana.composer.fill("One large it is.");
  // She looks at another window while the customer changes his mind.
  await ana.page.evaluate(() =>
    Object.defineProperty(document, "hasFocus", { value: () => false, configurable: true }),
  );
  await phone.texts("No, make it two");
  await expect(ana.thread.getByText("No, make it two")).toBeVisible();
  await ana.composer.press("Enter");
  await expect(ana.thread.getByText("A message came in while you were writing.")).toBeVisible();
  expect(await phone.heard()).toEqual([]);
  await ana.button("Edit").click();
  await expect(ana.composer).toHaveValue("One large it is.");
  await ana.composer.fill("Two large.");
  await ana.composer.press("Enter");
  await ana.button("Send anyway").click();
  await phone.hears("Two large.");
  expect(await phone.heard()).toEqual(["Two large."]);
});

test("Enter while an input method composes sends nothing", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("你们周日营业吗");
  await ana.open("你们周日营业吗");
  await ana.pickUp();
  await ana.composer.focus();
  const ime = await ana.page.context().newCDPSession(ana.page);
  await ime.send("Input.imeSetComposition", { text: "nihao", selectionStart: 5, selectionEnd: 5 });
  await ime.send("Input.dispatchKeyEvent", {
    type: "rawKeyDown",
    key: "Enter",
    code: "Enter",
    windowsVirtualKeyCode: 229,
  });
  await ime.send("Input.insertText", { text: "你好" });
  await expect(ana.composer).toHaveValue("你好");
  await ana.composer.press("Enter");
  await phone.hears("你好");
  expect(await phone.heard()).toEqual(["你好"]);
});

test("what is typed is there again after a reload, and a reload doubles nothing", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Do you ship to Norway?");
  await ana.open("Do you ship to Norway?");
  await ana.pickUp();
  const saved = ana.page.waitForResponse((answer) => answer.url().includes("conversations.saveDraft"));
  await ana.composer.fill("We do, in five d");
  await saved;
  await ana.page.reload();
  await expect(ana.composer).toHaveValue("We do, in five d");
  await ana.composer.fill("We do, in five days.");
  await ana.composer.press("Enter");
  await phone.hears("We do, in five days.");
  await ana.page.reload();
  await expect(ana.thread.getByText("We do, in five days.")).toHaveCount(1);
  await expect(ana.composer).toHaveValue("");
  expect(await phone.heard()).toEqual(["We do, in five days."]);
});

test("the outbox waits for the line and sends once", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Still there?");
  await ana.open("Still there?");
  await ana.pickUp();
  await ana.page.route("**/api/trpc/**", (route) => route.abort("internetdisconnected"));
  await ana.composer.fill("Yes, one moment.");
  await ana.composer.press("Enter");
  await expect(ana.thread.getByText("Waits for the connection")).toBeVisible();
  await ana.page.unroute("**/api/trpc/**");
  await ana.page.reload();
  await phone.hears("Yes, one moment.");
  await expect(ana.thread.getByText("Yes, one moment.")).toHaveCount(1);
  expect(await phone.heard()).toEqual(["Yes, one moment."]);
});

test("what happened while the line was cut is there when it is back, without a reload", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const ben = await world.inboxOf(world.people.ben);
  const [one, two] = [await world.phone(), await world.phone()];
  await one.texts("Before the cut");
  await ana.open("Before the cut");
  const loads: string[] = [];
  ana.page.on("request", (request) => request.isNavigationRequest() && loads.push(request.url()));
  await ana.page.context().setOffline(true);
  await expect(ana.page.getByText(/^Offline since .* go on reading/)).toBeVisible();
  await ben.open("Before the cut");
  await ben.pickUp();
  await two.texts("During the cut");
  await ana.page.context().setOffline(false);
  await expect(ana.row("During the cut")).toBeVisible();
  await expect(ana.row("Before the cut")).toHaveCount(0);
  await expect(ana.page.getByText("Live", { exact: true })).toBeVisible();
  expect(loads).toEqual([]);
});

test("the tabs of one browser share one stream, and the next one takes over", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const streams: string[] = [];
  ana.page.context().on("request", (request) => request.url().includes("/api/realtime") && streams.push(request.url()));
  const second = await ana.anotherTab();
  const phone = await world.phone();
  await phone.texts("To both tabs");
  await expect(ana.row("To both tabs")).toBeVisible();
  await expect(second.row("To both tabs")).toBeVisible();
  expect(streams).toEqual([]);
  await ana.page.close();
  await expect.poll(() => streams.length).toBe(1);
  await phone.texts("To the one that is left");
  await expect(second.row("To the one that is left")).toBeVisible();
});

test("back and forward go through conversations and lists; a link opens the same thing or says why not", async ({
  world,
}) => {
  const ana = await world.inboxOf(world.people.ana);
  const ben = await world.inboxOf(world.people.ben);
  const [one, two] = [await world.phone(), await world.phone()];
  await one.texts("first question");
  await two.texts("second question");
  await ana.open("first question");
  await ana.pickUp();
  const link = ana.page.url();
  await ana.row("second question").click();
  await expect(ana.thread).toContainText("second question");
  await ana.view("Waiting");
  await ana.page.goBack();
  await expect(ana.thread).toContainText("second question");
  await ana.page.goBack();
  await expect(ana.thread).toContainText("first question");
  await ana.page.goForward();
  await expect(ana.thread).toContainText("second question");
  await ben.page.goto(link);
  await expect(ben.page.getByText("You cannot see this conversation")).toBeVisible();
});

test("a customer becomes a contact, for everybody", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana, { viewport: { width: 1440, height: 900 } });
  const ben = await world.inboxOf(world.people.ben);
  const phone = await world.phone();
  await phone.texts("It is me again");
  await ana.open("It is me again");
  await ana.button("Add contact").click();
  const dialog = ana.page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Zhou Yutong");
  await dialog.getByRole("button", { name: "Add contact" }).click();
  await expect(ana.row("Zhou Yutong")).toBeVisible();
  await expect(ben.row("Zhou Yutong")).toBeVisible();
});

test("two agents at their desks and a customer with a phone, all at once", async ({ world }) => {
  const [ana, ben, customer] = await Promise.all([
    world.inboxOf(world.people.ana),
    world.inboxOf(world.people.ben),
    world.pageOf(world.people.ana, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
  ]);
  const phone = await world.phone("Marta Gil");
  await customer.goto(`/${world.slug}/channels/${world.channelId}/phones`);
  const inHand = customer.getByRole("listitem").getByRole("region");
  await inHand.getByRole("textbox", { name: /^Text from/ }).fill("Is my order on its way?");
  await inHand.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ana.row("Is my order on its way?")).toBeVisible();
  await ben.open("Is my order on its way?");
  await ben.pickUp();
  await expect(ana.row(phone.shown)).toHaveCount(0);
  await ben.reply("It left this morning.");
  await expect(inHand.getByText("It left this morning.")).toBeVisible();
  await inHand.getByRole("textbox", { name: /^Text from/ }).fill("Wonderful!");
  await inHand.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ben.thread.getByText("Wonderful!")).toBeVisible();
  await ben.transferTo("Ana Ruiz", "She asks about order 118");
  await ana.open("Wonderful!");
  await expect(ana.thread.getByText("She asks about order 118")).toBeVisible();
  await ana.reply("You are welcome.");
  await expect(inHand.getByText("You are welcome.")).toBeVisible();
  await expect(ben.row(phone.shown)).toHaveCount(0);
});

test("fifty texts of a newcomer in one second are one conversation with fifty messages", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  const texts = Array.from({ length: 50 }, (_, n) => `text ${n + 1} of fifty`);
  await Promise.all(texts.map((text) => world.carrierTells(phone, text)));
  await expect(ana.row(phone.shown)).toContainText("50 unread");
  await expect(ana.rows).toHaveCount(1);
  await ana.open(phone.shown);
  for (const text of texts) await expect(ana.thread.getByText(text, { exact: true })).toHaveCount(1);
});

test("a message that the carrier tells a hundred times is there once", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  const id = randomUUID();
  await Promise.all(Array.from({ length: 100 }, () => world.carrierTells(phone, "Only once, please", id)));
  await expect(ana.row("Only once, please")).toContainText("1 unread");
  await ana.open("Only once, please");
  await phone.texts("That was all");
  await expect(ana.thread.getByText("That was all")).toBeVisible();
  await expect(ana.thread.getByText("Only once, please")).toHaveCount(1);
});

test("a text that comes while its conversation is ended is in the old one or in a new one, once", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("How much is it?");
  await ana.open("How much is it?");
  await ana.pickUp();
  const ended = ana.page.url();
  await ana.button("End").click();
  await Promise.all([
    ana.page.getByRole("button", { name: "End conversation" }).click(),
    phone.texts("One more thing"),
  ]);
  await expect(ana.page.getByText("Conversation closed.")).toBeVisible();
  await ana.page.goto(ended);
  await expect(ana.thread.getByText("How much is it?")).toBeVisible();
  const inOld = await ana.thread.getByText("One more thing").count();
  await ana.goto("?view=waiting");
  await expect(ana.row("One more thing")).toHaveCount(inOld === 1 ? 0 : 1);
});

test("thirty answers at once over a line that takes one a second wait visibly, leave in order, and none fails", async ({
  world,
}) => {
  await world.setRate(1);
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Tell me everything");
  await ana.open("Tell me everything");
  await ana.pickUp();
  const answers = Array.from({ length: 30 }, (_, n) => `part ${n + 1} of thirty`);
  for (const answer of answers) {
    await ana.composer.fill(answer);
    await ana.composer.press("Control+Enter");
  }
  // However slowly this machine types: somewhere in the line somebody waits for his turn, and is told how long.
  await expect(ana.thread.getByText(/^Queued, about \d+ s$/).first()).toBeVisible();
  await expect.poll(() => phone.heard(), { timeout: 60_000 }).toHaveLength(30);
  expect((await phone.heardAt()).map(({ text }) => text)).toEqual(answers);
  await expect(ana.thread.locator("li", { hasText: "part 30 of thirty" }).getByText(/Sent|Delivered/)).toBeVisible();
  await expect(ana.thread.getByText(/Queued|Not delivered|Failed/)).toHaveCount(0);
  // None before its turn. What a busy machine adds to the first call is missing from all that come after.
  const [first = 0, ...later] = (await phone.heardAt()).map(({ at }) => at.getTime());
  expect(later.filter((time, n) => time - first < n * 1000)).toEqual([]);
});

test("what the carrier refuses says why, keeps the carrier's own words under Details, and is tried again", async ({
  world,
}) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Call me back");
  await ana.open("Call me back");
  await ana.pickUp();
  await phone.behaves({ kind: "refuse", code: "10001" });
  await ana.composer.fill("At what time?");
  await ana.composer.press("Control+Enter");
  const bubble = ana.thread.locator("li", { hasText: "At what time?" });
  await expect(bubble.getByText("Not delivered: Invalid number")).toBeVisible();
  await bubble.getByRole("button", { name: "Details" }).click();
  await expect(bubble.getByText("refused by the simulator")).toBeVisible();
  await phone.behaves({ kind: "deliver", afterMs: 0 });
  await bubble.getByRole("button", { name: "Retry" }).click();
  await expect(bubble.getByText("Delivered", { exact: true })).toBeVisible();
  expect(await phone.heard()).toEqual(["At what time?"]);
});

test("who opens, picks up and archives in one go keeps nothing unread", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Thanks, that is all");
  await ana.row("Thanks, that is all").click();
  await ana.button("Pick up").first().click();
  await ana.button("Archive").click();
  await expect(ana.page.getByText(`Archived ${phone.shown}`)).toBeVisible();
  await ana.goto("?view=archived");
  await expect(ana.row("Thanks, that is all")).toBeVisible();
  await expect(ana.row("Thanks, that is all")).not.toContainText("unread");
  await expect(ana.page).not.toHaveTitle(/^\(\d+\) /);
});

test("the inbox stands before 250 kB of script have come", async ({ world }) => {
  const { page } = await world.inboxOf(world.people.ana);
  const html = await (await page.request.get(page.url())).text();
  const sources = [...html.matchAll(/<script\b(?![^>]*\snomodule)[^>]*\ssrc="([^"]+)"/gi)].map(([, src]) => src ?? "");
  test.skip(/hmr-client|next-devtools/.test(sources.join(" ")), "scripts under development are not the product's");
  const scripts = await Promise.all([...new Set(sources)].map(async (src) => (await page.request.get(src)).body()));
  const weighs = scripts.reduce((sum, script) => sum + gzipSync(script).length, 0);
  expect(weighs).toBeGreaterThan(100_000); // it did find them
  expect(weighs).toBeLessThan(250_000);
  expect(scripts.filter((script) => script.includes("react-flow__"))).toEqual([]);
});
