/** What the planner must be told about the open plan: it is gone, somebody else changed it, or it could not be had. */
import { Alert } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format.ts";
import { problemText } from "../views/problem.ts";
import { dismissNotice, useNotice } from "./store.ts";

export function NoticeAlert() {
  const { t } = useTranslation();
  const format = useFormat();
  const notice = useNotice();
  if (notice === null) return null;
  const text =
    notice.type === "failed"
      ? problemText(notice.error, format, t)
      : notice.type === "gone"
        ? t("plans.gone", { id: notice.id })
        : t("plans.conflict", { name: notice.name });
  return (
    <Alert
      className="plan-notice"
      role="alert"
      color="orange"
      variant="light"
      p="xs"
      withCloseButton
      closeButtonLabel={t("app.close")}
      onClose={dismissNotice}
    >
      {text}
    </Alert>
  );
}
