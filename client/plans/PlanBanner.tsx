/** Which plan the answers are about, and what it brings against the present state: in the headline, so always in sight. */
import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useCoverage } from "../api.ts";
import { useChoice, usePresentChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { closeScenario, usePlan } from "./store.ts";
import { signed } from "./texts.ts";

export function PlanBanner() {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useChoice();
  const plan = usePlan();
  const shown = useCoverage(choice);
  const present = useCoverage(usePresentChoice());
  if (choice.scenario === null) return null;
  const isLate = shown.isPlaceholderData || present.isPlaceholderData;
  const gain =
    shown.data === undefined || present.data === undefined || isLate
      ? null
      : shown.data.total.peopleCovered - present.data.total.peopleCovered;
  return (
    <div className="plan-banner" data-testid="plan-banner">
      <span>
        <button type="button" className="link plan-name" title={plan?.name} onClick={() => setState({ view: "plan" })}>
          <strong>{plan?.name ?? t("plans.loading")}</strong>
        </button>{" "}
        {gain !== null && (
          <span className="tabular" data-testid="plan-gain">
            {t("plans.versus", { people: signed(gain, format) })}
          </span>
        )}
      </span>
      <Button size="compact-xs" variant="default" onClick={closeScenario}>
        {t("plans.toPresent")}
      </Button>
    </div>
  );
}
