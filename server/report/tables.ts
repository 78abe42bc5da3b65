/**
 * The tables of a review, once for all formats: the workbook prints them with headings and formats, GIS files take the keys and
 * the codes of words, the page prints some columns. Values are numbers where they are numbers, unrounded.
 */
import type { ReviewArea, ReviewFigures } from "../review/document.ts";
import { REASONS } from "../words.ts";
import type { ReportText } from "./report.ts";
import { areaNames, asTree, type Field, fieldName, type Table, tableOf } from "./table.ts";
import { evidenceText, facilityNames, remedyText, type Wording } from "./wording.ts";

/** Areas with their figures, each level under the one above it. */
export function areasTable({ review }: ReportText, wording: Wording): Table {
  const { texts, name } = wording;
  const { columns: say } = texts;
  const { rows, depth } = asTree(review.areas, review.levels);
  const fields: Field<ReviewArea>[] = [
    { key: "name", heading: say.name, kind: "text", width: 32, of: name },
    { key: "level", heading: say.level, kind: "word", words: texts.levels, of: ({ level }) => level },
    { key: "code", heading: say.code, kind: "text", width: 15, of: ({ code }) => code },
    { key: "parent_code", heading: say.parentCode, kind: "text", width: 15, of: ({ parentCode }) => parentCode },
    ...figureFields(review.total, review.method, wording),
    {
      key: "main_reason",
      heading: say.mainReason,
      kind: "word",
      words: texts.reasons,
      width: 26,
      of: ({ reasons }) =>
        reasons.some((people) => people > 0) ? REASONS[reasons.indexOf(Math.max(...reasons))] : null,
    },
    ...(rows.some(({ accessibility }) => accessibility !== null)
      ? [
          {
            key: "accessibility",
            heading: say.accessibility,
            kind: "number" as const,
            of: (row: ReviewArea) => row.accessibility,
          },
        ]
      : []),
  ];
  return { ...tableOf("areas", texts.sheets.areas, fields, rows), depth };
}

/** Columns of figures; those that the question leaves empty everywhere are left out. */
export function figureFields<Row extends ReviewFigures>(
  total: ReviewFigures,
  { groups, base }: ReportText["review"]["method"],
  { texts, label }: Wording,
): Field<Row>[] {
  const { columns: say } = texts;
  const others = groups.filter(({ id }) => id !== base?.id);
  const isKnown = (key: "weightedShare" | "servedAnyDistrict") => total[key] !== null;
  const figure = (row: Row, id: string) => row.groups.find((group) => group.id === id);
  return [
    { key: "people", heading: say.people, kind: "people", of: ({ people }) => people },
    { key: "covered", heading: say.served, kind: "people", of: ({ served }) => served },
    { key: "share_covered", heading: say.share, kind: "share", of: ({ share }) => share },
    { key: "over_capacity", heading: say.overCapacity, kind: "people", of: ({ overCapacity }) => overCapacity },
    { key: "out_of_reach", heading: say.outOfReach, kind: "people", of: ({ outOfReach }) => outOfReach },
    ...(isKnown("servedAnyDistrict")
      ? [
          {
            key: "covered_any_district",
            heading: say.servedAnyDistrict,
            kind: "people" as const,
            of: (row: Row) => row.servedAnyDistrict,
          },
        ]
      : []),
    ...(isKnown("weightedShare")
      ? [
          {
            key: "share_weighted",
            heading: say.weightedShare,
            kind: "share" as const,
            of: (row: Row) => row.weightedShare,
          },
        ]
      : []),
    { key: "facilities", heading: say.facilities, kind: "count", of: ({ facilities }) => facilities },
    ...REASONS.map((reason, at): Field<Row> => {
      return {
        key: `uncovered_${fieldName(reason)}`,
        heading: say.ofReason(texts.reasons[reason]),
        kind: "people",
        of: ({ reasons }) => reasons[at],
      };
    }),
    ...others.flatMap((group): Field<Row>[] => {
      const key = fieldName(group.id);
      const title = label(group);
      return [
        {
          key: `${key}_people`,
          heading: say.ofGroup(title, say.people),
          kind: "people",
          of: (row) => figure(row, group.id)?.people ?? null,
        },
        {
          key: `${key}_covered`,
          heading: say.ofGroup(title, say.served),
          kind: "people",
          of: (row) => figure(row, group.id)?.peopleCovered ?? null,
        },
        {
          key: `${key}_share`,
          heading: say.ofGroup(title, say.share),
          kind: "share",
          of: (row) => figure(row, group.id)?.share ?? null,
        },
      ];
    }),
  ];
}

