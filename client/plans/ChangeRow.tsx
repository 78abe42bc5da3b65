/** One change of the plan: what it is, what it brings, and how to edit or remove it. */
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Change, ChangeProblem, PlanFigures } from "../../server/api/scenario-messages.ts";
import { useFacilities } from "../api.ts";
import { useFormat } from "../format.ts";
import { setState } from "../state.ts";
import { ChangeForm } from "./ChangeForm.tsx";
import { withoutChange } from "./edit.ts";
import { twinOf, useShownFacilities } from "./facilities.ts";
import { editPlan } from "./store.ts";
import { changeDetail, changeProblem, changeTitle, signed } from "./texts.ts";
import { UnaskedLines, useUnasked } from "./UnaskedLines.tsx";

interface Props {
  readonly change: Change;
  readonly rank: number;
  readonly step: PlanFigures["steps"][number] | null;
  readonly problem: ChangeProblem | null;
}

export function ChangeRow({ change, rank, step, problem }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [editing, setEditing] = useState(false);
  const broken = step?.problem ?? problem;
  const place = placeOf(change);
  const unasked = useUnasked(change);
  const isSilent = step !== null && step.peopleGained < 0.5 && step.peopleLost < 0.5 && broken === null;
  const of = useShownFacilities()?.find(({ id }) => "of" in change && id === change.of.id);
  return (
    <li className="row change-row" data-change={change.key} data-type={change.type}>
      <div className="change-first">
        <span className="rank plain">{rank}</span>
        <span className="row-text">
          <span className="row-first">
            <strong>{changeTitle(change, t)}</strong>
            {step !== null && <Gain step={step} />}
          </span>
          <span className="row-small">{changeDetail(change, format, t, of && format.name(of))}</span>
          {change.note !== undefined && change.note !== "" && <span className="row-small">{change.note}</span>}
          {change.type === "add-facility" && <Twin change={change} />}
          <UnaskedLines unasked={unasked} />
          {isSilent && unasked.length === 0 && <span className="row-small">{t("plans.noEffect")}</span>}
          {broken !== null && (
            <span className="warning" role="alert">
              {changeProblem(broken, format, t)}
            </span>
          )}
          <span className="actions">
            {place !== null && (
              <button type="button" className="link small" onClick={() => setState({ selected: place })}>
                {t("plans.show")}
              </button>
            )}
            <button
              type="button"
              className="link small"
              aria-expanded={editing}
              onClick={() => setEditing((open) => !open)}
            >
              {t("plans.edit")}
            </button>
            <button
              type="button"
              className="link small"
              aria-label={t("plans.removeOf", { change: changeTitle(change, t) })}
              onClick={() => void editPlan((changes) => withoutChange(changes, change.key))}
            >
              {t("plans.remove")}
            </button>
          </span>
        </span>
      </div>
      {editing && <ChangeForm change={change} onDone={() => setEditing(false)} />}
    </li>
  );
}

/** Whether the added facility is one that is planned, or stands there by now. */
function Twin({ change }: { change: Extract<Change, { type: "add-facility" }> }) {
  const { t } = useTranslation();
  const list = useFacilities().data ?? [];
  if (twinOf(list, change, "existing") !== undefined) return <span className="warning">{t("plans.isThere")}</span>;
  if (twinOf(list, change, "planned") === undefined) return null;
  return <span className="row-small">{t("plans.isPlanned")}</span>;
}

/** People whom this change brings within the standard, and those it takes out of it. */
function Gain({ step: { peopleGained, peopleLost } }: { step: PlanFigures["steps"][number] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const net = peopleGained - peopleLost;
  return (
    <span className="change-gain tabular" data-loss={net <= -0.5 || undefined} title={t("plans.gainHelp")}>
      {signed(net, format)}
      {peopleLost >= 0.5 && peopleGained >= 0.5 && (
        <span className="row-small">{` (+${format.count(peopleGained)} −${format.count(peopleLost)})`}</span>
      )}
    </span>
  );
}

/** What the map shows when the change is looked for. */
function placeOf(change: Change) {
  switch (change.type) {
    case "add-facility":
      return { type: "facility", id: -change.key } as const;
    case "block-street":
      return { type: "spot", lon: change.lon, lat: change.lat } as const;
    case "add-path": {
      const [first] = change.points;
      return first === undefined ? null : ({ type: "spot", lon: first.lon, lat: first.lat } as const);
    }
    default:
      return { type: "facility", id: change.of.id } as const;
  }
}
