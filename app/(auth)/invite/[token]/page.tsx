import { getTranslations } from "next-intl/server";
import { AuthCard } from "@/app/_shell/auth-card";
import { LinkButton } from "@/app/_ui/button";
import { currentSession } from "@/server/auth/current-session";
import { readInvitation } from "@/server/people/accept-invitation";
import { bold } from "../../_components/words";
import { AcceptButton } from "./accept-button";
import { NewcomerForm } from "./newcomer-form";
import { SwitchAccount } from "./switch-account";

export async function generateMetadata() {
  return { title: (await getTranslations("auth"))("invite.pageTitle") };
}

/** What an invitation's link shows depends on who opens it: nobody yet, the one it is for, or somebody else. */
export default async function InvitePage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const [invitation, session, t] = await Promise.all([
    readInvitation(token),
    currentSession(),
    getTranslations("auth.invite"),
  ]);
  if (!invitation) return <AuthCard title={t("state.unknown.title")} description={t("state.unknown.text")} />;
  const { workspace, slug, email, inviter, state } = invitation;
  if (state !== "open") {
    return (
      <AuthCard title={t(`state.${state}.title`)} description={t(`state.${state}.text`, { inviter })}>
        {state === "accepted" && (
          <LinkButton href={`/${slug}`} variant="primary" size="lg">
            {t("submit", { workspace })}
          </LinkButton>
        )}
      </AuthCard>
    );
  }
  const role = t(`roles.${invitation.role}`);
  const title = t("title", { workspace });
  if (session?.email === email) {
    return (
      <AuthCard title={title} description={t("descriptionKnown", { inviter, role })}>
        <AcceptButton token={token} workspace={workspace} />
      </AuthCard>
    );
  }
  if (session) {
    return (
      <AuthCard
        title={t("wrong")}
        description={t.rich("wrongText", { invited: email, signedIn: session.email, b: bold })}
      >
        <SwitchAccount />
      </AuthCard>
    );
  }
  if (invitation.hasAccount) {
    const query = new URLSearchParams({ next: `/invite/${token}`, email });
    return (
      <AuthCard title={title} description={t("descriptionKnown", { inviter, role })}>
        <p className="text-ink-2">{t.rich("signInText", { email, b: bold })}</p>
        <LinkButton href={`/login?${query}`} variant="primary" size="lg" className="w-full">
          {t("signIn")}
        </LinkButton>
      </AuthCard>
    );
  }
  return (
    <AuthCard title={title} description={t.rich("description", { inviter, role, email, b: bold })}>
      <NewcomerForm token={token} email={email} workspace={workspace} />
    </AuthCard>
  );
}
