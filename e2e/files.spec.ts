import sharp from "sharp";
import { expect, test } from "./inbox-world";

const picture = (format: "png" | "jpeg" = "png", side = 800, height = side / 2) =>
  sharp({ create: { width: side, height, channels: 3, background: "#2563eb" } })
    .toFormat(format)
    .toBuffer();

const drawn = (element: SVGElement | HTMLElement) => (element as HTMLImageElement).naturalWidth;

test("a picture from a phone is seen by an agent, small in the thread and whole over it", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  const content = (await picture()).toString("base64");
  await phone.texts("", { name: "tent.png", contentType: "image/png", content });
  await expect(ana.row(phone.shown)).toContainText("Attachment");
  await ana.open(phone.shown);
  const small = ana.thread.getByRole("img", { name: "tent.png" });
  await expect(small).toBeVisible();
  await expect.poll(() => small.evaluate(drawn)).toBe(640);
  await phone.texts("", {
    name: "pegs.jpg",
    contentType: "image/jpeg",
    content: (await picture("jpeg", 800, 3200)).toString("base64"),
  });
  await expect(ana.thread.getByRole("img", { name: "pegs.jpg" })).toBeVisible();

  const link = ana.thread.getByRole("link", { name: "Open tent.png" });
  await link.focus();
  await link.press("Enter");
  const viewer = ana.page.getByRole("dialog", { name: "tent.png" });
  const whole = viewer.getByRole("img", { name: "tent.png" });
  await expect.poll(() => whole.evaluate(drawn)).toBe(800);
  await expect(viewer.getByText("1 of 2")).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Previous picture" })).toHaveCount(0);
  const fitted = (await whole.boundingBox())?.width ?? 0;
  await ana.page.keyboard.press("+");
  await expect.poll(async () => (await whole.boundingBox())?.width ?? 0).toBeGreaterThan(fitted);
  await ana.page.keyboard.press("0");
  await ana.page.keyboard.press("ArrowRight");
  const next = ana.page.getByRole("dialog", { name: "pegs.jpg" });
  await expect(next.getByText("2 of 2")).toBeVisible();
  // A high one is seen whole as well.
  const high = next.getByRole("img", { name: "pegs.jpg" });
  await expect.poll(() => high.evaluate(drawn)).toBe(800);
  await expect(high).toBeInViewport({ ratio: 1 });
  await expect(next.getByRole("link", { name: "Download" })).toHaveAttribute("download", "pegs.jpg");
  await ana.page.keyboard.press("Escape");
  await expect(next).toBeHidden();
  await expect(link).toBeFocused();
  // A tab of its own, for whoever asks for it.
  const [tab] = await Promise.all([
    ana.page.context().waitForEvent("page"),
    link.click({ modifiers: ["ControlOrMeta"] }),
  ]);
  await expect.poll(() => tab.locator("img").evaluate(drawn)).toBe(800);
});

test("a page that calls itself a picture is not shown as one, and can be asked for again", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  const content = Buffer.from("<html><script>alert(1)</script></html>").toString("base64");
  await phone.texts("Look", { name: "x.png", contentType: "image/png", content });
  await ana.open("Look");
  await expect(ana.thread.getByText("it is not what it was announced as")).toBeVisible();
  await ana.thread.getByRole("button", { name: "Try again" }).click();
  await expect(ana.thread.getByText("it is not what it was announced as")).toBeVisible();
});