/** The register of settlements, resettlement areas first, as the review orders them. */
export function settlementsTable({ review }: ReportText, wording: Wording): Table {
  const { texts, name } = wording;
  const { columns: say } = texts;
  const areaName = areaNames(review.areas, wording);
  const facilityName = facilityNames(review, wording);
  const fields: Field<(typeof review.settlements)[number]>[] = [
    { key: "kind", heading: say.kind, kind: "word", words: texts.settlementKinds, width: 20, of: ({ kind }) => kind },
    { key: "name", heading: say.name, kind: "text", width: 26, of: name },
    { key: "code", heading: say.code, kind: "text", width: 15, of: ({ code }) => code },
    { key: "area", heading: say.area, kind: "text", width: 34, of: ({ areaCode }) => areaName(areaCode) },
    { key: "area_code", heading: say.areaCode, kind: "text", width: 15, of: ({ areaCode }) => areaCode },
    { key: "state", heading: say.state, kind: "word", words: texts.states, of: ({ state }) => state },
    { key: "people_of_source", heading: say.peopleOfSource, kind: "people", of: ({ people }) => people },
    { key: "people", heading: say.peopleOfBase, kind: "people", of: ({ peopleOfBase }) => peopleOfBase },
    { key: "covered", heading: say.served, kind: "people", of: ({ served }) => served },
    { key: "share_covered", heading: say.share, kind: "share", of: ({ share }) => share },
    { key: "measure", heading: say.measure, kind: "word", words: texts.measures, of: ({ measure }) => measure },
    { key: "limit_minutes", heading: say.limitMinutes, kind: "minutes", of: ({ limitMinutes }) => limitMinutes },
    { key: "limit_metres", heading: say.limitMetres, kind: "metres", of: ({ limitMetres }) => limitMetres },
    { key: "walk_minutes", heading: say.walkMinutes, kind: "minutes", of: ({ walkMinutes }) => walkMinutes },
    { key: "walk_metres", heading: say.walkMetres, kind: "metres", of: ({ walkMetres }) => walkMetres },
    { key: "facility", heading: say.nearest, kind: "text", width: 30, of: facilityName },
    { key: "facility_id", heading: say.nearestId, kind: "count", of: ({ facilityId }) => facilityId },
    {
      key: "reason",
      heading: say.reason,
      kind: "word",
      words: texts.reasons,
      width: 26,
      of: ({ evidence }) => evidence?.reason ?? null,
    },
    {
      key: "evidence",
      heading: say.evidence,
      kind: "text",
      width: 60,
      of: ({ evidence }) => (evidence === null ? null : evidenceText(evidence, wording, facilityName)),
    },
    { key: "lon", heading: say.lon, kind: "degrees", of: ({ lon }) => lon },
    { key: "lat", heading: say.lat, kind: "degrees", of: ({ lat }) => lat },
  ];
  return tableOf("settlements", texts.sheets.settlements, fields, review.settlements);
}

