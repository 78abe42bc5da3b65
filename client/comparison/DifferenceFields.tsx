/** Which plan the map shows against which: people gained and lost cell by cell, or both plans to be swiped between. */
import { NativeSelect, SegmentedControl } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { COMPARE_AS, differenceShown, type PlanName, setState, useAppState } from "../state.ts";
import { Section } from "../views/Section.tsx";
import { planNameOf, planTitle } from "./figures.ts";

export function DifferenceFields({ comparison: { plans } }: { comparison: Comparison }) {
  const { t } = useTranslation();
  const plan = useAppState((state) => differenceShown(state)?.plan);
  const against = useAppState((state) => differenceShown(state)?.against);
  const compareAs = useAppState((state) => state.compareAs);
  const isSwiped = compareAs === "swipe";
  if (plan === undefined || against === undefined) return null;
  const names = plans.map(planNameOf);
  const data = plans.map((one) => ({ value: String(planNameOf(one)), label: planTitle(one, t) }));
  const named = (value: string): PlanName => names.find((name) => String(name) === value) ?? "present";
  const other = (than: PlanName) => names.find((name) => name !== than) ?? "present";
  return (
    <Section title={t("comparison.onMap")}>
      <SegmentedControl
        size="xs"
        fullWidth
        aria-label={t("comparison.onMap")}
        value={compareAs}
        onChange={(value) => setState({ compareAs: COMPARE_AS.find((one) => one === value) ?? "difference" })}
        data={COMPARE_AS.map((value) => ({ value, label: t(`comparison.as.${value}`) }))}
      />
      {/* As they lie on the map when it is swiped: what is compared with on the left. */}
      <div className="field-pair">
        <NativeSelect
          size="xs"
          label={t(isSwiped ? "comparison.left" : "comparison.against")}
          value={String(against)}
          data={data}
          onChange={(event) => {
            const chosen = named(event.currentTarget.value);
            setState({ difference: { plan: chosen === plan ? other(chosen) : plan, against: chosen } });
          }}
        />
        <NativeSelect
          size="xs"
          label={t(isSwiped ? "comparison.right" : "comparison.plan")}
          value={String(plan)}
          data={data}
          onChange={(event) => {
            const chosen = named(event.currentTarget.value);
            setState({ difference: { plan: chosen, against: chosen === against ? other(chosen) : against } });
          }}
        />
      </div>
    </Section>
  );
}
