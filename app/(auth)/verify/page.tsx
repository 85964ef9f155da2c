import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { readVerification } from "@/server/auth/verify";
import { signUpCookie } from "../_components/cookies";
import { DeadLink } from "../_components/dead-link";
import { bold } from "../_components/words";
import { VerifyForm } from "./verify-form";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("verify.title") };
}

type Props = { searchParams: Promise<{ token?: string | string[]; name?: string | string[] }> };

/** Reading the link changes nothing: mail programs open links by themselves. */
export default async function VerifyPage({ searchParams }: Props) {
  const [{ token, name }, jar, t] = await Promise.all([searchParams, cookies(), getTranslations("auth.verify")]);
  const link = typeof token === "string" ? await readVerification(token, jar.get(signUpCookie)?.value ?? null) : null;
  if (typeof token !== "string" || !link) return <DeadLink of="verify" />;
  return (
    <AuthCard title={t("title")} description={t.rich("description", { email: link.email, b: bold })}>
      <VerifyForm token={token} name={typeof name === "string" ? name : undefined} sameBrowser={link.sameBrowser} />
    </AuthCard>
  );
}
