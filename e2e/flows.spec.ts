import AxeBuilder from "@axe-core/playwright";
import type { Locator, Page } from "@playwright/test";
import { test as base, expect, type Phone, type World } from "./inbox-world";

/** The editor as an administrator uses it. Names of nodes are what he sees on the canvas. */
class Editor {
  constructor(readonly page: Page) {}

  node(name: string): Locator {
    return this.page.locator(".react-flow__node").filter({ hasText: name });
  }

  socket(name: string, outcome: string): Locator {
    return this.node(name).locator(`.react-flow__handle[data-handleid="${outcome}"]`);
  }

  /** Drags a node out of the palette to a place on the canvas. */
  async drag(type: string, to: { x: number; y: number }): Promise<void> {
    const before = await this.page.locator(".react-flow__node").count();
    await this.page
      .locator(`[data-palette="${type}"]`)
      .dragTo(this.page.locator(".react-flow__pane"), { targetPosition: to });
    await expect(this.page.locator(".react-flow__node")).toHaveCount(before + 1);
  }

  /** Draws a cord from an outcome's socket to a node. */
  async plug(from: string, outcome: string, to: string): Promise<void> {
    const cords = this.page.locator(".react-flow__edge");
    const before = await cords.count();
    const [start, end] = [await middle(this.socket(from, outcome)), await middle(this.node(to))];
    await this.page.mouse.move(start.x, start.y);
    await this.page.mouse.down();
    await this.page.mouse.move(start.x + 3, start.y + 3);
    await this.page.mouse.move(end.x, end.y, { steps: 6 });
    await this.page.mouse.up();
    await expect(cords).toHaveCount(before + 1);
  }

  /** Makes a flow in English and waits for its canvas. */
  async create(name: string, { template, trigger }: { template?: RegExp; trigger?: RegExp } = {}): Promise<void> {
    await this.page.getByRole("button", { name: "New flow" }).first().click();
    await this.page.getByRole("textbox", { name: "Name" }).fill(name);
    if (template) await this.choose("Begin with", template);
    if (trigger) await this.choose("What starts it", trigger);
    await this.page.getByRole("button", { name: "Create flow" }).click();
    await expect(this.node("Start")).toBeVisible({ timeout: 30_000 });
  }

  private async choose(list: string, option: RegExp): Promise<void> {
    await this.page.getByRole("combobox", { name: list }).click();
    await this.page.getByRole("option", { name: option }).click();
  }

  async publishAndStart(): Promise<void> {
    await this.page.getByRole("button", { name: "Publish version 1" }).click();
    await this.page.getByRole("button", { name: "Start", exact: true }).click();
    await this.page.getByRole("button", { name: "Start flow" }).click();
    await expect(this.page.getByText("Started · version 1")).toBeVisible();
  }

  async expectSaved(): Promise<void> {
    await expect(this.page.getByText(/^(草稿已保存|Draft saved) \d/)).toBeAttached();
  }
}

