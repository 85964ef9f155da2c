"use client";

import { useQuery } from "@tanstack/react-query";
import { Ban, MessageSquareText, Pencil, UserX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import { refusalOf } from "@/app/_live/refusal";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { ChannelBadge, type ChannelKind } from "@/app/_ui/channel-badge";
import { EmptyState } from "@/app/_ui/empty-state";
import { PageHeader } from "@/app/_ui/page-header";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { ExactTime, RelativeTime } from "@/app/_ui/relative-time";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { ConsentLines } from "../../_components/consent-lines";
import { ContactDialog } from "../../_components/contact-dialog";
import { placeHref } from "../../inbox/_components/place";

/** What is known of one customer, and his conversations that I may see. */
export function ContactCard({ contactId }: { contactId: string }) {
  const t = useTranslations("contacts");
  const me = useMe();
  const trpc = useTRPC();
  const [editing, setEditing] = useState(false);
  const answer = useQuery(trpc.contacts.get.queryOptions({ contactId }));
  const list = { href: `/${me.tenant.slug}/contacts`, label: t("title") };
  if (answer.isPending) return <SkeletonRows kind="text" rows={6} className="p-6" />;
  if (!answer.data) {
    const gone = refusalOf(answer.error).code === "NOT_FOUND";
    return (
      <div className="min-h-0 flex-1 overflow-y-auto">
        <PageHeader title={t("title")} back={list} />
        <EmptyState
          icon={<UserX />}
          title={t(gone ? "gone" : "failed")}
          className="p-6"
          action={
            !gone && (
              <Button size="sm" onClick={() => void answer.refetch()}>
                {t("retry")}
              </Button>
            )
          }
        />
      </div>
    );
  }
  const contact = answer.data;
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <PageHeader
        title={<bdi>{contact.name}</bdi>}
        subtitle={contact.company || undefined}
        lead={<Avatar id={contact.id} name={contact.name} size="l" />}
        back={list}
        actions={
          <Button icon={<Pencil />} className="max-md:h-10" onClick={() => setEditing(true)}>
            {t("edit")}
          </Button>
        }
      />
      <PageBody
        aside={
          <>
            <Card>
              <CardHead title={t("addresses")} />
              <CardBody>
                <ul className="flex flex-col gap-2">
                  {contact.identities.map(({ kind, value, optedOut }) => (
                    <li key={`${kind} ${value}`} className="flex flex-wrap items-center gap-2">
                      <ChannelBadge kind={kind as ChannelKind} label={kind} />
                      <PhoneNumber e164={value} copy />
                      {optedOut && (
                        <Badge size="xs" tone="danger" icon={<Ban />}>
                          {t("optedOut")}
                        </Badge>
                      )}
                    </li>
                  ))}
                </ul>
              </CardBody>
            </Card>
            {contact.consent.length > 0 && (
              <Card>
                <CardHead title={t("consent.title")} />
                <CardBody>
                  <ConsentLines consent={contact.consent} addresses={contact.identities.length > 1} />
                </CardBody>
              </Card>
            )}
            <Card>
              <CardHead title={t("note")} />
              <CardBody>
                <p className="written text-ink-2">{contact.note || t("noNote")}</p>
                <p className="mt-3 text-12 text-ink-3">
                  {contact.updatedBy
                    ? t.rich("changedBy", { name: contact.updatedBy, at: () => <ExactTime at={contact.updatedAt} /> })
                    : null}
                </p>
              </CardBody>
            </Card>
          </>
        }
      >
        <Card>
          <CardHead title={t("conversations")} />
          {contact.conversations.length === 0 ? (
            <EmptyState icon={<MessageSquareText />} title={t("noConversations")}>
              {t("noConversationsBody")}
            </EmptyState>
          ) : (
            <ul>
              {contact.conversations.map((one) => (
                <li key={one.id} className="border-line border-t first:border-t-0">
                  <Link
                    href={placeHref(me.tenant.slug, {
                      view: { name: one.state === "closed" ? "archived" : "recent" },
                      conversationId: one.id,
                    })}
                    className="ring-inset-focus flex min-h-row items-center gap-3 px-4 py-2 hover:bg-hover max-md:min-h-12"
                  >
                    <ChannelBadge kind={one.kind as ChannelKind} />
                    <bdi className="cut min-w-0 flex-1">{one.preview}</bdi>
                    {one.owner && <bdi className="cut text-12 text-ink-3 max-md:hidden">{one.owner}</bdi>}
                    <span className="text-12 text-ink-2">{t(`state.${one.state}`)}</span>
                    <RelativeTime at={one.lastActivityAt} className="w-16 text-right text-12 text-ink-3" />
                  </Link>
                </li>
              ))}
            </ul>
          )}
        </Card>
      </PageBody>
      {editing && (
        <ContactDialog
          contact={contact}
          address={contact.identities[0]?.value ?? ""}
          onClose={() => setEditing(false)}
          onSaved={() => answer.refetch()}
        />
      )}
    </div>
  );
}
