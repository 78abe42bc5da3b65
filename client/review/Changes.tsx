/** What changed between two kept reviews: newly covered, newly lost, because of people; by area, settlement, facility, source. */
import { Alert, Button, Table } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { ReviewChanges } from "../../server/review/document.ts";
import { queryOf } from "../api.ts";
import { type KeptReview, useReviewChanges } from "../api-review.ts";
import { useFormat } from "../format.ts";
import { type Comparison, setState, useAppState } from "../state.ts";
import { Section, Waiting } from "../views/Section.tsx";
import { State } from "./Settlements.tsx";

type Change = ReviewChanges["total"];

export function Changes({ comparison, kept }: { comparison: Comparison; kept: readonly KeptReview[] }) {
  const { t } = useTranslation();
  const answer = useReviewChanges(comparison);
  const language = useFormat().language === "en" ? "en" : "zh";
  const name = (id: number) => kept.find((one) => one.id === id)?.name ?? String(id);
  const changes = answer.data;
  return (
    <Section
      title={t("changes.title", { before: name(comparison.before), after: name(comparison.after) })}
      definition="changes"
    >
      {changes === undefined ? (
        <Waiting error={answer.error} />
      ) : (
        <div data-testid="changes">
          <Warnings changes={changes} />
          <Totals change={changes.total} />
          <Areas changes={changes} />
          <Settlements changes={changes} />
          <Facilities changes={changes} />
          <Sources changes={changes} />
          <Button
            component="a"
            href={`/api/report.xlsx?${queryOf({ review: comparison.after, since: comparison.before, language })}`}
            download
            size="compact-sm"
            variant="default"
            leftSection={<IconFileSpreadsheet size={15} aria-hidden />}
          >
            {t("changes.workbook")}
          </Button>
        </div>
      )}
    </Section>
  );
}

/** Two questions, or two bases of people, compared as if they were one would mislead: it is said first. */
function Warnings({
  changes: { sameQuestion, sameScenario, sameBase, samePlaceCorrections },
}: {
  changes: ReviewChanges;
}) {
  const { t } = useTranslation();
  if (sameQuestion && sameScenario && sameBase && samePlaceCorrections) return null;
  return (
    <Alert variant="light" color="orange" p="xs" role="alert">
      {!sameQuestion && <p>{t("changes.otherQuestion")}</p>}
      {!sameScenario && <p>{t("changes.otherScenario")}</p>}
      {!sameBase && <p>{t("changes.otherBase")}</p>}
      {!samePlaceCorrections && <p>{t("changes.otherPlaceKinds")}</p>}
    </Alert>
  );
}

function Totals({ change }: { change: Change }) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows: [string, string][] = [
    [t("changes.servedBefore"), format.people(change.servedBefore)],
    [t("changes.newlyCovered"), signed(change.newlyCovered, format.people)],
    [t("changes.newlyLost"), signed(-change.newlyLost, format.people)],
    [t("changes.becauseOfPeople"), signed(change.becauseOfPeople, format.people)],
    [t("changes.servedAfter"), format.people(change.servedAfter)],
  ];
  return (
    <dl className="facts numbers" data-testid="change-total">
      {rows.map(([term, text]) => (
        <div key={term}>
          <dt>{term}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  );
}

/** With its sign; 0 without. The minus is the typographic one. */
function signed(people: number, text: (people: number) => string): string {
  if (Math.abs(people) < 0.5) return text(0);
  return `${people > 0 ? "+" : "−"}${text(Math.abs(people))}`;
}

function Areas({ changes }: { changes: ReviewChanges }) {
  const { t } = useTranslation();
  const format = useFormat();
  const within = useAppState((state) => state.within);
  const tops = changes.areas.filter(({ parentCode }) => parentCode === null);
  const listed = within ?? (tops.length === 1 ? (tops[0]?.code ?? null) : null);
  const rows = changes.areas
    .filter((area) => area.parentCode === listed && hasChanged(area))
    .toSorted((a, b) => Math.abs(net(b)) - Math.abs(net(a)));
  if (rows.length === 0) return <p className="row-small">{t("changes.areasNone")}</p>;
  return (
    <Table className="figures" data-testid="change-areas">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t("areas.name")}</Table.Th>
          <Table.Th className="number">{t("changes.newlyCovered")}</Table.Th>
          <Table.Th className="number">{t("changes.newlyLost")}</Table.Th>
          <Table.Th className="number">{t("changes.becauseOfPeople")}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {rows.map((area) => (
          <Table.Tr key={area.code} data-code={area.code}>
            <Table.Td>
              <button
                type="button"
                className="link"
                onClick={() => setState({ selected: { type: "area", code: area.code } })}
              >
                {format.name(area)}
              </button>
            </Table.Td>
            <Table.Td className="number">{signed(area.newlyCovered, format.count)}</Table.Td>
            <Table.Td className="number">{signed(-area.newlyLost, format.count)}</Table.Td>
            <Table.Td className="number">{signed(area.becauseOfPeople, format.count)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

const net = ({ newlyCovered, newlyLost }: Change) => newlyCovered - newlyLost;
const hasChanged = (change: Change) =>
  [change.newlyCovered, change.newlyLost, change.becauseOfPeople].some((people) => Math.abs(people) >= 0.5);

function Settlements({ changes: { settlements } }: { changes: ReviewChanges }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (settlements.length === 0) return null;
  return (
    <>
      <h3 className="list-title">{t("changes.settlements")}</h3>
      <ul data-testid="change-settlements">
        {settlements.map(({ code, name, names, stateBefore, stateAfter }) => (
          <li key={code} className="row-first">
            <span>{format.name({ name, names })}</span>
            <span className="change-states">
              {stateBefore === null ? t("changes.notThere") : <State state={stateBefore} />} →{" "}
              {stateAfter === null ? t("changes.notThere") : <State state={stateAfter} />}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}

function Facilities({ changes: { facilitiesAdded, facilitiesRemoved } }: { changes: ReviewChanges }) {
  const { t } = useTranslation();
  const lists = [
    { key: "added", facilities: facilitiesAdded },
    { key: "removed", facilities: facilitiesRemoved },
  ] as const;
  return lists.map(({ key, facilities }) =>
    facilities.length === 0 ? null : (
      <div key={key} data-testid={`facilities-${key}`}>
        <h3 className="list-title">{t(`changes.facilities.${key}`)}</h3>
        <ul>
          {facilities.map(({ id, name }) => (
            <li key={id}>{name}</li>
          ))}
        </ul>
      </div>
    ),
  );
}

function Sources({ changes: { sources } }: { changes: ReviewChanges }) {
  const { t } = useTranslation();
  if (sources.length === 0) return <p className="row-small">{t("changes.sameSources")}</p>;
  return (
    <>
      <h3 className="list-title">{t("changes.sources")}</h3>
      <ul>
        {sources.map(({ source, before, after }) => (
          <li key={source}>
            {source}:{" "}
            <span className="row-small">
              {before?.fileName ?? t("changes.notThere")} → {after?.fileName ?? t("changes.notThere")}
            </span>
          </li>
        ))}
      </ul>
    </>
  );
}
