/** The facilities under the question: which count, their hours, who has them in reach, how full they are. */
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Review, ReviewFacility } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";
import { KindSign } from "../views/KindSign.tsx";
import { Missing } from "../views/Missing.tsx";
import { Section } from "../views/Section.tsx";
import { askedOf } from "./asked.ts";

export function FacilityLoads({ review }: { review: Review }) {
  const { t } = useTranslation();
  const asked = askedOf(review);
  const { facilities } = review;
  if (facilities.length === 0) return <Missing thing="noFacilities" />;
  const rows = facilities.toSorted((a, b) => Number(b.counts) - Number(a.counts) || b.peopleInReach - a.peopleInReach);
  const unknown = rows.filter(({ counts, capacity }) => counts && capacity === null).length;
  return (
    <Section title={t("loads.title")} definition="loads" standard={asked}>
      {!asked.countCapacity && <p className="row-small">{t("loads.notCounted")}</p>}
      {asked.countCapacity && unknown > 0 && (
        <p className="row-small warning">{t("loads.unknown", { count: unknown, facilities: unknown })}</p>
      )}
      <div className="table-scroll">
        <Table className="figures areas-table" data-testid="loads">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("loads.facility")}</Table.Th>
              {asked.hours.type !== "any" && <Table.Th>{t("loads.hours")}</Table.Th>}
              <Table.Th className="number">{t("loads.inReach")}</Table.Th>
              {asked.countCapacity && <Table.Th className="number">{t("loads.load")}</Table.Th>}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((facility) => (
              <LoadRow
                key={facility.id}
                facility={facility}
                hours={asked.hours.type !== "any"}
                capacity={asked.countCapacity}
              />
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}

function LoadRow({ facility, hours, capacity }: { facility: ReviewFacility; hours: boolean; capacity: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const chosen = useAppState(({ selected }) => selected?.type === "facility" && selected.id === facility.id);
  const selection = { type: "facility", id: facility.id } as const;
  const status = facility.status === "planned" || facility.status === "closed" ? facility.status : "existing";
  return (
    <Table.Tr
      data-chosen={chosen || undefined}
      data-facility={facility.id}
      className={facility.counts ? undefined : "dim"}
      onPointerEnter={() => setState({ hovered: selection })}
      onPointerLeave={() => setState({ hovered: null })}
    >
      <Table.Td>
        <button type="button" className="link" onClick={() => setState({ selected: chosen ? null : selection })}>
          <KindSign kind={facility.kind} status={status} /> {format.name(facility)}
        </button>
        {!facility.counts && <span className="row-small">{t(notCounting(facility, status))}</span>}
      </Table.Td>
      {hours && (
        <Table.Td>
          {t(`loads.states.${facility.hoursState}`)}
          {facility.openingHours !== null && <span className="row-small">{facility.openingHours}</span>}
        </Table.Td>
      )}
      <Table.Td className="number">{facility.counts ? format.count(facility.peopleInReach) : "–"}</Table.Td>
      {capacity && (
        <Table.Td className="number">
          <Load facility={facility} />
        </Table.Td>
      )}
    </Table.Tr>
  );
}

/** Why a facility serves nobody in this review. */
function notCounting({ hoursState }: ReviewFacility, status: "existing" | "planned" | "closed"): string {
  if (status !== "existing") return `statuses.${status}`;
  return hoursState === "closed" || hoursState === "unknown" ? "loads.notOpen" : "loads.otherKind";
}

function Load({ facility: { load, capacity, counts } }: { facility: ReviewFacility }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!counts) return "–";
  if (capacity === null) return t("loads.capacityUnknown");
  const share = capacity > 0 ? Math.min(1, (load ?? 0) / capacity) : 1;
  return (
    <span className="share load">
      {format.count(load ?? 0)} / {format.count(capacity)}
      <span className={share >= 0.999 ? "load-bar full" : "load-bar"} aria-hidden>
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}
