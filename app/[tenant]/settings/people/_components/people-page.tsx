"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { UserRoundPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageBody } from "@/app/_shell/page-body";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Alert } from "@/app/_ui/alert";
import { Button } from "@/app/_ui/button";
import { Card, CardHead } from "@/app/_ui/card";
import { PageHeader } from "@/app/_ui/page-header";
import { SkeletonRows } from "@/app/_ui/skeleton";
import type { Member } from "@/server/people/list";
import { EditMemberDialog } from "./edit-member-dialog";
import { GroupsCard } from "./groups-card";
import { InvitationsTable } from "./invitations-table";
import { InviteDialog } from "./invite-dialog";
import { MembersTable } from "./members-table";

/** Who works here, who was asked to, and what each may do. */
export function PeoplePage({ canManage, isOwner }: { canManage: boolean; isOwner: boolean }) {
  const t = useTranslations("people");
  const trpc = useTRPC();
  const client = useQueryClient();
  const problemText = useProblemText();
  const { data, error, refetch } = useQuery(trpc.people.list.queryOptions());
  const [inviting, setInviting] = useState(false);
  const [editing, setEditing] = useState<Member | null>(null);
  const changed = () => client.invalidateQueries(trpc.people.pathFilter());
  return (
    <>
      <PageHeader
        title={t("title")}
        subtitle={t("subtitle")}
        actions={
          canManage && (
            <Button variant="primary" icon={<UserRoundPlus />} onClick={() => setInviting(true)}>
              {t("invite")}
            </Button>
          )
        }
      />
      <PageBody>
        {error && (
          <Alert
            tone="danger"
            title={t("failed")}
            actions={
              <Button size="sm" onClick={() => refetch()}>
                {t("retry")}
              </Button>
            }
          >
            {problemText(error)}
          </Alert>
        )}
        {data && data.invitations.length > 0 && (
          <Card as="section">
            <CardHead title={t("pending")} description={t("pendingNote")} />
            <InvitationsTable invitations={data.invitations} changed={changed} />
          </Card>
        )}
        {!error && (
          <Card as="section">
            <CardHead
              title={t("members")}
              side={
                data && (
                  <span className="text-12 text-ink-3 tabular-nums">{t("count", { count: data.members.length })}</span>
                )
              }
            />
            {data ? (
              <MembersTable
                members={data.members}
                canManage={canManage}
                isOwner={isOwner}
                edit={setEditing}
                changed={changed}
              />
            ) : (
              <SkeletonRows kind="table" rows={5} />
            )}
          </Card>
        )}
        {!error && <GroupsCard canManage={canManage} />}
      </PageBody>
      {inviting && <InviteDialog close={() => setInviting(false)} changed={changed} />}
      {editing && (
        <EditMemberDialog member={editing} isOwner={isOwner} close={() => setEditing(null)} changed={changed} />
      )}
    </>
  );
}
