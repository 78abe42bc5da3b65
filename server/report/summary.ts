/** The short tables of a report: the result in all, by kind of place, group and reason, equity, targets; and what was done and with what. */
import type { Review, ReviewPeople } from "../review/document.ts";
import { REASONS } from "../words.ts";
import type { Described, ReportText } from "./report.ts";
import type { Column, Table, Value } from "./table.ts";
import { facilityNames, factsOf, remedyText, type Wording } from "./wording.ts";

const text = (key: string, heading: string, width?: number): Column => ({
  key,
  heading,
  kind: "text",
  ...(width && { width }),
});

/** The three outcomes, and the whole. */
function outcomesTable({ total }: Review, { texts }: Wording): Table {
  const { columns: say } = texts;
  const shareOf = (people: number): Value => (total.people > 0 ? people / total.people : null);
  return {
    id: "outcomes",
    title: texts.summary.outcomes,
    columns: [
      text("outcome", say.item),
      { key: "people", heading: say.people, kind: "people" },
      { key: "part", heading: say.part, kind: "share" },
    ],
    rows: [
      [say.served, total.served, total.share],
      [say.overCapacity, total.overCapacity, shareOf(total.overCapacity)],
      [say.outOfReach, total.outOfReach, shareOf(total.outOfReach)],
      [say.total, total.people, total.people > 0 ? 1 : null],
      ...(total.servedAnyDistrict === null
        ? []
        : [[texts.summary.anyDistrict, total.servedAnyDistrict, shareOf(total.servedAnyDistrict)]]),
    ],
  };
}

function placesTable({ places, total }: Review, { texts }: Wording): Table {
  const { columns: say } = texts;
  const row = (name: string, figures: ReviewPeople): Value[] => {
    return [name, figures.people, figures.served, figures.share, figures.overCapacity, figures.outOfReach];
  };
  return {
    id: "places",
    title: texts.summary.byPlace,
    columns: [
      text("place", say.place),
      { key: "people", heading: say.people, kind: "people" },
      { key: "covered", heading: say.served, kind: "people" },
      { key: "share_covered", heading: say.share, kind: "share" },
      { key: "over_capacity", heading: say.overCapacity, kind: "people" },
      { key: "out_of_reach", heading: say.outOfReach, kind: "people" },
    ],
    rows: [...places.map((place) => row(texts.places[place.place], place)), row(say.total, total)],
  };
}

/** Each group in all, in the city and in the countryside. */
function groupsTable({ total, places, method }: Review, { texts, label }: Wording): Table {
  const { columns: say } = texts;
  return {
    id: "groups",
    title: texts.summary.byGroup,
    columns: [
      text("group", say.group),
      { key: "people", heading: say.people, kind: "people" },
      { key: "covered", heading: say.served, kind: "people" },
      { key: "share_covered", heading: say.share, kind: "share" },
      ...places.map(({ place }): Column => {
        return { key: `share_${place}`, heading: say.ofGroup(texts.places[place], say.share), kind: "share" };
      }),
    ],
    rows: method.groups.map((group) => {
      const of = (figures: ReviewPeople) => figures.groups.find(({ id }) => id === group.id);
      const whole = of(total);
      return [
        label(group),
        whole?.people ?? null,
        whole?.peopleCovered ?? null,
        whole?.share ?? null,
        ...places.map((place) => of(place)?.share ?? null),
      ];
    }),
  };
}

function reasonsTable({ total }: Review, { texts }: Wording): Table {
  const { columns: say } = texts;
  const all = total.overCapacity + total.outOfReach;
  return {
    id: "reasons",
    title: texts.summary.byReason,
    columns: [
      { key: "reason", heading: say.reason, kind: "word", words: texts.reasons },
      { key: "people", heading: say.uncovered, kind: "people" },
      { key: "part", heading: say.part, kind: "share" },
    ],
    rows: [
      ...REASONS.map((reason, at) => [reason, total.reasons[at], all > 0 ? total.reasons[at] / all : null]),
      [say.total, all, all > 0 ? 1 : null],
    ],
  };
}

function outsideTable({ outside }: Review, { texts }: Wording): Table {
  const { columns: say } = texts;
  return {
    id: "outside",
    title: texts.summary.outside,
    columns: [
      text("level", say.level),
      { key: "people", heading: say.people, kind: "people" },
      { key: "covered", heading: say.served, kind: "people" },
    ],
    rows: outside
      .filter(({ people }) => people > 0)
      .map(({ level, people, served }) => [texts.summary.outsideOf(texts.levels[level]), people, served]),
  };
}

/** Equity and accessibility, each with its note. */
function equityTable({ equity, accessibility }: Review, wording: Wording): Table {
  const { texts, minutes, share, name, decimal } = wording;
  const { summary: say, columns } = texts;
  const { gini, capMinutes, shareBeyondCap, worstTenth } = equity;
  const rows: Value[][] = [];
  if (gini !== null) rows.push([say.gini, gini, say.giniNote(minutes(capMinutes), share(shareBeyondCap))]);
  if (worstTenth !== null) {
    const { people, leastMinutes, meanMinutes, served, areas } = worstTenth;
    const covered = share(people > 0 ? served / people : null);
    rows.push([say.worstTenth, people, say.worstTenthText(minutes(leastMinutes), minutes(meanMinutes), covered)]);
    const where = areas.map((area) => `${name(area)} ${wording.people(area.people)}`).join(texts.list);
    if (where !== "") rows.push([say.worstTenthAreas, null, where]);
  }
  if (accessibility !== null) {
    const { mean, shareWithNone } = accessibility;
    rows.push([say.accessibility, mean, say.accessibilityText(decimal(mean, 3), share(shareWithNone))]);
  }
  return {
    id: "equity",
    title: say.equity,
    columns: [
      text("item", columns.item),
      { key: "value", heading: columns.value, kind: "number" },
      text("note", "", 60),
    ],
    rows,
  };
}

