import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { readReset } from "@/server/auth/reset";
import { DeadLink } from "../_components/dead-link";
import { bold } from "../_components/words";
import { ResetForm } from "./reset-form";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("reset.title") };
}

export default async function ResetPage({ searchParams }: { searchParams: Promise<{ token?: string | string[] }> }) {
  const [{ token }, t] = await Promise.all([searchParams, getTranslations("auth.reset")]);
  const email = typeof token === "string" ? await readReset(token) : null;
  if (typeof token !== "string" || !email) return <DeadLink of="reset" />;
  return (
    <AuthCard title={t("title")} description={t.rich("description", { email, b: bold })}>
      <ResetForm token={token} email={email} />
    </AuthCard>
  );
}
