import { getTranslations } from "next-intl/server";

/** What we promise about every message, in the order a message lives. */
export async function Promises() {
  const t = await getTranslations("marketing.how");
  const steps = [
    { key: "arrives", when: t("arrives.when"), title: t("arrives.title"), text: t("arrives.text") },
    { key: "routed", when: t("routed.when"), title: t("routed.title"), text: t("routed.text") },
    { key: "answered", when: t("answered.when"), title: t("answered.title"), text: t("answered.text") },
    { key: "kept", when: t("kept.when"), title: t("kept.title"), text: t("kept.text") },
  ];
  return (
    <section
      id="how"
      className="grid scroll-mt-4 gap-x-[72px] gap-y-8 pt-16 pb-10 md:pt-24 lg:grid-cols-[300px_minmax(0,1fr)]"
    >
      <div>
        <h2 className="text-balance font-semibold text-26 track-display md:text-34 zh:leading-[1.3]">{t("title")}</h2>
        <p className="mt-3.5 max-w-[60ch] text-ink-2 leading-[1.6]">{t("lead")}</p>
      </div>
      <ol>
        {steps.map(({ key, when, title, text }) => (
          <li key={key} className="gap-5 border-line border-t py-[17px] last:border-b md:grid md:grid-cols-[128px_1fr]">
            <p className="font-medium text-accent-text leading-6">{when}</p>
            <div>
              <h3 className="text-balance font-semibold text-16 zh:leading-[1.45]">{title}</h3>
              <p className="mt-0.5 max-w-[56ch] text-pretty text-ink-2 leading-[1.55] zh:leading-[1.7]">{text}</p>
            </div>
          </li>
        ))}
      </ol>
    </section>
  );
}
