import { type ReactNode, Suspense } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { LiveProvider } from "@/app/_live/live-provider";
import { signOut } from "@/app/(auth)/actions";
import { readMe } from "@/server/conversations/me";
import { openTenant } from "@/server/tenants/open";
import { Desk } from "./_components/desk";

/** What an agent works at: navigation with live counts, and one store that all its pages look into. */
export default async function DeskLayout({
  params,
  children,
}: {
  params: Promise<{ tenant: string }>;
  children: ReactNode;
}) {
  const context = await openTenant((await params).tenant);
  const me = await readMe(context);
  return (
    <ClientMessages areas={["inbox", "contacts", "start"]}>
      <LiveProvider me={me}>
        <Suspense>
          <Desk signOut={signOut}>{children}</Desk>
        </Suspense>
      </LiveProvider>
    </ClientMessages>
  );
}
