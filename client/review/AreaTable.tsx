/** Drill-down: territory, county, township, village. People, served, share, the main reason; a click zooms the map. */
import { Table, UnstyledButton } from "@mantine/core";
import { IconSortAscending, IconSortDescending } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Review, ReviewArea, ReviewFigures } from "../../server/review/document.ts";
import { type Format, useFormat } from "../format.ts";
import { useAppState } from "../state.ts";
import { AreaRow } from "../views/AreaRow.tsx";
import { Trail } from "../views/AreasView.tsx";
import { Missing } from "../views/Missing.tsx";
import { Section } from "../views/Section.tsx";
import { ShareBar } from "../views/ShareBar.tsx";
import { askedOf } from "./asked.ts";
import { reasonsByPeople } from "./sentences.ts";

const COLUMNS = ["name", "people", "served", "share", "reason"] as const;
type Column = (typeof COLUMNS)[number];
interface Order {
  readonly column: Column;
  readonly rising: boolean;
}

export function AreaTable({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const within = useAppState((state) => state.within);
  const [order, setOrder] = useState<Order>({ column: "share", rising: true });
  const asked = askedOf(review);
  const { areas } = review;
  if (areas.length === 0) return <Missing thing="noAreas" />;
  const partsOf = (code: string | null) => areas.filter(({ parentCode }) => parentCode === code);
  // A territory of one county starts with its townships: a table of one row says nothing.
  const tops = partsOf(null);
  const start = tops.length === 1 ? (tops[0]?.code ?? null) : null;
  const listed = within ?? start;
  const rows = sorted(partsOf(listed), order, format);
  const here = areas.find(({ code }) => code === listed);
  const outside = review.outside.find(({ level, people }) => level === rows[0]?.level && people >= 0.5);
  return (
    <Section title={t("reviewAreas.title")} definition="reviewAreas" standard={asked}>
      <Trail areas={areas} within={within} />
      {rows.length === 0 && <p className="row-small">{t("reviewAreas.noParts")}</p>}
      <div className="table-scroll">
        <Table className="figures areas-table" data-testid="review-areas">
          <Table.Thead>
            <Table.Tr>
              {COLUMNS.map((column) => (
                <Head key={column} column={column} order={order} onOrder={setOrder} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((area) => (
              <AreaRow key={area.code} area={area} hasParts={partsOf(area.code).length > 0}>
                <Figures of={area} />
              </AreaRow>
            ))}
            {outside !== undefined && listed === start && (
              <Table.Tr className="dim">
                <Table.Td>{t("areas.outside")}</Table.Td>
                <Table.Td className="number">{format.count(outside.people)}</Table.Td>
                <Table.Td className="number">{format.count(outside.served)}</Table.Td>
                <Table.Td className="number">{format.share(outside.served / outside.people)}</Table.Td>
                <Table.Td />
              </Table.Tr>
            )}
          </Table.Tbody>
          <Table.Tfoot>
            <Table.Tr>
              <Table.Th>{within === null || here === undefined ? t("areas.all") : format.name(here)}</Table.Th>
              <Figures of={within === null ? review.total : (here ?? review.total)} />
            </Table.Tr>
          </Table.Tfoot>
        </Table>
      </div>
      {review.total.servedAnyDistrict !== null && <AnyDistrict rows={rows} />}
    </Section>
  );
}

function Head({ column, order, onOrder }: { column: Column; order: Order; onOrder(order: Order): void }) {
  const { t } = useTranslation();
  const here = order.column === column;
  const Icon = order.rising ? IconSortAscending : IconSortDescending;
  const label = t(`reviewAreas.${column}`);
  return (
    <Table.Th
      className={column === "name" || column === "reason" ? undefined : "number"}
      aria-sort={here ? (order.rising ? "ascending" : "descending") : "none"}
    >
      <UnstyledButton
        className="sort"
        title={t("areas.sortBy", { column: label })}
        onClick={() => onOrder({ column, rising: here ? !order.rising : column === "name" || column === "share" })}
      >
        {label}
        {here && <Icon size={13} aria-hidden />}
      </UnstyledButton>
    </Table.Th>
  );
}

function Figures({ of }: { of: ReviewFigures }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [main] = reasonsByPeople(of.reasons);
  return (
    <>
      <Table.Td className="number">{format.count(of.people)}</Table.Td>
      <Table.Td className="number">{format.count(of.served)}</Table.Td>
      <Table.Td className="number">
        <ShareBar share={of.share} />
      </Table.Td>
      <Table.Td className="reason-cell">
        {main === undefined ? (
          "–"
        ) : (
          <>
            {t(`reasons.names.${main.reason}`)} <span className="row-small">{format.people(main.people)}</span>
          </>
        )}
      </Table.Td>
    </>
  );
}

/** What boundaries cost, by area: who would be covered if they could use any district's facilities. */
function AnyDistrict({ rows }: { rows: readonly ReviewArea[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const costs = rows
    .map((area) => ({ area, people: (area.servedAnyDistrict ?? area.served) - area.served }))
    .filter(({ people }) => people >= 0.5)
    .toSorted((a, b) => b.people - a.people);
  return (
    <div data-testid="district-costs">
      <h3 className="list-title">{t("reviewAreas.districts")}</h3>
      {costs.length === 0 ? (
        <p className="row-small">{t("reviewAreas.districtsNone")}</p>
      ) : (
        <ul>
          {costs.map(({ area, people }) => (
            <li key={area.code} className="row-first">
              <span>{format.name(area)}</span>
              <span className="number">{format.people(people)}</span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** Rows in order; those without a value always last. */
function sorted(areas: readonly ReviewArea[], { column, rising }: Order, format: Format): ReviewArea[] {
  const sign = rising ? 1 : -1;
  const text = new Intl.Collator(format.language);
  const uncovered = (area: ReviewArea) => area.overCapacity + area.outOfReach;
  return areas.toSorted((a, b) => {
    if (column === "name") return sign * text.compare(format.name(a), format.name(b));
    // By reason means: of whom the most people are left out.
    const [x, y] = column === "reason" ? [uncovered(a), uncovered(b)] : [a[column], b[column]];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    return sign * (x - y) || b.people - a.people;
  });
}
