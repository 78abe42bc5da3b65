/** The view of plans, one part at a time: changes by hand, the search for the best places, plans side by side. */
import { SegmentedControl } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { ComparisonView } from "../comparison/ComparisonView.tsx";
import { SitingPanel } from "../siting/SitingPanel.tsx";
import { PLAN_PARTS, setState, useAppState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { ChangeList } from "./ChangeList.tsx";
import { NoticeAlert } from "./NoticeAlert.tsx";
import { PlanHead } from "./PlanHead.tsx";
import { ScenarioList } from "./ScenarioList.tsx";
import { usePlan } from "./store.ts";
import { Tools } from "./Tools.tsx";

export function PlanView() {
  const { t } = useTranslation();
  const part = useAppState((state) => state.planPart);
  // Another part begins at its top.
  const shown = useRef(part);
  useEffect(() => {
    if (shown.current !== part) document.getElementById("results")?.scrollTo({ top: 0 });
    shown.current = part;
  }, [part]);
  return (
    <>
      <div className="parts">
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t("planParts.label")}
          value={part}
          onChange={(value) =>
            setState({ planPart: PLAN_PARTS.find((one) => one === value) ?? "edit", tool: null, selected: null })
          }
          data={PLAN_PARTS.map((value) => ({ value, label: t(`planParts.${value}`) }))}
        />
      </div>
      <NoticeAlert />
      {part === "siting" && <SitingPanel />}
      {part === "compare" && <ComparisonView />}
      {part === "edit" && <Plan />}
    </>
  );
}

/** The open plan with its changes, and all plans. */
function Plan() {
  const { t } = useTranslation();
  const plan = usePlan();
  const isPresent = useAppState((state) => state.scenario === null);
  return (
    <>
      <Section title={plan?.name ?? t(isPresent ? "plans.present" : "plans.loading")}>
        {plan === null ? isPresent && <p className="row-small">{t("plans.empty")}</p> : <PlanHead plan={plan} />}
        <Tools />
        {plan !== null && <ChangeList plan={plan} />}
      </Section>
      <Section title={t("plans.all")}>
        <ScenarioList />
      </Section>
    </>
  );
}
