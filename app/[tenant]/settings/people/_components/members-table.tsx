"use client";

import { useMutation } from "@tanstack/react-query";
import { Ban, Ellipsis, Pencil, RotateCcw } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { IconButton } from "@/app/_ui/icon-button";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { ExactTime } from "@/app/_ui/relative-time";
import { Table, TableScroll, TBody, Td, THead, Th, Tr } from "@/app/_ui/table";
import { toast } from "@/app/_ui/toast";
import type { Member } from "@/server/people/list";

type Props = {
  members: Member[];
  canManage: boolean;
  isOwner: boolean;
  edit: (member: Member) => void;
  changed: () => Promise<unknown>;
};

/** The people of the workspace. Owners are managed by owners. */
export function MembersTable({ members, canManage, isOwner, edit, changed }: Props) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const disable = useMutation(trpc.people.disable.mutationOptions());
  const enable = useMutation(trpc.people.enable.mutationOptions());

  async function letIn(member: Member) {
    try {
      await enable.mutateAsync({ memberId: member.id });
      toast.done(t("enabled", { name: member.name }));
    } catch (error) {
      toast.error(problemText(error));
    }
    await changed();
  }

  /** Returns the sentence to show in the dialog when it was refused. */
  async function shutOut(member: Member) {
    let flows: string[];
    try {
      ({ flows } = await disable.mutateAsync({ memberId: member.id }));
    } catch (error) {
      return problemText(error);
    }
    toast.done(t("disabledDone", { name: member.name }), { undo: () => letIn(member) });
    if (flows.length > 0)
      toast.error(t("stillInFlows", { name: member.name, count: flows.length, flows: flows.join(", ") }));
    await changed();
  }

  return (
    <>
      <TableScroll label={t("members")}>
        <Table>
          <THead>
            <Tr>
              <Th>{t("name")}</Th>
              <Th>{t("role")}</Th>
              <Th className="max-md:hidden">{t("answers")}</Th>
              <Th className="max-md:hidden">{t("queues")}</Th>
              <Th className="max-md:hidden">{t("since")}</Th>
              {canManage && (
                <Th>
                  <span className="sr-only">{t("edit")}</span>
                </Th>
              )}
            </Tr>
          </THead>
          <TBody>
            {members.map((member) => {
              const mayTouch = isOwner || member.role !== "owner";
              return (
                <Tr key={member.id}>
                  <Td>
                    <span className="flex min-w-40 items-center gap-2.5">
                      <Avatar id={member.id} name={member.name} />
                      <span className="min-w-0">
                        <span className="flex items-center gap-1.5 font-medium">
                          <bdi className="cut">{member.name}</bdi>
                          {member.isMe && <Badge size="xs">{t("you")}</Badge>}
                        </span>
                        <bdi className="cut block max-w-[44vw] text-12 text-ink-3">{member.email}</bdi>
                      </span>
                    </span>
                  </Td>
                  <Td>
                    <span className="flex items-center gap-1.5 whitespace-nowrap max-md:flex-col max-md:items-start max-md:gap-0.5">
                      {member.disabledAt ? (
                        <Badge tone="outline" dot>
                          {t("disabled")}
                        </Badge>
                      ) : (
                        t(`roles.${member.role}`)
                      )}
                      {rightsOf(member).map((right) => (
                        <Badge key={right} tone="info" size="xs">
                          {t(`rightNames.${right}`)}
                        </Badge>
                      ))}
                    </span>
                  </Td>
                  <Td className="whitespace-nowrap text-ink-2 max-md:hidden">
                    {member.takesConversations ? t("takesShort") : "–"}
                  </Td>
                  <Td className="max-w-56 text-ink-2 max-md:hidden">
                    <span className="cut block">{member.queues.length > 0 ? member.queues.join(" · ") : "–"}</span>
                  </Td>
                  <Td className="text-ink-2 max-md:hidden">
                    <ExactTime at={member.createdAt} mode="date" />
                  </Td>
                  {canManage && (
                    <Td align="right">
                      {mayTouch && (
                        <Menu
                          label={t("actions", { name: member.name })}
                          trigger={
                            <IconButton label={t("actions", { name: member.name })} icon={<Ellipsis />} size="sm" />
                          }
                        >
                          <MenuItem icon={<Pencil />} onClick={() => edit(member)}>
                            {t("edit")}
                          </MenuItem>
                          {!member.isMe && <MenuSeparator />}
                          {!member.isMe &&
                            (member.disabledAt ? (
                              <MenuItem icon={<RotateCcw />} onClick={() => void letIn(member)}>
                                {t("enable")}
                              </MenuItem>
                            ) : (
                              <MenuItem icon={<Ban />} danger onClick={() => setLeaving(member)}>
                                {t("disable")}
                              </MenuItem>
                            ))}
                        </Menu>
                      )}
                    </Td>
                  )}
                </Tr>
              );
            })}
          </TBody>
        </Table>
      </TableScroll>
      {leaving && (
        <ConfirmDialog
          open
          onOpenChange={(open) => !open && setLeaving(null)}
          title={t("disableTitle", { name: leaving.name })}
          body={t("disableText", { name: leaving.name })}
          confirmLabel={t("disable")}
          onConfirm={() => shutOut(leaving)}
        />
      )}
    </>
  );
}

/** Those that we have a word for. */
const rightsOf = ({ rights }: Member) =>
  (["see_all_conversations", "call"] as const).filter((right) => rights.includes(right));
