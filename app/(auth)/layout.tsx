import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";
import { AuthShell } from "@/app/_shell/auth-card";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <ClientMessages areas={["auth", "settings"]}>
      <AuthShell>{children}</AuthShell>
    </ClientMessages>
  );
}
