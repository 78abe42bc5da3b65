/** What the colours of a map of two plans mean. */

import { useTranslation } from "react-i18next";
import { DIFFERENCES, SITING } from "../map/colours.ts";
import { useScenarios } from "../plans/api.ts";
import { useTheme } from "../printing.ts";
import { differenceShown, type PlanName, useAppState } from "../state.ts";

export function DifferenceLegend() {
  const { t } = useTranslation();
  const theme = useTheme();
  const plan = useAppState((state) => differenceShown(state)?.plan);
  const against = useAppState((state) => differenceShown(state)?.against);
  const scenarios = useScenarios().data;
  if (plan === undefined || against === undefined) return null;
  const title = (name: PlanName) =>
    name === "present" ? t("plans.present") : (scenarios?.find(({ id }) => id === name)?.name ?? String(name));
  const colours = DIFFERENCES[theme];
  return (
    <section data-testid="difference-legend">
      <h3 className="legend-title">{t("comparison.legend", { plan: title(plan), against: title(against) })}</h3>
      <div className="legend-kinds">
        {(["gained", "lost", "both", "neither"] as const).map((one) => (
          <span key={one} className="legend-line">
            <span className="swatch" style={{ background: colours[one] }} />
            {t(`comparison.cells.${one}`)}
          </span>
        ))}
        <span className="legend-line">
          <span className="swatch site" style={{ background: SITING[theme].sign }} />
          {t("comparison.cells.site")}
        </span>
      </div>
      <p className="legend-small">{t("legend.paler")}</p>
    </section>
  );
}