/** Coverage gaps, the largest first. */
export function gapsTable({ review }: ReportText, wording: Wording): Table {
  const { texts, name } = wording;
  const { columns: say } = texts;
  const areaName = areaNames(review.areas, wording);
  const facilityName = facilityNames(review, wording);
  const fields: Field<(typeof review.gaps)[number]>[] = [
    { key: "rank", heading: say.rank, kind: "count", width: 7, of: ({ rank }) => rank },
    { key: "name", heading: say.name, kind: "text", width: 26, of: name },
    { key: "area", heading: say.area, kind: "text", width: 34, of: ({ areaCode }) => areaName(areaCode) },
    { key: "area_code", heading: say.areaCode, kind: "text", width: 15, of: ({ areaCode }) => areaCode },
    { key: "people", heading: say.uncovered, kind: "people", of: ({ people }) => people },
    { key: "cells", heading: say.cells, kind: "count", of: ({ demandPoints }) => demandPoints },
    {
      key: "reason",
      heading: say.mainReason,
      kind: "word",
      words: texts.reasons,
      width: 26,
      of: ({ evidence }) => evidence.reason,
    },
    {
      key: "evidence",
      heading: say.evidence,
      kind: "text",
      width: 60,
      of: ({ evidence }) => evidenceText(evidence, wording, facilityName),
    },
    {
      key: "remedy",
      heading: say.remedy,
      kind: "text",
      width: 60,
      of: ({ remedies }) =>
        remedies.map((remedy) => remedyText(remedy, wording, facilityName)).join(texts.comma) || null,
    },
    {
      key: "remedy_people",
      heading: say.remedyPeople,
      kind: "people",
      of: ({ remedies }) => remedies.at(0)?.people ?? null,
    },
    ...REASONS.map((reason, at) => {
      return {
        key: `uncovered_${fieldName(reason)}`,
        heading: say.ofReason(texts.reasons[reason]),
        kind: "people" as const,
        of: ({ reasons }: (typeof review.gaps)[number]) => reasons[at],
      };
    }),
    { key: "lon", heading: say.lon, kind: "degrees", of: ({ lon }) => lon },
    { key: "lat", heading: say.lat, kind: "degrees", of: ({ lat }) => lat },
  ];
  return tableOf("gaps", texts.sheets.gaps, fields, review.gaps);
}

/** Facilities with the people who reach them and the people they are given. */
export function facilitiesTable({ review }: ReportText, wording: Wording): Table {
  const { texts, name } = wording;
  const { columns: say } = texts;
  const areaName = areaNames(review.areas, wording);
  const fields: Field<(typeof review.facilities)[number]>[] = [
    { key: "id", heading: say.id, kind: "count", width: 8, of: ({ id }) => id },
    { key: "name", heading: say.name, kind: "text", width: 34, of: name },
    { key: "kind", heading: say.kind, kind: "word", words: texts.kinds, width: 24, of: ({ kind }) => kind },
    { key: "status", heading: say.status, kind: "word", words: texts.statuses, of: ({ status }) => status },
    { key: "area", heading: say.area, kind: "text", width: 34, of: ({ areaCode }) => areaName(areaCode) },
    { key: "area_code", heading: say.areaCode, kind: "text", width: 15, of: ({ areaCode }) => areaCode },
    {
      key: "opening_hours",
      heading: say.openingHours,
      kind: "text",
      width: 30,
      of: ({ openingHours }) => openingHours,
    },
    {
      key: "hours_state",
      heading: say.hoursState,
      kind: "word",
      words: texts.hoursStates,
      width: 18,
      of: ({ hoursState }) => hoursState,
    },
    {
      key: "counts",
      heading: say.counts,
      kind: "word",
      words: { yes: texts.yes, no: texts.no },
      width: 10,
      of: ({ counts }) => (counts ? "yes" : "no"),
    },
    { key: "people_in_reach", heading: say.inReach, kind: "people", of: ({ peopleInReach }) => peopleInReach },
    { key: "people_assigned", heading: say.load, kind: "people", of: ({ load }) => load },
    { key: "people_capacity", heading: say.capacity, kind: "people", of: ({ capacity }) => capacity },
    {
      key: "load",
      heading: say.use,
      kind: "share",
      of: ({ load, capacity }) => (load === null || capacity === null || capacity === 0 ? null : load / capacity),
    },
    { key: "lon", heading: say.lon, kind: "degrees", of: ({ lon }) => lon },
    { key: "lat", heading: say.lat, kind: "degrees", of: ({ lat }) => lat },
  ];
  return tableOf("facilities", texts.sheets.facilities, fields, review.facilities);
}
