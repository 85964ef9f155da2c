import "@fontsource-variable/noto-sans-sc";
import "./globals.css";
import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { cookies, headers } from "next/headers";
import { getLocale, getTimeZone, getTranslations } from "next-intl/server";
import { ThemeProvider } from "next-themes";
import type { ReactNode } from "react";
import { ClientMessages } from "./_i18n/client-messages";
import { densityCookie, isDensity } from "./_i18n/locales";
import { RememberZone } from "./_i18n/remember-zone";
import { ThemeAtOnce } from "./_ui/theme-at-once";
import { Toaster } from "./_ui/toast";
import { TooltipProvider } from "./_ui/tooltip";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("common");
  return {
    title: { default: t("product"), template: `%s · ${t("product")}` },
    description: t("productLine"),
    applicationName: t("product"),
    formatDetection: { telephone: false, address: false, email: false },
  };
}

export const viewport: Viewport = {
  width: "device-width",
  initialScale: 1,
  viewportFit: "cover",
  interactiveWidget: "resizes-content",
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#edf1f3" },
    { media: "(prefers-color-scheme: dark)", color: "#0a0f12" },
  ],
};

export default async function RootLayout({ children }: { children: ReactNode }) {
  const [locale, zone, jar, head] = await Promise.all([getLocale(), getTimeZone(), cookies(), headers()]);
  const density = jar.get(densityCookie)?.value;
  return (
    // The theme's class is set by a script before the first paint; React must not take it away again.
    <html
      lang={locale}
      data-density={isDensity(density) ? density : undefined}
      className={`${GeistSans.variable} ${GeistMono.variable}`}
      suppressHydrationWarning
    >
      <body>
        <ThemeProvider attribute="class" defaultTheme="system" enableSystem nonce={head.get("x-nonce") ?? undefined}>
          <ThemeAtOnce />
          <ClientMessages areas={[]}>
            <TooltipProvider>
              {/* Popups are put behind this box at the end of body, so they always lie above it. */}
              <div className="isolate flex min-h-dvh flex-col">{children}</div>
            </TooltipProvider>
            <Toaster />
            <RememberZone known={zone} />
          </ClientMessages>
        </ThemeProvider>
      </body>
    </html>
  );
}
