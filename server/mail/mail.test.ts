import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, test } from "vitest";
import { mails } from "@/db/schema/auth";
import { systemDb } from "@/db/system";
import { processState } from "@/server/process";
import { deliverMail, forgottenMails } from "./deliver";
import { readMailbox } from "./mailbox";
import { sendMail } from "./send";
import { type MailTemplate, writeMail } from "./templates";

const data = {
  link: "https://inbox.example.com/verify?token=abc&name=A%26B",
  signInLink: "https://inbox.example.com/login",
  resetLink: "https://inbox.example.com/forgot",
  signUpLink: "https://inbox.example.com/signup",
  email: "ana@example.com",
  inviter: `Ana <img src=x onerror="alert(1)">`,
  workspace: "Böse & Söhne\r\nBcc: everybody@example.com",
  days: 7,
};
const templates: MailTemplate[] = ["verify", "alreadyHere", "reset", "noAccount", "passwordChanged", "invitation"];

describe.each(["en", "zh-CN"] as const)("in %s", (locale) => {
  test.each(templates)("%s says itself in text and in HTML, and nothing that was typed is markup", (template) => {
    const { subject, text, html } = writeMail(template, locale, data);
    expect(subject).not.toMatch(/[\r\n]/);
    expect(html).toContain(`<html lang="${locale}">`);
    expect(html).not.toContain("<img");
    expect(html).not.toContain('onerror="');
    expect(text).not.toMatch(/undefined|\[object/);
    if (locale === "zh-CN") expect(subject).toMatch(/\p{Script=Han}/u);
  });
});

test("a link stands in both bodies, whole", () => {
  const { text, html } = writeMail("verify", "en", data);
  expect(text).toContain(data.link);
  expect(html).toContain(data.link.replaceAll("&", "&amp;"));
});

describe("with a provider", () => {
  const asked: { headers: IncomingMessage["headers"]; body: Record<string, unknown> }[] = [];
  let answers: { status: number; body: object }[] = [];
  const provider = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
      const { status, body } = answers.shift() ?? { status: 200, body: { id: "sent" } };
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });

  beforeEach(async () => {
    if (!provider.listening) await new Promise<void>((ready) => provider.listen(0, "127.0.0.1", ready));
    asked.length = 0;
    answers = [];
    processState().singletons.delete("env");
    process.env.RESEND_API_KEY = "re_test";
    process.env.MAIL_FROM = "Patchbay <hello@example.com>";
    const { port } = provider.address() as AddressInfo;
    process.env.CARRIER_BASE_URLS = JSON.stringify({ resend: `http://127.0.0.1:${port}` });
  });
  afterAll(() => provider.close());

  const write = () => sendMail(systemDb(), { to: "ana@example.com", template: "verify", locale: "en", data });
  const read = async (id: string) => (await systemDb().select().from(mails).where(eq(mails.id, id)))[0];

  test("a mail is handed over once, under a key of its own, and its words go", async () => {
    const id = await write();
    await deliverMail(id);
    await deliverMail(id);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.headers).toMatchObject({ authorization: "Bearer re_test", "idempotency-key": `mail/${id}` });
    expect(asked[0]?.body).toMatchObject({ from: "Patchbay <hello@example.com>", to: ["ana@example.com"] });
    expect(await read(id)).toMatchObject({ text: "", html: "", failedAt: null });
    expect((await read(id))?.sentAt).not.toBeNull();
  });

  test.each([429, 409, 500, 503])("after %i it may be tried again", async (status) => {
    answers = [{ status, body: { name: "busy", message: "later" } }];
    const id = await write();
    await expect(deliverMail(id)).rejects.toThrow(/busy/);
    expect(await read(id)).toMatchObject({ sentAt: null, failedAt: null });
    await deliverMail(id);
    expect((await read(id))?.sentAt).not.toBeNull();
  });

  test("a refusal for good is kept with its reason", async () => {
    answers = [{ status: 422, body: { name: "validation_error", message: "domain not verified" } }];
    const id = await write();
    await deliverMail(id);
    expect((await read(id))?.failedAt).not.toBeNull();
    expect((await read(id))?.error).toContain("domain not verified");
  });

  test("what a crash left behind is found after a minute", async () => {
    const id = await write();
    expect(await forgottenMails()).not.toContain(id);
    const twoMinutesAgo = new Date(Date.now() - 120_000);
    await systemDb().update(mails).set({ createdAt: twoMinutesAgo }).where(eq(mails.id, id));
    expect(await forgottenMails()).toContain(id);
  });
});

describe("without a provider", () => {
  beforeEach(() => {
    processState().singletons.delete("env");
    delete process.env.RESEND_API_KEY;
    delete process.env.CARRIER_BASE_URLS;
    process.env.PUBLIC_URL = "http://localhost:3000";
  });

  test("a local installation shows what it would have sent, with the link", async () => {
    const id = await sendMail(systemDb(), { to: "li@example.com", template: "verify", locale: "zh-CN", data });
    await deliverMail(id);
    expect((await readMailbox())[0]).toMatchObject({ id, to: "li@example.com", link: data.link });
  });

  test("any other has no such page", async () => {
    process.env.PUBLIC_URL = "https://inbox.example.com";
    await expect(readMailbox()).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
