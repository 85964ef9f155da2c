import type { ReactNode } from "react";
import { ClientMessages } from "@/app/_i18n/client-messages";

export default function MarketingLayout({ children }: { children: ReactNode }) {
  return <ClientMessages areas={["marketing"]}>{children}</ClientMessages>;
}
