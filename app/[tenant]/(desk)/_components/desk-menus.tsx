"use client";

import { Check, LogOut, Plus, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe } from "@/app/_live/live-provider";
import { MeFoot } from "@/app/_shell/me-foot";
import { WorkspaceSwitcher } from "@/app/_shell/workspace-switcher";
import { MenuGroup, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { StatusDot } from "@/app/_ui/status-dot";
import { AvailabilityWord, availabilities, availabilityLook, useAvailability } from "./availability";

/** Which workspace this is, and the way to the others. */
export function BrandMenu({ slim }: { slim: boolean }) {
  const t = useTranslations("inbox.nav");
  const me = useMe();
  return (
    <WorkspaceSwitcher
      slim={slim}
      current={me.tenant}
      others={me.others}
      footer={
        <MenuItem icon={<Plus />} href="/start?new">
          {t("newWorkspace")}
        </MenuItem>
      }
    />
  );
}

/** Who is signed in, how he is to be reached, and the way out. */
export function MeMenu({ slim, signOut }: { slim: boolean; signOut: () => Promise<void> }) {
  const t = useTranslations("inbox.nav");
  const { member, tenant } = useMe();
  const router = useRouter();
  const choice = useAvailability();
  return (
    <MeFoot
      slim={slim}
      id={member.id}
      name={member.name}
      status={<AvailabilityWord availability={choice.availability} />}
      menu={
        <>
          <AvailabilityItems {...choice} />
          <MenuSeparator />
          <MenuItem icon={<UserRound />} href={`/${tenant.slug}/me`}>
            {t("me")}
          </MenuItem>
          <MenuItem icon={<LogOut />} onClick={() => void signOut().then(() => router.push("/login"))}>
            {t("signOut")}
          </MenuItem>
        </>
      }
    />
  );
}

/** The four choices, for the menu at the foot of the navigation. */
function AvailabilityItems({ availability, choose }: ReturnType<typeof useAvailability>) {
  const t = useTranslations("inbox.availability");
  return (
    <MenuGroup label={t("label")}>
      {availabilities.map((one) => (
        <MenuItem key={one} onClick={() => void choose(one)}>
          <span className="flex items-center gap-2">
            <StatusDot {...availabilityLook[one]} className="flex-1">
              {t(one)}
            </StatusDot>
            {one === availability && <Check className="icon-14 text-accent-text" aria-label={t("chosen")} />}
          </span>
        </MenuItem>
      ))}
    </MenuGroup>
  );
}
