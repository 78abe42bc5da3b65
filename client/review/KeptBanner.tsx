/** Says that a kept review is on the screen and not the present state: which one, of when, what it was asked; and leads back. */
import { Alert, Button } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useKeptReviews } from "../api-review.ts";
import { useFormat } from "../format.ts";
import { circumstanceTexts } from "../rules.ts";
import { keptShown, setState, useAppState } from "../state.ts";

export function KeptBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const id = useAppState(keptShown);
  const kept = useKeptReviews().data?.find((one) => one.id === id);
  if (id === null) return null;
  return (
    <Alert
      variant="light"
      color="orange"
      p="xs"
      role="status"
      icon={<IconHistory size={18} />}
      title={
        kept === undefined
          ? t("kept.shownNumber", { id })
          : t("kept.shown", { name: kept.name, time: format.time(kept.keptAt) })
      }
      data-testid="kept-banner"
    >
      {kept !== undefined && (
        <p className="row-small">
          {[
            ...(kept.scenario === null ? [] : [t("kept.ofScenario", { name: kept.scenario.name })]),
            format.name(kept.question.standard),
            ...circumstanceTexts(kept.question.circumstances, format, t),
            t("kept.version", { version: kept.version }),
          ].join(" · ")}
        </p>
      )}
      <p>{t("kept.notPresent")}</p>
      <Button size="compact-xs" variant="default" onClick={() => setState({ kept: null, selected: null })}>
        {t("kept.toPresent")}
      </Button>
    </Alert>
  );
}
