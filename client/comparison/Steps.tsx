/** The changes of each plan in order, with what each adds to those before it: these gains add up to the plan's total. */
import { useTranslation } from "react-i18next";
import type { Change, Comparison, PlanFigures } from "../../server/api/scenario-messages.ts";
import { useFacilities } from "../api.ts";
import { useFormat } from "../format.ts";
import { changeDetail, changeProblem, changeTitle, signed } from "../plans/texts.ts";
import { planNameOf, planTitle } from "./figures.ts";

export function Steps({ comparison: { plans } }: { comparison: Comparison }) {
  const { t } = useTranslation();
  return plans
    .filter(({ scenario }) => scenario !== null)
    .map((plan) => (
      <div key={planNameOf(plan)} className="plan-steps" data-plan={planNameOf(plan)}>
        <h3 className="list-title">{planTitle(plan, t)}</h3>
        {plan.steps.length === 0 ? <p className="row-small">{t("comparison.noChanges")}</p> : <List plan={plan} />}
      </div>
    ));
}

function List({ plan: { steps, peopleGained, peopleLost } }: { plan: PlanFigures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useFacilities().data ?? [];
  const nameOf = (change: Change) => {
    const facility = facilities.find(({ id }) => "of" in change && id === change.of.id);
    return facility === undefined ? undefined : format.name(facility);
  };
  return (
    <ol>
      {steps.map(({ change, peopleGained, peopleLost, problem }, index) => (
        <li key={change.key} className="step">
          <span className="rank plain">{index + 1}</span>
          <span>
            {changeTitle(change, t)}
            <span className="row-small">{changeDetail(change, format, t, nameOf(change))}</span>
            {change.cost !== undefined && (
              <span className="row-small">{t("siting.costs", { cost: format.count(change.cost) })}</span>
            )}
            {problem !== null && <span className="warning">{changeProblem(problem, format, t)}</span>}
          </span>
          <span className="number">
            {signed(peopleGained - peopleLost, format)}
            {peopleLost >= 0.5 && (
              <span className="row-small">
                {signed(peopleGained, format)} {signed(-peopleLost, format)}
              </span>
            )}
          </span>
        </li>
      ))}
      <li className="step sum">
        <span />
        <span>{t("comparison.sum")}</span>
        <span className="number">{signed(peopleGained - peopleLost, format)}</span>
      </li>
    </ol>
  );
}
