import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { Table, TableScroll, Td, THead, Th } from "@/app/_ui/table";
import {
  contractFields,
  ErrorAnswer,
  examples,
  SendAnswer,
  SendRequest,
  WebhookBody,
} from "@/server/channels/carriers/general-contract";
import { channelStates } from "@/server/domain/channel-state";
import { sendCodeNames, sendCodes } from "@/server/domain/send-errors";
import { SiteFooter, SiteHeader } from "../../_components/site-frame";
import { Code, Wire } from "./_components/code";
import { FieldsTable } from "./_components/fields-table";
import { Trial } from "./_components/trial";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("sms-api");
  return { title: t("title"), description: t("lead") };
}

const json = (body: unknown) => JSON.stringify(body, null, 2);

const signing = `import { createHmac } from "node:crypto";

const body = JSON.stringify(event);          // these very bytes are posted
const signature = createHmac("sha256", secret).update(body).digest("hex");
await fetch(webhookUrl, {
  method: "POST",
  headers: { "content-type": "application/json", "x-signature-256": \`sha256=\${signature}\` },
  body,
});`;

/** What a carrier implements to be plugged in without an adapter of its own. Tables and examples are the contract's own. */
export default async function SmsApiPage() {
  const t = await getTranslations("sms-api");
  const errors = await getTranslations("errors");
  const rich = { code: (text: ReactNode) => <Wire>{text}</Wire> };
  return (
    <div className="flex-1 bg-panel text-14">
      <div className="mx-auto w-full max-w-[1200px] px-5 md:px-8">
        <SiteHeader />
        <main id="content" className="grid gap-x-16 pt-8 pb-16 lg:grid-cols-[180px_minmax(0,760px)]">
          <nav aria-label={t("contents")} className="max-lg:hidden">
            <ul className="sticky top-8 flex flex-col gap-0.5 pt-2 text-13 text-ink-2">
              {(["login", "verify", "send", "webhook", "errors", "limits", "try"] as const).map((key) => (
                <li key={key}>
                  <a href={`#${key}`} className="block rounded-2 px-2 py-1 hover:bg-hover hover:text-ink">
                    {t(`${key}.title`)}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <article className="min-w-0">
            <h1 className="text-balance font-semibold text-34 track-display">{t("title")}</h1>
            <p className="mt-3 max-w-[62ch] text-16 text-ink-2 leading-[1.6]">{t("lead")}</p>

            <Part id="login" title={t("login.title")}>
              <P>{t.rich("login.text", rich)}</P>
            </Part>

            <Part id="verify" title={t("verify.title")}>
              <P>{t.rich("verify.text", rich)}</P>
              <Code
                label={t("request")}
              >{`GET /verify?challenge=qLrTzXcVbNmAsDfGhJkLpOiUyTrEwQaZ\nAuthorization: Bearer {api_key}`}</Code>
              <Code label={t("answer", { status: 200 })}>qLrTzXcVbNmAsDfGhJkLpOiUyTrEwQaZ</Code>
              <P>{t("verify.states")}</P>
              <TableScroll label={t("verify.states")} className="border border-line">
                <Table>
                  <THead>
                    <tr>
                      <Th>{t("verify.state")}</Th>
                      <Th>{t("verify.when")}</Th>
                    </tr>
                  </THead>
                  <tbody className="[&_tr:last-child_td]:border-b-0">
                    {channelStates.map((state) => (
                      <tr key={state}>
                        <Td className="whitespace-nowrap font-medium">{t(`trial.state.${state}`)}</Td>
                        <Td className="min-w-64 text-ink-2">{t(`verify.because.${state}`)}</Td>
                      </tr>
                    ))}
                  </tbody>
                </Table>
              </TableScroll>
            </Part>

            <Part id="send" title={t("send.title")}>
              <P>{t.rich("send.text", rich)}</P>
              <FieldsTable label={t("send.title")} fields={contractFields(SendRequest)} />
              <Code
                label={t("request")}
              >{`POST /sendmessage\nAuthorization: Bearer {api_key}\nContent-Type: application/json\n\n${json(examples.send)}`}</Code>
              <Code label={t("send.withFile")}>{json(examples.sendMedia)}</Code>
              <P>{t.rich("send.answer", rich)}</P>
              <FieldsTable label={t("answer", { status: 200 })} fields={contractFields(SendAnswer)} />
              <Code label={t("answer", { status: 200 })}>{json(examples.sent)}</Code>
              <P>{t("send.receipts")}</P>
            </Part>

            <Part id="webhook" title={t("webhook.title")}>
              <P>{t.rich("webhook.text", rich)}</P>
              <FieldsTable label={t("webhook.title")} fields={contractFields(WebhookBody)} />
              <Code label={t("webhook.body")}>{json(examples.webhook)}</Code>
              <P>{t.rich("webhook.signature", rich)}</P>
              <Code label="Node.js">{signing}</Code>
              <P>{t.rich("webhook.answers", rich)}</P>
            </Part>

            <Part id="errors" title={t("errors.title")}>
              <P>{t.rich("errors.text", rich)}</P>
              <FieldsTable label={t("errors.body")} fields={contractFields(ErrorAnswer)} />
              <Code label={t("errors.body")}>{json(examples.error)}</Code>
              <TableScroll label={t("errors.title")} className="border border-line">
                <Table>
                  <THead>
                    <tr>
                      <Th>{t("errors.code")}</Th>
                      <Th>{t("errors.name")}</Th>
                      <Th>{t("errors.shown")}</Th>
                    </tr>
                  </THead>
                  <tbody className="[&_tr:last-child_td]:border-b-0">
                    {sendCodes.map((code) => (
                      <tr key={code}>
                        <Td className="whitespace-nowrap">
                          <Wire>{code}</Wire>
                        </Td>
                        <Td className="font-mono text-12">{sendCodeNames[code]}</Td>
                        <Td className="min-w-52">{errors(`send.${code}`)}</Td>
                      </tr>
                    ))}
                  </tbody>
                </Table>
              </TableScroll>
              <P>{t.rich("errors.otherwise", rich)}</P>
            </Part>

            <Part id="limits" title={t("limits.title")}>
              <P>{t("limits.text")}</P>
            </Part>

            <Part id="try" title={t("try.title")}>
              <P>{t("try.text")}</P>
              <ClientMessages areas={["sms-api"]}>
                <Trial />
              </ClientMessages>
            </Part>
          </article>
        </main>
        <SiteFooter />
      </div>
    </div>
  );
}

function Part({ id, title, children }: { id: string; title: string; children: ReactNode }) {
  return (
    <section id={id} className="flex scroll-mt-6 flex-col gap-3.5 pt-10">
      <h2 className="font-semibold text-20">{title}</h2>
      {children}
    </section>
  );
}

const P = ({ children }: { children: ReactNode }) => (
  <p className="max-w-[72ch] text-ink-2 leading-[1.6] zh:leading-[1.75]">{children}</p>
);
