/** What the signs of a scenario on the map mean, as far as it has them, and the colours of what is tried. */

import { useTranslation } from "react-i18next";
import { TRIAL } from "../map/colours.ts";
import { useTheme } from "../printing.ts";
import { isPlanning, useAppState } from "../state.ts";
import { KindSign } from "../views/KindSign.tsx";
import { FATES, useShownFacilities } from "./facilities.ts";
import { usePlan } from "./store.ts";

export function PlanLegend() {
  const { t } = useTranslation();
  const plan = usePlan();
  const isPlanned = useAppState(isPlanning);
  const facilities = useShownFacilities() ?? [];
  const trial = TRIAL[useTheme()];
  const fates = FATES.filter((fate) => facilities.some((facility) => facility.fate === fate));
  const has = (type: string) => plan?.changes.some((change) => change.type === type) ?? false;
  if (plan === null && !isPlanned) return null;
  return (
    <section className="plan-legend">
      <h3>{t("plans.legend")}</h3>
      <div className="legend-kinds">
        {fates.map((fate) => (
          <span key={fate} className="legend-line">
            <KindSign
              kind="employment-service-station"
              status={fate === "closed" ? "closed" : "existing"}
              fate={fate}
            />
            {t(`plans.fate.${fate}`)}
          </span>
        ))}
        {has("add-path") && <Line colour={trial.outline}>{t("plans.change.add-path")}</Line>}
        {has("block-street") && <Line colour={trial.loss}>{t("plans.change.block-street")}</Line>}
        {isPlanned && (
          <>
            <Line colour={trial.gain}>{t("plans.triedGain")}</Line>
            <Line colour={trial.loss}>{t("plans.triedLoss")}</Line>
          </>
        )}
      </div>
    </section>
  );
}

function Line({ colour, children }: { colour: string; children: React.ReactNode }) {
  return (
    <span className="legend-line">
      <span className="swatch" style={{ background: colour }} />
      {children}
    </span>
  );
}
