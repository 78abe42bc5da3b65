/** Coverage by area: a sortable table of one level, from which one goes down to the parts of an area. */
import { Anchor, Breadcrumbs, Button, Table, UnstyledButton } from "@mantine/core";
import { IconDownload, IconSortAscending, IconSortDescending } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { AreaCoverage, Coverage } from "../../server/api/messages.ts";
import { useCoverage, useTerritory } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";
import { AreaRow } from "./AreaRow.tsx";
import { coverageCsv, download } from "./csv.ts";
import { Missing } from "./Missing.tsx";
import { Section, Waiting } from "./Section.tsx";
import { ShareBar } from "./ShareBar.tsx";

type Column = "name" | "people" | "peopleCovered" | "share" | "facilities" | "peoplePerFacility";
const COLUMNS: readonly { column: Column; label: string }[] = [
  { column: "name", label: "areas.name" },
  { column: "people", label: "areas.people" },
  { column: "peopleCovered", label: "areas.covered" },
  { column: "share", label: "areas.share" },
  { column: "facilities", label: "areas.facilities" },
  { column: "peoplePerFacility", label: "areas.perFacility" },
];

interface Order {
  readonly column: Column;
  readonly rising: boolean;
}

export function AreasView() {
  const { t } = useTranslation();
  const format = useFormat();
  const territory = useTerritory().data;
  const coverage = useCoverage(useChoice());
  const within = useAppState((state) => state.within);
  const [order, setOrder] = useState<Order>({ column: "share", rising: true });
  const answer = coverage.data;
  if (answer === undefined) return <Waiting error={coverage.error} />;
  if (answer.areas.length === 0) return <Missing thing="noAreas" />;
  // A territory of one county starts with its townships: a table of one row says nothing.
  const tops = partsOf(answer.areas, null);
  const start = tops.length === 1 ? (tops[0]?.code ?? null) : null;
  const listed = within ?? start;
  const rows = sorted(partsOf(answer.areas, listed), order, format.language, format.name);
  const level = rows[0]?.level;
  const outside = listed === start ? answer.outside.find((one) => one.level === level && one.people >= 0.5) : undefined;
  const name = (column: Column) => t(COLUMNS.find((one) => one.column === column)?.label ?? "");
  return (
    <Section title={t("areas.title")} definition="areas" standard={answer.standard}>
      <Trail areas={answer.areas} within={within} />
      <div className="table-scroll">
        <Table className="figures areas-table" data-testid="area-table" aria-busy={coverage.isPlaceholderData}>
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map(({ column, label }) => {
                const here = order.column === column;
                const Icon = order.rising ? IconSortAscending : IconSortDescending;
                return (
                  <Table.Th
                    key={column}
                    className={column === "name" ? undefined : "number"}
                    aria-sort={here ? (order.rising ? "ascending" : "descending") : "none"}
                  >
                    <UnstyledButton
                      className="sort"
                      title={t("areas.sortBy", { column: name(column) })}
                      onClick={() =>
                        setOrder({ column, rising: here ? !order.rising : column === "name" || column === "share" })
                      }
                    >
                      {t(label)}
                      {here && <Icon size={13} aria-hidden />}
                    </UnstyledButton>
                  </Table.Th>
                );
              })}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((area) => (
              <AreaRow
                key={area.code}
                area={area}
                hasParts={answer.areas.some(({ parentCode }) => parentCode === area.code)}
              >
                <Figures of={area} />
              </AreaRow>
            ))}
            {outside !== undefined && (
              <Table.Tr className="dim">
                <Table.Td>{t("areas.outside")}</Table.Td>
                <Table.Td className="number">{format.count(outside.people)}</Table.Td>
                <Table.Td className="number">{format.count(outside.peopleCovered)}</Table.Td>
                <Table.Td className="number">{format.share(outside.peopleCovered / outside.people)}</Table.Td>
                <Table.Td />
                <Table.Td />
              </Table.Tr>
            )}
          </Table.Tbody>
          <Table.Tfoot>
            <TotalRow answer={answer} within={within} />
          </Table.Tfoot>
        </Table>
      </div>
      <Button
        variant="default"
        size="xs"
        leftSection={<IconDownload size={15} aria-hidden />}
        title={t("areas.downloaded")}
        disabled={territory === undefined}
        onClick={() => {
          if (territory === undefined) return;
          const groups = territory.groups.filter(({ role }) => role !== "total");
          const file = t("csv.file", { cutoff: answer.standard.cutoffMinutes });
          download(
            `${format.name(territory)}-${file}.csv`,
            coverageCsv(answer, territory, groups, format, (key, values) => t(key, { ...values })),
          );
        }}
      >
        {t("areas.download")}
      </Button>
    </Section>
  );
}

/** The parts of an area, or without one the areas that lie in no other. */
function partsOf(areas: readonly AreaCoverage[], within: string | null): AreaCoverage[] {
  return areas.filter(({ parentCode }) => parentCode === within);
}

/** Rows in order; those without a value (null) always last. */
function sorted(
  areas: readonly AreaCoverage[],
  { column, rising }: Order,
  language: string,
  name: (area: AreaCoverage) => string,
): AreaCoverage[] {
  const sign = rising ? 1 : -1;
  const text = new Intl.Collator(language);
  return areas.toSorted((a, b) => {
    if (column === "name") return sign * text.compare(name(a), name(b));
    const [x, y] = [a[column], b[column]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y) || b.people - a.people;
  });
}

function TotalRow({ answer, within }: { answer: Coverage; within: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const area = answer.areas.find(({ code }) => code === within);
  return (
    <Table.Tr>
      <Table.Th>{area === undefined ? t("areas.all") : format.name(area)}</Table.Th>
      <Figures of={area ?? answer.total} />
    </Table.Tr>
  );
}

function Figures({ of }: { of: Coverage["total"] }) {
  const format = useFormat();
  return (
    <>
      <Table.Td className="number">{format.count(of.people)}</Table.Td>
      <Table.Td className="number">{format.count(of.peopleCovered)}</Table.Td>
      <Table.Td className="number">
        <ShareBar share={of.share} />
      </Table.Td>
      <Table.Td className="number">{format.count(of.facilities)}</Table.Td>
      <Table.Td className="number">{of.peoplePerFacility === null ? "–" : format.count(of.peoplePerFacility)}</Table.Td>
    </>
  );
}

type TrailArea = Pick<AreaCoverage, "code" | "name" | "names" | "parentCode">;

/** From the whole territory down to the area whose parts are listed. */
export function Trail({ areas, within }: { areas: readonly TrailArea[]; within: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const trail: TrailArea[] = [];
  for (let code = within; code !== null; ) {
    const area = areas.find((one) => one.code === code);
    if (area === undefined || trail.includes(area)) break;
    trail.unshift(area);
    code = area.parentCode;
  }
  if (trail.length === 0) return null;
  return (
    <nav aria-label={t("areas.path")}>
      <Breadcrumbs separatorMargin={4} className="trail">
        <Anchor component="button" type="button" size="sm" onClick={() => setState({ within: null, selected: null })}>
          {t("areas.all")}
        </Anchor>
        {trail.map((area) => (
          <Anchor
            key={area.code}
            component="button"
            type="button"
            size="sm"
            aria-current={area.code === within ? "location" : undefined}
            onClick={() => setState({ within: area.code, selected: { type: "area", code: area.code } })}
          >
            {format.name(area)}
          </Anchor>
        ))}
      </Breadcrumbs>
    </nav>
  );
}
