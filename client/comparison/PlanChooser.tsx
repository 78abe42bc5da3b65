/** Which plans stand side by side: two to four, the present state among them if wanted. */
import { Checkbox } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useScenarios } from "../plans/api.ts";
import { MOST_COMPARED, type PlanName, plansChosen, setState, useAppState } from "../state.ts";
import { Waiting } from "../views/Section.tsx";

export function PlanChooser() {
  const { t } = useTranslation();
  const list = useScenarios();
  const plans = useAppState((state) => state.plans);
  const scenario = useAppState((state) => state.scenario);
  if (list.data === undefined) return <Waiting error={list.error} />;
  if (list.data.length === 0) return <p>{t("comparison.noPlans")}</p>;
  const chosen = plansChosen({ plans, scenario });
  const offered: { name: PlanName; label: string }[] = [
    { name: "present", label: t("plans.present") },
    ...list.data.map(({ id, name }) => ({ name: id, label: name })),
  ];
  const choose = (name: PlanName, isWanted: boolean) => {
    const wanted = offered.map((one) => one.name).filter((one) => (one === name ? isWanted : chosen.includes(one)));
    setState({ plans: wanted, difference: null });
  };
  return (
    <fieldset className="plan-chooser" data-testid="plan-chooser">
      <legend className="row-small">{t("comparison.choose", { most: MOST_COMPARED })}</legend>
      {offered.map(({ name, label }) => (
        <Checkbox
          key={name}
          size="xs"
          label={label}
          checked={chosen.includes(name)}
          disabled={!chosen.includes(name) && chosen.length >= MOST_COMPARED}
          onChange={(event) => choose(name, event.currentTarget.checked)}
        />
      ))}
    </fieldset>
  );
}
