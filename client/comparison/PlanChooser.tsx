/** Which plans stand side by side: two to four, the present state among them if wanted. */
import { Checkbox } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useScenarios } from "../plans/api.ts";
import { MOST_COMPARED, type PlanName, plansChosen, setState, useAppState } from "../state.ts";
import { Waiting } from "../views/Section.tsx";

export function PlanChooser() {
  const { t } = useTranslation();
  const list = useScenarios();
  const plans = useAppState((state) => state.plans);
  const scenario = useAppState((state) => state.scenario);
  const [isGone, setGone] = useState(false);
  // A link may name a plan that somebody has deleted since.
  useEffect(() => {
    const known = plans?.filter((name) => name === "present" || list.data?.some(({ id }) => id === name));
    if (list.data === undefined || known === undefined || known.length === plans?.length) return;
    setGone(true);
    setState({ plans: known, difference: null });
  }, [list.data, plans]);
  if (list.data === undefined) return <Waiting error={list.error} />;
  if (list.data.length === 0) return <p>{t("comparison.noPlans")}</p>;
  const chosen = plansChosen({ plans, scenario });
  const offered: { name: PlanName; label: string }[] = [
    { name: "present", label: t("plans.present") },
    ...list.data.map(({ id, name }) => ({ name: id, label: name })),
  ];
  const choose = (name: PlanName, isWanted: boolean) => {
    const wanted = offered.map((one) => one.name).filter((one) => (one === name ? isWanted : chosen.includes(one)));
    setGone(false);
    setState({ plans: wanted, difference: null });
  };
  return (
    <fieldset className="plan-chooser" data-testid="plan-chooser">
      <legend className="row-small">{t("comparison.choose", { most: MOST_COMPARED })}</legend>
      {isGone && (
        <p className="warning" role="alert">
          {t("comparison.gone")}
        </p>
      )}
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
