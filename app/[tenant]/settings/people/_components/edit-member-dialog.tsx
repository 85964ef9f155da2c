"use client";

import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type FormEvent, useId, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Checkbox } from "@/app/_ui/checkbox";
import { Dialog, DialogClose } from "@/app/_ui/dialog";
import { Fieldset } from "@/app/_ui/field";
import { RadioCards } from "@/app/_ui/radio-cards";
import { toast } from "@/app/_ui/toast";
import { type NamedRight, namedRights, type Role } from "@/server/domain/rights";
import type { Member } from "@/server/people/list";

type Props = { member: Member; isOwner: boolean; close: () => void; changed: () => Promise<unknown> };

/** Role, whether the person answers customers, and rights that no role has by itself. */
export function EditMemberDialog({ member, isOwner, close, changed }: Props) {
  const t = useTranslations("people");
  const common = useTranslations("common");
  const problemText = useProblemText();
  const trpc = useTRPC();
  const id = useId();
  const change = useMutation(trpc.people.change.mutationOptions());
  const [role, setRole] = useState<Role>(member.role);
  const [takesConversations, setTakes] = useState(member.takesConversations);
  const [rights, setRights] = useState<NamedRight[]>(namedRights.filter((right) => member.rights.includes(right)));
  const roles: Role[] = isOwner ? ["owner", "admin", "agent"] : ["admin", "agent"];

  async function save(event: FormEvent) {
    event.preventDefault();
    let flows: string[];
    try {
      ({ flows } = await change.mutateAsync({ memberId: member.id, role, takesConversations, rights }));
    } catch {
      return; // shown below
    }
    toast.done(t("saved", { name: member.name }));
    if (flows.length > 0)
      toast.error(t("stillInFlows", { name: member.name, count: flows.length, flows: flows.join(", ") }));
    close();
    await changed();
  }

  return (
    <Dialog
      open
      onOpenChange={(open) => !open && close()}
      title={<bdi>{t("editTitle", { name: member.name })}</bdi>}
      description={<bdi>{member.email}</bdi>}
      footer={
        <>
          <DialogClose render={<Button>{common("cancel")}</Button>} />
          <Button variant="primary" type="submit" form={id} loading={change.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={save} className="flex flex-col gap-3.5">
        <Fieldset legend={t("role")}>
          <RadioCards
            label={t("role")}
            value={role}
            onValueChange={setRole}
            items={roles.map((value) => ({ value, label: t(`roles.${value}`), description: t(`roleNotes.${value}`) }))}
          />
        </Fieldset>
        <Checkbox
          label={t("takes")}
          description={t("takesNote")}
          checked={takesConversations}
          onCheckedChange={setTakes}
        />
        <Fieldset legend={t("rights")}>
          <div className="flex flex-col gap-2">
            {namedRights.map((right) => (
              <Checkbox
                key={right}
                label={t(`rightNames.${right}`)}
                description={t(`rightNotes.${right}`)}
                checked={rights.includes(right)}
                onCheckedChange={(on) =>
                  setRights((before) => (on ? [...before, right] : before.filter((other) => other !== right)))
                }
              />
            ))}
          </div>
        </Fieldset>
        {change.error && (
          <Alert tone="danger" role="alert">
            {problemText(change.error)}
          </Alert>
        )}
      </form>
    </Dialog>
  );
}
