import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { Button } from "@/app/_ui/button";
import { Field } from "@/app/_ui/field";
import { Input } from "@/app/_ui/input";

/** The first step of signing up: an address, taken along to /signup. Works without scripts. */
export async function SignUpCard() {
  const t = await getTranslations("marketing.form");
  return (
    <form action="/signup" method="get" className="rounded-4 border border-line-2 bg-raised p-6 shadow-3">
      <h2 className="font-semibold text-20 track-head">{t("title")}</h2>
      <p className="mt-[3px] text-12 text-ink-2">{t("note")}</p>
      <Field label={t("email")} className="mt-4 text-13">
        <Input type="email" name="email" size="lg" autoComplete="email" placeholder={t("placeholder")} required />
      </Field>
      <Button type="submit" variant="primary" size="lg" className="mt-4.5 w-full">
        {t("submit")}
      </Button>
      <p className="mt-3 text-12 text-ink-3">
        {t.rich("have", {
          a: (text) => (
            <Link href="/login" className="rounded-1 font-medium text-accent-text hover:underline">
              {text}
            </Link>
          ),
        })}
      </p>
    </form>
  );
}