async function middle(target: Locator): Promise<{ x: number; y: number }> {
  const box = await target.boundingBox();
  if (!box) throw new Error("not on the screen");
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** A customer whom Ben has served: his conversation is over, and Ben is his agent. */
async function servedByBen(world: World): Promise<Phone> {
  const phone = await world.phone();
  const ben = await world.inboxOf(world.people.ben);
  await phone.texts("My first question");
  await ben.open("My first question");
  await ben.pickUp();
  await ben.end();
  await ben.page.context().close();
  return phone;
}

/** The flow of the manual at work: Ben's customer reaches Ben alone, somebody new reaches Ben and Cleo. */
async function expectRouted(world: World, returning: Phone): Promise<void> {
  const [ben, cleo] = await Promise.all([world.inboxOf(world.people.ben), world.inboxOf(world.people.cleo)]);
  const newcomer = await world.phone();
  await returning.texts("Me again");
  await newcomer.texts("I am new here");
  await expect(ben.row("Me again")).toBeVisible();
  for (const inbox of [ben, cleo]) await expect(inbox.row("I am new here")).toBeVisible();
  await expect(cleo.row("Me again")).toHaveCount(0);
}

/** An administrator's browser, on the list of flows. */
const test = base.extend<{ flows: (language: "zh-CN" | "en-GB") => Promise<Editor> }>({
  flows: async ({ world }, use) => {
    await use(async (locale) => {
      const { page } = await world.inboxOf(world.people.ana, { viewport: { width: 1440, height: 900 } });
      const [language, url] = [locale === "zh-CN" ? "zh-CN" : "en", new URL(page.url()).origin];
      await page.context().addCookies([{ name: "locale", value: language, url }]);
      await page.goto(`/${world.slug}/flows`);
      return new Editor(page);
    });
  },
});

test.describe("a flow", () => {
  test.setTimeout(240_000);

  test("is drawn by mouse in Chinese: old customers reach their agent, new ones everybody", async ({
    flows,
    world,
  }) => {
    const returning = await servedByBen(world);
    const editor = await flows("zh-CN");
    const { page } = editor;
    await page.getByRole("button", { name: "新建流程" }).first().click();
    await page.getByLabel("流程名称").fill("短信客服");
    await page.getByRole("button", { name: "创建流程" }).click();
    await expect(editor.node("开始")).toBeVisible({ timeout: 30_000 });

    await editor.drag("get_contact_data", { x: 500, y: 330 });
    await editor.drag("is_assigned", { x: 500, y: 470 });
    await editor.drag("assign_agent", { x: 330, y: 610 });
    await editor.drag("assign_all", { x: 700, y: 610 });
    await editor.drag("transform_message", { x: 790, y: 330 });
    await editor.drag("end", { x: 790, y: 470 });

    await editor.plug("开始", "SUCCESS", "获取客户数据");
    await editor.plug("获取客户数据", "SUCCESS", "已经分配座席");
    await editor.plug("已经分配座席", "TRUE", "分配给指定座席人员");
    await editor.plug("已经分配座席", "FALSE", "分配给全体座席人员");
    await editor.plug("分配给指定座席人员", "SUCCESS", "消息转化");
    await editor.plug("分配给全体座席人员", "SUCCESS", "消息转化");
    // As the manual has it: an outcome is clicked, then the node that it leads to.
    await editor.socket("消息转化", "SUCCESS").click();
    await editor.node("结束").click();
    await expect(page.locator(".react-flow__edge")).toHaveCount(7);

    await editor.node("消息转化").dblclick();
    await page.getByRole("textbox", { name: "名称" }).fill("转给座席");
    await expect(editor.node("转给座席")).toBeVisible();
    await page.keyboard.press("Escape");

    await page.getByRole("button", { name: "自动排列" }).click();
    await expect(page.getByText("0 个错误")).toBeVisible();
    await editor.expectSaved();

    await page.getByRole("button", { name: "试运行" }).click();
    await page.getByRole("switch", { name: "老客户" }).click();
    await page.getByLabel("客户消息").fill("订单到哪里了？");
    await page.getByLabel("客户消息").press("Enter");
    await expect(page.getByText("已分配给该访客对应的座席人员")).toBeVisible();
    await page.getByRole("button", { name: "试运行" }).click();

    await page.getByRole("button", { name: "发布版本 1" }).click();
    await expect(page.getByText("已发布版本 1，启动流程后生效。")).toBeVisible();
    await page.getByRole("button", { name: "启动", exact: true }).click();
    await page.getByRole("button", { name: "启动流程" }).click();
    await expect(page.getByText("已启动 · 版本 1")).toBeVisible();

    await expectRouted(world, returning);
    await page.reload();
    await expect(page.locator(".react-flow__edge")).toHaveCount(7);
    await expect(editor.node("转给座席")).toBeVisible();
  });

  test("is drawn by keyboard alone in English", async ({ flows, world }) => {
    const returning = await servedByBen(world);
    const editor = await flows("en-GB");
    const { page } = editor;
    const { keyboard } = page;
    await page.getByRole("button", { name: "New flow" }).first().focus();
    await keyboard.press("Enter");
    await expect(page.getByRole("dialog")).toBeVisible();
    await keyboard.type("SMS routing");
    await keyboard.press("Enter");
    await expect(editor.node("Start")).toBeVisible({ timeout: 30_000 });

    // Lists that take their time to fade away, as on a slow machine, swallow no keys.
    await page.addStyleTag({ content: "[data-closed] { transition-duration: 800ms !important }" });
    const place = async (search: string) => {
      const before = await page.locator(".react-flow__node").count();
      await keyboard.press("/");
      await expect(page.getByLabel("Find a node")).toBeFocused();
      await keyboard.type(search);
      await keyboard.press("Enter");
      await expect(page.locator(".react-flow__node")).toHaveCount(before + 1);
      // The keyboard is on the new node.
      await expect(page.locator(".react-flow__node:focus")).toHaveCount(1);
    };
    await place("get customer");
    await place("is agent assigned");
    await place("specified agent");
    await place("all agents");
    await place("message transform");
    await place("end");

    const lead = async (from: string, outcome: string, to: string) => {
      const cords = await page.locator(".react-flow__edge").count();
      await editor.node(from).focus();
      await keyboard.press("c");
      const panel = page.getByRole("region", { name: `Settings of ${from}` });
      await panel.getByRole("combobox", { name: `Next node after ${outcome}` }).focus();
      await keyboard.type(to);
      await expect(page.getByRole("option", { name: to }).first()).toBeVisible();
      await keyboard.press("Enter");
      await expect(page.locator(".react-flow__edge")).toHaveCount(cords + 1);
    };
    await lead("Start", "Success", "Get customer data");
    await lead("Get customer data", "Success", "Is agent assigned");
    await lead("Is agent assigned", "Yes", "Assign to specified agent");
    await lead("Is agent assigned", "No", "Assign to all agents");
    await lead("Assign to specified agent", "Success", "Message transform");
    await lead("Assign to all agents", "Success", "Message transform");
    await lead("Message transform", "Success", "End");

    // Out of the list by Escape: what was chosen stays.
    await editor.node("Start").focus();
    await keyboard.press("c");
    await expect(page.getByRole("combobox", { name: "Next node after Success" })).toBeFocused();
    await keyboard.press("Escape");
    await expect(editor.node("Start")).toBeFocused();
    await expect(page.locator(".react-flow__edge")).toHaveCount(7);

    // A way taken back and drawn again.
    await editor.node("Start").focus();
    await keyboard.press("ControlOrMeta+z");
    await expect(page.locator(".react-flow__edge")).toHaveCount(6);
    await keyboard.press("ControlOrMeta+Shift+z");
    await expect(page.locator(".react-flow__edge")).toHaveCount(7);

    // Renamed where it is: F2, a name, Escape back to the node.
    await editor.node("End").focus();
    await keyboard.press("F2");
    await expect(page.getByRole("textbox", { name: "Name" })).toBeFocused();
    await keyboard.press("ControlOrMeta+a");
    await keyboard.type("All done");
    await keyboard.press("Escape");
    await expect(editor.node("All done")).toBeFocused();

    // Copied, pasted beside it, and taken away.
    await keyboard.press("ControlOrMeta+d");
    await expect(editor.node("All done")).toHaveCount(2);
    await keyboard.press("Delete");
    await expect(editor.node("All done")).toHaveCount(1);
    await keyboard.press("ArrowDown");
    await expect(page.locator(".react-flow__node:focus")).toHaveCount(1);

    await expect(page.getByText("0 errors")).toBeVisible();
    await keyboard.press("ControlOrMeta+s");
    await editor.expectSaved();
    await page.getByRole("button", { name: "Publish version 1" }).focus();
    await keyboard.press("Enter");
    await expect(page.getByText("Published version 1. Start the flow to use it.")).toBeVisible();
    await page.getByRole("button", { name: "Start", exact: true }).focus();
    await keyboard.press("Enter");
    await page.getByRole("button", { name: "Start flow" }).focus();
    await keyboard.press("Enter");
    await expect(page.getByText("Started · version 1")).toBeVisible();
    await expectRouted(world, returning);
  });

  test("tells what is missing, and goes there", async ({ flows }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("Half a flow");
    await page.locator('[data-palette="reply"]').click();
    await expect(page.getByText(/[1-9] errors?/).first()).toBeVisible();
    await expect(page.getByRole("button", { name: "Publish version 1" })).toHaveAttribute("aria-disabled", "true");
    await page.getByRole("button", { name: /^E06/ }).first().click();
    await expect(page.getByLabel("Settings of Reply 2").getByRole("textbox", { name: "Text" })).toBeFocused();
    await expect(page.getByRole("region", { name: "Settings of Reply 2" })).toBeVisible();
    const seen = await new AxeBuilder({ page })
      .setLegacyMode()
      .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
      .analyze();
    expect(seen.violations).toEqual([]);
  });

  test("drawn by two people at once: the second learns who was first", async ({ flows, world }) => {
    const first = await flows("en-GB");
    await first.create("Shared");
    const second = new Editor((await world.inboxOf(world.people.ana, { viewport: { width: 1440, height: 900 } })).page);
    await second.page.goto(first.page.url());
    await expect(second.node("Start")).toBeVisible();
    await first.page.locator('[data-palette="end"]').click();
    await first.expectSaved();
    await second.page.locator('[data-palette="reply"]').click();
    await expect(second.page.getByText("Ana Ruiz saved this flow while you were drawing")).toBeVisible();
    await second.page.getByRole("button", { name: "Take theirs" }).click();
    await expect(second.node("End")).toBeVisible();
    await expect(second.node("Reply")).toHaveCount(0);
  });

  test("that ran is drawn on its version, with the way it took", async ({ flows, world }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("Routing", { template: /SMS to the customer's agent/ });
    await editor.publishAndStart();

    const phone = await world.phone();
    await phone.texts("Where is my order?");
    await page.getByRole("radio", { name: /Runs/ }).click();
    const run = page.getByRole("button", { name: /Completed/ });
    await expect(run).toBeVisible({ timeout: 20_000 });
    await run.click();
    await expect(page.getByText("1. Start", { exact: true })).toBeVisible();
    await expect(editor.node("Assign to all agents").getByText(/^Step \d$/)).toBeVisible();
    await expect(editor.node("Assign to specified agent").getByText(/^Step \d$/)).toHaveCount(0);
  });

  test("is stopped while runs are under way, which asks; one is cancelled; then it is deleted", async ({
    flows,
    world,
  }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("Front door", { template: /Menu by keyword/ });
    // The list of flows closes, and the canvas has its room.
    const list = page.getByRole("navigation", { name: "Flow list" });
    await expect(list).toBeVisible();
    await page.getByRole("button", { name: "Close the list" }).click();
    await expect(list).toHaveCount(0);
    await editor.publishAndStart();
    const [first, second] = [await world.phone(), await world.phone()];
    for (const phone of [first, second]) {
      await phone.texts("menu");
      await expect.poll(() => phone.heard()).toHaveLength(1);
    }

    await page.getByRole("radio", { name: /Runs/ }).click();
    await page
      .getByRole("button", { name: /Waiting/ })
      .first()
      .click();
    await expect(page.getByRole("status").filter({ hasText: "Waiting" })).toBeVisible();
    await page.getByRole("button", { name: "Cancel run" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Cancel run" }).click();
    await expect(page.getByRole("status").filter({ hasText: "Cancelled" })).toBeVisible();

    await page.getByRole("button", { name: "Stop", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await expect(dialog.getByText("1 run is under way.")).toBeVisible();
    await dialog.getByRole("radio", { name: /Cancel them/ }).click();
    await dialog.getByRole("button", { name: "Stop flow" }).click();
    await expect(page.getByText("Stopped Front door")).toBeVisible();
    await page.getByRole("button", { name: "Back to the runs" }).click();
    await expect(page.getByRole("button", { name: /Cancelled/ })).toHaveCount(2);

    await page.getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name: "Delete flow" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Delete flow" }).click();
    await expect(page).toHaveURL(/\/flows$/);
    await expect(page.getByText("No flows yet.")).toBeVisible();
  });

  test("falls silent when an agent picks up, and its message tells who wrote it", async ({ flows, world }) => {
    const editor = await flows("en-GB");
    await editor.create("Front door", { template: /Menu by keyword/ });
    await editor.publishAndStart();

    const phone = await world.phone();
    await phone.texts("menu");
    await expect.poll(() => phone.heard()).toHaveLength(1);
    const ana = await world.inboxOf(world.people.ana);
    await ana.open(phone.shown);
    await ana.pickUp();
    // What the flow would have answered a moment ago.
    await phone.texts("1");
    await expect(ana.thread.locator("li", { hasText: /^1/ })).toBeVisible();
    // She has read it; what she has not read would hold her answer back.
    await expect(ana.row(phone.shown)).not.toContainText("unread");
    await ana.reply("This is Ana.");
    await phone.hears("This is Ana.");
    expect((await phone.heard()).filter((text) => text.startsWith("We are open"))).toEqual([]);

    await ana.thread.getByRole("button", { name: "Flow" }).first().click();
    await expect(ana.thread.getByText("Front door, version 1")).toBeVisible();
    await ana.thread.getByRole("link", { name: "Show the run" }).click();
    await expect(ana.page.getByText("1. Start", { exact: true })).toBeVisible();
  });

  test("is copied and pasted; what is no flow is refused with a word", async ({ flows }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("Paste", { template: /After-hours/ });
    // A browser without a window has no clipboard keys; it gets the events that they bring about.
    const copy = () =>
      page.evaluate(() => {
        const clipboardData = new DataTransfer();
        const event = new ClipboardEvent("copy", { clipboardData, bubbles: true, cancelable: true });
        document.activeElement?.dispatchEvent(event);
        return clipboardData.getData("text/plain");
      });
    const paste = (text: string) =>
      page.evaluate((data) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", data);
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      }, text);
    await editor.node("Tell the customer").click();
    await paste(await copy());
    await expect(editor.node("Tell the customer")).toHaveCount(2);

    const nodes = await page.locator(".react-flow__node").count();
    const end = (at: number) => ({ id: `e${at}`, type: "end", name: "<img src=x>", position: { x: 0, y: at } });
    const pieces = (count: number) =>
      JSON.stringify({
        format: "patchbay/flow-nodes",
        nodes: Array.from({ length: count }, (_, at) => end(at)),
        edges: [],
      });
    for (const hostile of [
      '{"format":"patchbay/flow-nodes","nodes":[{"id"',
      '{"nodes":[]}',
      pieces(300),
      "x".repeat(3_000_000),
    ]) {
      await paste(hostile);
      await expect(page.getByText("What was copied last cannot be pasted here").first()).toBeVisible();
    }
    await expect(page.locator(".react-flow__node")).toHaveCount(nodes);
    await paste(pieces(1));
    await expect(editor.node("<img src=x>")).toHaveCount(1);
  });

  test("has its cords end at its sockets, and many nodes are names from afar", async ({ flows }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("Many", { template: /Menu by keyword/ });
    const cords = page.locator(".react-flow__edge-path");
    await expect(cords.first()).toBeAttached();
    // Sockets are reckoned, not measured: what is drawn must be where they are.
    const apart = await page.evaluate(() => {
      const ends = (kind: string, edge: "right" | "bottom" | "top") =>
        [...document.querySelectorAll(`.react-flow__handle.${kind}[data-plugged]`)].map((socket) => {
          const box = socket.getBoundingClientRect();
          const side = edge === "bottom" && socket.classList.contains("react-flow__handle-right");
          const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
          return side ? { x: box.right, y: middle.y } : { x: middle.x, y: edge === "top" ? box.top : box.bottom };
        });
      const [sources, targets] = [ends("source", "bottom"), ends("target", "top")];
      const nearest = (all: { x: number; y: number }[], at: DOMPoint) =>
        Math.min(...all.map(({ x, y }) => Math.hypot(x - at.x, y - at.y)));
      return Math.max(
        ...[...document.querySelectorAll<SVGPathElement>(".react-flow__edge-path")].flatMap((path) => {
          const matrix = path.getScreenCTM() ?? new DOMMatrix();
          const at = (length: number) => {
            const { x, y } = path.getPointAtLength(length);
            return new DOMPoint(x, y).matrixTransform(matrix);
          };
          return [nearest(sources, at(0)), nearest(targets, at(path.getTotalLength()))];
        }),
      );
    });
    expect(apart).toBeLessThan(1);

    const before = await cords.count();
    const nodes = Array.from({ length: 130 }, (_, at) => ({
      id: `e${at}`,
      type: "tag",
      name: `Far ${at}`,
      position: { x: (at % 13) * 240, y: Math.floor(at / 13) * 140 + 900 },
    }));
    const [first, second] = nodes;
    await page.evaluate(
      (text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
      },
      JSON.stringify({
        format: "patchbay/flow-nodes",
        nodes,
        edges: [{ id: "far", source: first?.id, outcome: "SUCCESS", target: second?.id }],
      }),
    );
    await page.getByRole("button", { name: "Fit the canvas" }).click();
    await expect(editor.node("Far 129")).toBeVisible();
    await expect(page.locator(".react-flow__handle")).toHaveCount(0);
    // A node is chosen by a click, a cord too, and both go by the same key as ever.
    await page.locator(".react-flow__pane").click({ position: { x: 1000, y: 30 } });
    await editor.node("Far 77").click();
    await expect(cords).toHaveCount(0);
    await page.keyboard.press("Delete");
    await expect(editor.node("Far 77")).toHaveCount(0);
    const [from, to] = [
      await editor.node("Far 0").first().boundingBox(),
      await editor.node("Far 1").first().boundingBox(),
    ];
    if (!from || !to) throw new Error("not on the screen");
    const zoom = from.width / 208;
    await page.mouse.click(from.x + from.width / 2, from.y + from.height + 8 * zoom);
    await expect(cords).toHaveCount(1);
    await page.keyboard.press("Delete");
    await expect(cords).toHaveCount(0);
    await editor.expectSaved();
    // Near again: what is in sight is drawn with everything, its cords each for itself.
    await page.reload();
    await expect(editor.node("Start")).toBeVisible();
    await expect(page.locator(".react-flow__handle").first()).toBeAttached();
    await expect(cords).toHaveCount(before);
  });

  test("is run by hand on a phone number", async ({ flows }) => {
    const editor = await flows("en-GB");
    const { page } = editor;
    await editor.create("By hand", { trigger: /By hand/ });
    await page.locator('[data-palette="end"]').click();
    await editor.plug("Start", "SUCCESS", "End");
    await editor.publishAndStart();
    await page.getByRole("button", { name: "Run", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("combobox").fill("+1 617 555 0199");
    await expect(dialog.getByRole("option", { name: "+1 (617) 555-0199" })).toBeVisible();
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "+1 (617) 555-0199" })).toBeVisible();
    await expect(page.getByText("2. End", { exact: false })).toBeVisible();
    await expect(page.getByRole("status").filter({ hasText: "Completed" })).toBeVisible();
  });
});
