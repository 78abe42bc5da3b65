/** The changes of the open plan in order, each with what it brings on top of those before it. */
import { useTranslation } from "react-i18next";
import type { PlanFigures } from "../../server/api/scenario-messages.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { problemText } from "../views/problem.ts";
import { useSteps } from "./api.ts";
import { ChangeRow } from "./ChangeRow.tsx";
import type { OpenPlan } from "./store.ts";
import { signed } from "./texts.ts";

export function ChangeList({ plan }: { plan: OpenPlan }) {
  const { t } = useTranslation();
  const format = useFormat();
  const steps = useSteps(useChoice());
  if (plan.changes.length === 0) return <p className="row-small">{t("plans.noChanges")}</p>;
  // While a change is being stored, the gains on the screen are those of the list before it.
  const figures = steps.data?.scenario?.id === plan.id ? steps.data : null;
  const isLate = steps.isPlaceholderData || plan.saving === "saving";
  return (
    <>
      <ol className={isLate ? "list changes late" : "list changes"} data-testid="changes" aria-busy={isLate}>
        {plan.changes.map((change, index) => (
          <ChangeRow
            key={change.key}
            change={change}
            rank={index + 1}
            step={figures?.steps.find((one) => one.change.key === change.key) ?? null}
            problem={plan.stored.problems.find(({ key }) => key === change.key) ?? null}
          />
        ))}
      </ol>
      {figures !== null && <Total figures={figures} />}
      {steps.error !== null && (
        <p className="warning" role="alert">
          {problemText(steps.error, format, t)}
        </p>
      )}
    </>
  );
}

function Total({ figures: { peopleGained, peopleLost } }: { figures: PlanFigures }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <p className="plan-total" data-testid="plan-total" data-loss={peopleGained - peopleLost <= -0.5 || undefined}>
      <span>{t("plans.total")}</span>
      <strong className="tabular">{signed(peopleGained - peopleLost, format)}</strong>
      {peopleLost >= 0.5 && (
        <span className="row-small">
          {t("plans.gainedAndLost", { gained: format.count(peopleGained), lost: format.count(peopleLost) })}
        </span>
      )}
    </p>
  );
}