test("an agent picks, drops and pastes files; they leave in one message, and the phone shows them", async ({
  world,
}) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Which tent is it?");
  await ana.open("Which tent is it?");
  await ana.pickUp();
  const bytes = await picture();
  const chooser = ana.page.waitForEvent("filechooser");
  await ana.button("Attach files").click();
  await (await chooser).setFiles({ name: "one.png", mimeType: "image/png", buffer: bytes });
  for (const [kind, name] of [
    ["drop", "two.png"],
    ["paste", "three.png"],
  ] as const) {
    await ana.composer.evaluate(
      (field, { kind, name, base64 }) => {
        const data = new DataTransfer();
        const content = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        data.items.add(new File([content], name, { type: "image/png" }));
        const event =
          kind === "drop"
            ? new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
        field.dispatchEvent(event);
      },
      { kind, name, base64: bytes.toString("base64") },
    );
  }
  const tray = ana.page.getByRole("list", { name: "Files to send" });
  await expect(tray.getByRole("img")).toHaveCount(0); // small pictures there are ornaments: their names stand beside them
  await expect(tray.getByRole("listitem")).toHaveCount(3);
  await ana.button("Remove two.png").click();
  await expect(tray.getByRole("listitem")).toHaveCount(2);
  await expect(tray.getByText("uploaded")).toHaveCount(0);
  await ana.reply("This one");
  await expect(ana.thread.getByRole("img", { name: "three.png" })).toBeVisible();
  await phone.hears("This one");
  await ana.page.goto(world.phonesPage());
  const texts = ana.page.getByRole("log", { name: new RegExp(phone.shown.replace(/[+()]/g, "\\$&")) });
  for (const name of ["one.png", "three.png"]) {
    const shown = texts.getByRole("img", { name });
    await shown.scrollIntoViewIfNeeded();
    await expect.poll(() => shown.evaluate(drawn)).toBe(800);
  }
});

test("files wait for their message through a reload", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("Send me the manual");
  await ana.open("Send me the manual");
  await ana.pickUp();
  await ana.page.locator('input[type="file"]').setInputFiles({
    name: "manual.pdf",
    mimeType: "application/pdf",
    buffer: Buffer.from("%PDF-1.7\nhello"),
  });
  await expect(ana.page.getByText("1 kB")).toBeVisible();
  await ana.page.reload();
  await expect(ana.page.getByRole("list", { name: "Files to send" }).getByText("manual.pdf")).toBeVisible();
  await ana.button("Send").click();
  await expect(ana.thread.getByRole("link", { name: /manual\.pdf/ })).toBeVisible();
  await expect(ana.thread.getByText("Delivered")).toBeVisible();
});

test("a broken line holds an upload up; it goes on where it stopped", async ({ world }) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("The long film, please");
  await ana.open("The long film, please");
  await ana.pickUp();
  const pieces: string[] = [];
  let broken = true;
  await ana.page.route("**/api/uploads/**", (route) => {
    const piece = route.request().url().split("/").at(-1) ?? "";
    if (piece === "1" && broken) {
      broken = false;
      return route.abort();
    }
    pieces.push(piece);
    return route.continue();
  });
  const buffer = Buffer.concat([Buffer.from("%PDF-1.7\n"), Buffer.alloc(9 * 1024 * 1024, "x")]);
  await ana.page.locator('input[type="file"]').setInputFiles({ name: "film.pdf", mimeType: "application/pdf", buffer });
  await expect(ana.page.getByText("9.0 MB")).toBeVisible({ timeout: 20_000 });
  expect(pieces).toEqual(["0", "1", "2"]);
});

test("a file that the carrier does not take is refused in the manual's words, before it is uploaded", async ({
  world,
}) => {
  const ana = await world.inboxOf(world.people.ana);
  const phone = await world.phone();
  await phone.texts("A large one");
  await ana.open("A large one");
  await ana.pickUp();
  const uploads: string[] = [];
  ana.page.on("request", (request) => request.url().includes("/api/uploads/") && uploads.push(request.url()));
  // A file of 101 MB that says so and holds nothing: its bytes are never asked for.
  await ana.composer.evaluate((field) => {
    const file = new File(["x"], "film.mp4", { type: "video/mp4" });
    Object.defineProperty(file, "size", { value: 101 * 1024 * 1024 });
    const event = new Event("paste", { bubbles: true, cancelable: true });
    Object.defineProperty(event, "clipboardData", { value: { files: [file] } });
    field.dispatchEvent(event);
  });
  await expect(ana.page.getByText("File is larger than the third party allows")).toBeVisible();
  await expect(ana.button("Send")).toBeDisabled();
  expect(uploads).toEqual([]);
});
