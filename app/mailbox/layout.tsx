import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";

export default function MailboxLayout({ children }: { children: ReactNode }) {
  return <ClientMessages areas={["mailbox"]}>{children}</ClientMessages>;
}
