import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { LinkButton } from "@/app/_ui/button";

/** A link by mail that does not work any more, and the way to a new one. */
export async function DeadLink({ of }: { of: "verify" | "reset" }) {
  const t = await getTranslations("auth.dead");
  return (
    <AuthCard title={t("title")} description={t("text")}>
      <div className="flex flex-wrap gap-2">
        {of === "reset" ? (
          <LinkButton href="/forgot" variant="primary" size="lg">
            {t("forgot")}
          </LinkButton>
        ) : (
          <LinkButton href="/signup" variant="primary" size="lg">
            {t("signUp")}
          </LinkButton>
        )}
        <LinkButton href="/login" size="lg">
          {t("signIn")}
        </LinkButton>
      </div>
    </AuthCard>
  );
}
