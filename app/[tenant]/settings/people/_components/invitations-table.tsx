"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { useNowMs } from "@/app/_ui/clock";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { ExactTime } from "@/app/_ui/relative-time";
import { Table, TableScroll, TBody, Td, TdName, THead, Th, Tr } from "@/app/_ui/table";
import { toast } from "@/app/_ui/toast";
import type { OpenInvitation } from "@/server/people/list";

/** Who was asked and has not answered: send again, or take back. */
export function InvitationsTable({
  invitations,
  changed,
}: {
  invitations: OpenInvitation[];
  changed: () => Promise<unknown>;
}) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const now = useNowMs();
  const [takingBack, setTakingBack] = useState<OpenInvitation | null>(null);
  const resend = useMutation(trpc.people.resendInvitation.mutationOptions());
  const revoke = useMutation(trpc.people.revokeInvitation.mutationOptions());

  async function sendAgain({ id, email }: OpenInvitation) {
    try {
      await resend.mutateAsync({ invitationId: id });
      toast.done(t("resent", { email }));
    } catch (error) {
      toast.error(problemText(error));
    }
    await changed();
  }

  async function takeBack({ id, email }: OpenInvitation) {
    try {
      await revoke.mutateAsync({ invitationId: id });
    } catch (error) {
      return problemText(error);
    }
    toast.done(t("revoked", { email }));
    await changed();
  }

  return (
    <>
      <TableScroll label={t("pending")}>
        <Table>
          <THead>
            <Tr>
              <Th>{t("email")}</Th>
              <Th className="max-md:hidden">{t("role")}</Th>
              <Th className="max-md:hidden">{t("runsOut")}</Th>
              <Th>
                <span className="sr-only">{t("resend")}</span>
              </Th>
            </Tr>
          </THead>
          <TBody>
            {invitations.map((invitation) => (
              <Tr key={invitation.id}>
                <TdName
                  primary={<bdi className="[overflow-wrap:anywhere]">{invitation.email}</bdi>}
                  secondary={t("by", { name: invitation.invitedBy })}
                />
                <Td className="max-md:hidden">
                  {t(`roles.${invitation.role}`)}
                  {invitation.takesConversations && <span className="block text-12 text-ink-3">{t("takesShort")}</span>}
                </Td>
                <Td className="whitespace-nowrap text-ink-2 max-md:hidden">
                  {new Date(invitation.expiresAt).getTime() < now ? (
                    <Badge tone="warning">{t("ranOut")}</Badge>
                  ) : (
                    <ExactTime at={invitation.expiresAt} mode="datetime" />
                  )}
                </Td>
                <Td align="right">
                  <span className="inline-flex gap-1.5 max-md:flex-col">
                    <Button
                      size="sm"
                      loading={resend.isPending && resend.variables.invitationId === invitation.id}
                      onClick={() => void sendAgain(invitation)}
                    >
                      {t("resend")}
                    </Button>
                    <Button size="sm" variant="danger" onClick={() => setTakingBack(invitation)}>
                      {t("revoke")}
                    </Button>
                  </span>
                </Td>
              </Tr>
            ))}
          </TBody>
        </Table>
      </TableScroll>
      {takingBack && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setTakingBack(null)}
          title={t("revokeTitle", { email: takingBack.email })}
          body={t("revokeText")}
          confirmLabel={t("revoke")}
          onConfirm={() => takeBack(takingBack)}
        />
      )}
    </>
  );
}
