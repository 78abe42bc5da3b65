/** The whole territory: how far people walk, each kind of facility, the influence of the speed, and the groups. */
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Coverage } from "../../server/api/messages.ts";
import { useCoverage, useFacilities, useTerritory } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { isOfKind } from "../rules.ts";
import { Histogram } from "./Histogram.tsx";
import { KindSign } from "./KindSign.tsx";
import { Missing } from "./Missing.tsx";
import { Section, Waiting } from "./Section.tsx";
import { ShareBar } from "./ShareBar.tsx";

export function Overview() {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const facilities = useFacilities().data;
  const coverage = useCoverage(useChoice());
  const answer = coverage.data;
  if (answer === undefined) return <Waiting error={coverage.error} />;
  const { standard } = answer;
  const counting = (facilities ?? []).filter(
    ({ kind, status }) => status === "existing" && isOfKind(standard, kind),
  ).length;
  return (
    <>
      {territory !== undefined && territory.base === null && <Missing thing="noPeople" />}
      {territory !== undefined && territory.walkableKilometres === 0 && <Missing thing="noStreets" />}
      {facilities !== undefined && counting === 0 && (
        <Missing thing={facilities.length === 0 ? "noFacilities" : "noFacilitiesOfKind"} />
      )}
      {standard.base !== null && (
        <>
          <Section title={t("overview.byMinutes")} definition="histogram" standard={standard}>
            <Histogram answer={answer} />
            {answer.peopleUnreached >= 0.5 && (
              <Text size="sm">{t("overview.beyond", { people: format.people(answer.peopleUnreached) })}</Text>
            )}
            {answer.peopleWithoutStreet >= 0.5 && (
              <Text size="sm" c="dimmed">
                {t("overview.withoutStreet", { people: format.people(answer.peopleWithoutStreet) })}
              </Text>
            )}
          </Section>
          <ByKind answer={answer} />
          <Groups answer={answer} />
        </>
      )}
      {territory !== undefined && (
        <Section title={t("overview.territory")} definition="territory">
          <Text size="sm">
            {t("overview.territoryFacts", {
              points: format.count(territory.demandPoints),
              kilometres: format.count(territory.walkableKilometres),
              facilities: format.count(territory.facilities),
            })}{" "}
            {t(territory.heights === "used" ? "overview.slopeUsed" : "overview.slopeNone")}
          </Text>
        </Section>
      )}
    </>
  );
}

function ByKind({ answer }: { answer: Coverage }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Section title={t("overview.byKind")} definition="byKind" standard={answer.standard}>
      <Table className="figures" data-testid="by-kind">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("overview.kindColumn")}</Table.Th>
            <Table.Th className="number">{t("overview.facilities")}</Table.Th>
            <Table.Th className="number">{t("overview.covered")}</Table.Th>
            <Table.Th className="number">{t("overview.share")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {answer.byKind.map((row) => (
            <Table.Tr key={row.kind} data-kind={row.kind}>
              <Table.Td>
                <KindSign kind={row.kind} /> {t(`kinds.${row.kind}`)}
              </Table.Td>
              <Table.Td className="number">{format.count(row.facilities)}</Table.Td>
              <Table.Td className="number">{format.count(row.peopleCovered)}</Table.Td>
              <Table.Td className="number">
                <ShareBar share={row.share} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Section>
  );
}

function Groups({ answer }: { answer: Coverage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const groups = territory?.groups.filter(({ role }) => role !== "total") ?? [];
  if (groups.length === 0) return null;
  return (
    <Section title={t("overview.groups")} definition="groups" standard={answer.standard}>
      <Table className="figures">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("overview.group")}</Table.Th>
            <Table.Th className="number">{t("overview.people")}</Table.Th>
            <Table.Th className="number">{t("overview.covered")}</Table.Th>
            <Table.Th className="number">{t("overview.share")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => {
            const figures = answer.total.groups.find(({ id }) => id === group.id);
            return figures === undefined ? null : (
              <Table.Tr key={group.id}>
                <Table.Td>
                  {format.label(group)}
                  <Text size="xs" c="dimmed">
                    {t(`roles.${group.role}`)} · {group.source}
                  </Text>
                </Table.Td>
                <Table.Td className="number">{format.count(figures.people)}</Table.Td>
                <Table.Td className="number">{format.count(figures.peopleCovered)}</Table.Td>
                <Table.Td className="number">
                  <ShareBar share={figures.share} />
                </Table.Td>
              </Table.Tr>
            );
          })}
        </Table.Tbody>
      </Table>
    </Section>
  );
}
