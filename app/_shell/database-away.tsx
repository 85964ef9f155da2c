import { useTranslations } from "next-intl";
import { buttonClass } from "../_ui/button-class";
import { MessagePage } from "../_ui/message-page";
import { StatusDot } from "../_ui/status-dot";

/** In a page's place while the database is away. */
export function DatabaseAway({ onLook }: { onLook: () => void }) {
  const t = useTranslations("failure.busy");
  return (
    <MessagePage
      title={t("title")}
      actions={
        <button type="button" onClick={onLook} className={buttonClass()}>
          {t("retry")}
        </button>
      }
      foot={
        <span role="status">
          <StatusDot tone="warning">{t("looking")}</StatusDot>
        </span>
      }
    >
      <p>{t("body")}</p>
    </MessagePage>
  );
}