function targetsTable({ targets, total }: Review, { texts }: Wording): Table {
  const { columns: say } = texts;
  return {
    id: "targets",
    title: texts.summary.targets,
    columns: [
      text("year", say.year),
      { key: "target", heading: say.target, kind: "share" },
      { key: "share_covered", heading: say.share, kind: "share" },
      { key: "missing", heading: say.missing, kind: "people" },
    ],
    rows: targets.map(({ year, share, people }) => [String(year), share, total.share, people]),
  };
}

/** What would help most, with the gap at its place. */
export function remediesTable({ review }: ReportText, wording: Wording): Table {
  const { texts, name } = wording;
  const facilityName = facilityNames(review, wording);
  const keyOf = ({ kind, lon, lat }: Review["remedies"][number]) => [kind, lon, lat].join();
  const gapOf = new Map(review.gaps.flatMap((gap) => gap.remedies.map((remedy) => [keyOf(remedy), gap])));
  return {
    id: "remedies",
    title: texts.summary.remedies,
    columns: [
      { key: "kind", heading: texts.columns.kind, kind: "word", words: texts.remedies },
      { key: "people", heading: texts.columns.remedyPeople, kind: "people" },
      text("gap", texts.columns.gap, 26),
      text("remedy", texts.columns.remedy, 60),
    ],
    rows: review.remedies.map((remedy) => {
      const gap = gapOf.get(keyOf(remedy));
      const where = gap === undefined ? null : `${gap.rank} ${name(gap)}`;
      return [remedy.kind, remedy.people, where, remedyText(remedy, wording, facilityName)];
    }),
  };
}

/** All short tables that have rows, in the order of the summary. */
export function summaryTables(report: ReportText, wording: Wording): Table[] {
  const { review } = report;
  return [
    outcomesTable(review, wording),
    placesTable(review, wording),
    groupsTable(review, wording),
    reasonsTable(review, wording),
    outsideTable(review, wording),
    equityTable(review, wording),
    targetsTable(review, wording),
    remediesTable(report, wording),
  ].filter(({ rows }) => rows.length > 0);
}

/** What everything exported carries: standard, speed, base, date, circumstances. */
export function factsTable(report: Parameters<typeof factsOf>[0], wording: Wording): Table {
  const { texts } = wording;
  return {
    id: "facts",
    title: texts.facts.standard,
    columns: [text("item", texts.columns.item, 24), text("value", texts.columns.value, 90)],
    rows: factsOf(report, wording).map(({ label, text }) => [label, text]),
  };
}

/** The parts of the method that this review uses, each with its source. */
export function methodTable({ review }: ReportText, { texts }: Wording): Table {
  const { method, accessibility, total, equity } = review;
  const isUsed: Partial<Record<keyof typeof texts.method, boolean>> = {
    slope: method.slope === "tobler",
    capacity: review.facilities.some(({ load }) => load !== null) || total.overCapacity > 0,
    accessibility: accessibility !== null,
    equity: equity.gini !== null,
  };
  const parts = Object.entries(texts.method).filter(([key]) => isUsed[key as keyof typeof texts.method] ?? true);
  return {
    id: "method",
    title: texts.page.method,
    columns: [
      text("item", texts.columns.item, 24),
      text("value", texts.columns.value, 90),
      text("source", texts.columns.source, 50),
    ],
    rows: parts.map(([, [title, what, source]]) => [title, what, source]),
  };
}

export function limitsTable({ review }: { review: Described }, { texts }: Wording): Table {
  return {
    id: "limits",
    title: texts.page.limits,
    columns: [text("limit", texts.page.limits, 90)],
    rows: [
      ...(review.method.fictional ? [[texts.fictionalSentence]] : []),
      ...review.method.limits.map((limit) => [texts.limits[limit]]),
    ],
  };
}

/** Files that the numbers stand on. */
export function sourcesTable({ review }: { review: Described }, { texts }: Wording): Table {
  const { columns: say } = texts;
  return {
    id: "sources",
    title: texts.page.sources,
    columns: [
      text("source", say.source, 30),
      { key: "kind", heading: say.kind, kind: "word", words: texts.sourceKinds },
      text("file", say.file, 30),
      text("data_date", say.dataDate),
      text("licence", say.licence, 36),
      text("sha256", say.sha256, 66),
    ],
    rows: review.method.inputs.map((input) => {
      return [input.source, input.kind, input.fileName, input.dataDate, input.licence, input.sha256];
    }),
  };
}

/** Groups of people with their bases, speeds and weights. */
export function basesTable({ review }: { review: Described }, { texts, label }: Wording): Table {
  const { columns: say } = texts;
  return {
    id: "bases",
    title: texts.facts.base,
    columns: [
      text("group", say.group, 30),
      { key: "role", heading: say.role, kind: "word", words: texts.roles },
      { key: "people", heading: say.people, kind: "people" },
      { key: "speed", heading: say.speed, kind: "number" },
      { key: "weight", heading: say.weight, kind: "number" },
    ],
    rows: review.method.groups.map((group) => {
      return [label(group), group.role, group.people, group.walkingSpeedKmh, group.weight];
    }),
  };
}
