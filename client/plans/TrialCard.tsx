/** The figures of what is tried, on the map beside the pointer's work: drawn again with every answer, and nothing else is. */
import { useTranslation } from "react-i18next";
import type { Change, WhatIf } from "../../server/api/scenario-messages.ts";
import { useCoverage, useTerritory } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { problemText } from "../views/problem.ts";
import { usePlan } from "./store.ts";
import { changeProblem, changeTitle, signed } from "./texts.ts";
import { type Trial, useTrial } from "./trial.ts";

/** Areas that are listed: those that gain or lose most. */
const MOST_AREAS = 4;
/** A station farther from the street is worth a word (field defaults: warn over 100 m). */
const FAR_METRES = 100;

export function TrialCard() {
  const trial = useTrial();
  return trial === null ? null : <Figures trial={trial} />;
}

function Figures({ trial: { change, answer, error } }: { trial: Trial }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="trial-card" data-testid="trial" aria-live="polite">
      <h2>{t("plans.trying", { change: changeTitle(change, t) })}</h2>
      {error !== null && (
        <p className="warning" role="alert">
          {problemText(error, format, t)}
        </p>
      )}
      {answer !== null && <Answer answer={answer} change={change} />}
    </section>
  );
}

function Answer({ answer, change }: { answer: WhatIf; change: Change }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { peopleGained, peopleLost, covered, present, people, linkMetres, problem } = answer;
  return (
    <>
      <p className="trial-first">
        <strong data-testid="trial-gained">+{format.count(peopleGained)}</strong> {t("plans.newlyWithin")}
      </p>
      {peopleLost >= 0.5 && (
        <p className="trial-first" data-loss>
          <strong data-testid="trial-lost">−{format.count(peopleLost)}</strong> {t("plans.noLongerWithin")}
        </p>
      )}
      <p className="row-small tabular" data-testid="trial-total">
        {t("plans.triedTotal", {
          covered: format.count(covered),
          people: format.count(people),
          net: signed(covered - present, format),
        })}
      </p>
      <AgainstStored answer={answer} of={change.key} />
      {problem !== null && <p className="warning">{changeProblem(problem, format, t)}</p>}
      {change.type === "add-facility" && problem === null && linkMetres === null && (
        <p className="warning">{t("spot.offStreet")}</p>
      )}
      {linkMetres !== null && linkMetres > FAR_METRES && (
        <p className="warning">{t("plans.farFromStreet", { metres: format.length(linkMetres) })}</p>
      )}
      <Parts answer={answer} />
    </>
  );
}

/** Of a change that is edited again, what differs from the plan as it is stored: that is what the map shows as gained and lost. */
function AgainstStored({ answer, of }: { answer: WhatIf; of: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const stored = useCoverage(useChoice());
  const isEdited = usePlan()?.changes.some(({ key }) => key === of) ?? false;
  if (!isEdited || stored.data === undefined || stored.isPlaceholderData) return null;
  const people = signed(answer.covered - stored.data.total.peopleCovered, format);
  return (
    <p className="row-small tabular" data-testid="trial-stored">
      {t("plans.versusStored", { people })}
    </p>
  );
}

/** By group and by area; only what changes. */
function Parts({ answer }: { answer: WhatIf }) {
  const format = useFormat();
  const groups = useTerritory().data?.groups.filter(({ role }) => role !== "total") ?? [];
  const changed = ({ peopleGained, peopleLost }: { peopleGained: number; peopleLost: number }) =>
    peopleGained >= 0.5 || peopleLost >= 0.5;
  const rows = [
    ...groups.flatMap((group) => {
      const figures = answer.groups.find(({ id }) => id === group.id);
      return figures !== undefined && changed(figures)
        ? [{ key: group.id, name: format.label(group), ...figures }]
        : [];
    }),
    ...finestAreas(answer.areas.filter(changed)).map(({ code, ...area }) => ({
      key: code,
      name: format.name(area),
      peopleGained: area.peopleGained,
      peopleLost: area.peopleLost,
    })),
  ];
  if (rows.length === 0) return null;
  return (
    <dl className="facts numbers trial-parts">
      {rows.map(({ key, name, peopleGained, peopleLost }) => (
        <div key={key}>
          <dt>{name}</dt>
          <dd>
            {peopleGained >= 0.5 && `+${format.count(peopleGained)}`}
            {peopleLost >= 0.5 && <span className="trial-loss"> −{format.count(peopleLost)}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Townships where there are any, else the largest level told, those with the greatest change first. */
function finestAreas(areas: WhatIf["areas"]): WhatIf["areas"] {
  const townships = areas.filter(({ level }) => level === "township");
  const shown = townships.length > 0 ? townships : areas;
  return [...shown]
    .sort((a, b) => b.peopleGained + b.peopleLost - (a.peopleGained + a.peopleLost))
    .slice(0, MOST_AREAS);
}
