/**
 * The review: all that was found under one question, gathered into one document. This stage decides nothing and searches
 * nothing: it adds up what the stages before it found, by area, kind of place, settlement, gap and facility, and names it.
 */

import { countingFacilities } from "../counting.ts";
import { type Coverage, type PeopleFigures, shareOf, weightedShare } from "../coverage.ts";
import type { Gap } from "../gaps.ts";
import { districtLevel } from "../nearness.ts";
import { NONE } from "../network/network.ts";
import type { Nearest } from "../network/search.ts";
import type { Outcome } from "../outcome.ts";
import { NO_REASON, type Reasons } from "../reasons/reasons.ts";
import { kindsOf, minutesOf, type Question, type Standard, speedOf, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { REASONS } from "../words.ts";
import type {
  Equity,
  Evidence,
  Method,
  Remedy,
  Review,
  ReviewFacility,
  ReviewGap,
  ReviewPeople,
  ScenarioUsed,
} from "./document.ts";
import { equityOf, type Equity as Inequality, worstServedAreas } from "./equity.ts";
import { type Evidenced, evidenceAt } from "./evidence.ts";
import type { KeptReview, ReviewPoints } from "./kept.ts";
import { limitsOf } from "./limits.ts";
import { type SettlementsFound, settlementRegister } from "./settlements.ts";

/** What the stages before this one found under the question. */
export interface Found {
  readonly question: Question;
  readonly outcome: Outcome;
  readonly coverage: Coverage;
  /** The same with any district's facilities, where the question asks for own districts only; else null. */
  readonly anyDistrict: Coverage | null;
  /** The walk of each demand point to the nearest facility that counts. */
  readonly walk: Nearest;
  readonly reasons: Reasons;
  readonly settlements: SettlementsFound;
  readonly gaps: readonly Gap[];
  /** The cheapest first: by position in gaps, and of the territory. */
  readonly gapRemedies: readonly (readonly Remedy[])[];
  readonly remedies: readonly Remedy[];
  /** Service places a year per person at each demand point; null where the capacity of no facility is known. */
  readonly scores: Float64Array | null;
}

/** What the rim knows and no stage does. */
export interface About {
  /** Of the program. */
  readonly version: string;
  /** Left out for the present state. */
  readonly scenario?: ScenarioUsed;
}

/** The document, and what was found at the demand points. */
export function reviewOf(territory: Territory, found: Found, about: About): KeptReview {
  const { coverage, anyDistrict, question, outcome } = found;
  const { standard } = question;
  const tallies = tallyReasons(territory, outcome, found.reasons);
  const figures = (own: PeopleFigures, any: PeopleFigures | undefined, reasons: readonly number[]): ReviewPeople =>
    figuresOf(territory, standard, own, any, reasons);
  const total = {
    ...figures(coverage.total, anyDistrict?.total, tallies.total),
    facilities: coverage.total.facilities,
  };
  const evidenced: Evidenced = { territory, question, outcome };
  const review: Review = {
    question: { ...question },
    total,
    places: coverage.places.map(({ place, ...own }, i) => {
      return { place, ...figures(own, anyDistrict?.places[i], tallies.places[i]) };
    }),
    levels: [...territory.levels],
    areas: areasOf(territory, found, tallies.areas, figures),
    outside: coverage.outside.map(({ level, people, peopleCovered }) => ({ level, people, served: peopleCovered })),
    settlements: settlementRegister(evidenced, found.settlements),
    gaps: found.gaps.map((gap, i) => gapOf(evidenced, found, gap, i)),
    facilities: facilitiesOf(territory, question, outcome),
    remedies: [...found.remedies],
    equity: equity(territory, found),
    targets: standard.targets.map(({ year, share }) => {
      return { year, share, people: Math.max(0, share * total.people - total.served) };
    }),
    accessibility: accessibilityOf(territory, found.scores),
    method: methodOf(territory, found, about),
  };
  return { review, points: pointsOf(territory, outcome) };
}

function figuresOf(
  territory: Territory,
  standard: Standard,
  own: PeopleFigures,
  any: PeopleFigures | undefined,
  reasons: readonly number[],
): ReviewPeople {
  return {
    people: own.people,
    served: own.peopleCovered,
    overCapacity: own.overCapacity,
    outOfReach: own.outOfReach,
    share: shareOf(own.peopleCovered, own.people),
    weightedShare: weightedShare(territory, standard, own),
    servedAnyDistrict: any?.peopleCovered ?? null,
    groups: own.groups.map(({ people, peopleCovered }, g) => {
      return { id: territory.groups[g].id, people, peopleCovered, share: shareOf(peopleCovered, people) };
    }),
    reasons: [...reasons],
  };
}

/** People not covered by reason: in all, by kind of place, by area. */
interface ReasonTallies {
  readonly total: number[];
  readonly places: readonly number[][];
  readonly areas: readonly number[][];
}

function tallyReasons({ demand, areas }: Territory, outcome: Outcome, { reason }: Reasons): ReasonTallies {
  const none = () => new Array<number>(REASONS.length).fill(0);
  const tallies = { total: none(), places: [none(), none()], areas: Array.from({ length: areas.count }, none) };
  for (let point = 0; point < demand.count; point++) {
    const index = reason[point];
    if (index === NO_REASON) continue;
    const people = outcome.overCapacity[point] + outcome.outOfReach[point];
    tallies.total[index] += people;
    tallies.places[demand.place[point]][index] += people;
    for (const column of demand.area) if (column[point] !== NONE) tallies.areas[column[point]][index] += people;
  }
  return tallies;
}

function areasOf(
  territory: Territory,
  { coverage, anyDistrict, scores }: Found,
  reasons: readonly number[][],
  figures: (own: PeopleFigures, any: PeopleFigures | undefined, reasons: readonly number[]) => ReviewPeople,
): Review["areas"] {
  const { areas } = territory;
  const means = scores === null ? null : meanScores(territory, scores);
  return coverage.areas.map((own, i) => ({
    code: areas.code[i],
    name: areas.name[i],
    names: { ...areas.names[i] },
    level: areas.level[i],
    parentCode: areas.parent[i] === NONE ? null : areas.code[areas.parent[i]],
    ...figures(own, anyDistrict?.areas[i], reasons[i]),
    facilities: own.facilities,
    accessibility: means === null ? null : means[i],
  }));
}

/** Mean score of the people of each area; null where nobody lives. */
function meanScores({ demand, areas }: Territory, scores: Float64Array): (number | null)[] {
  const people = new Float64Array(areas.count);
  const sum = new Float64Array(areas.count);
  for (const column of demand.area) {
    for (let point = 0; point < demand.count; point++) {
      const area = column[point];
      if (area === NONE) continue;
      people[area] += demand.people[point];
      sum[area] += demand.people[point] * scores[point];
    }
  }
  return Array.from(people, (count, area) => (count > 0 ? sum[area] / count : null));
}

function accessibilityOf({ demand }: Territory, scores: Float64Array | null): Review["accessibility"] {
  if (scores === null) return null;
  let [people, sum, without] = [0, 0, 0];
  for (let point = 0; point < demand.count; point++) {
    people += demand.people[point];
    sum += demand.people[point] * scores[point];
    if (scores[point] === 0) without += demand.people[point];
  }
  return people > 0 ? { mean: sum / people, shareWithNone: shareOf(without, people) ?? 0 } : null;
}

function gapOf(evidenced: Evidenced, found: Found, gap: Gap, position: number): ReviewGap {
  const { territory, outcome } = evidenced;
  const { reason } = found.reasons;
  const reasons = new Array<number>(REASONS.length).fill(0);
  const uncovered = (point: number) => outcome.overCapacity[point] + outcome.outOfReach[point];
  for (const point of gap.points) if (reason[point] !== NO_REASON) reasons[reason[point]] += uncovered(point);
  const main = reasons.indexOf(Math.max(...reasons));
  const [first] = gap.points.filter((point) => reason[point] === main);
  const speaking = gap.points.reduce(
    (best, point) => (reason[point] === main && uncovered(point) > uncovered(best) ? point : best),
    first,
  );
  return {
    rank: position + 1,
    name: gap.name,
    names: { ...gap.names },
    areaCode: gap.area === NONE ? null : territory.areas.code[gap.area],
    lon: territory.demand.lon[gap.centre],
    lat: territory.demand.lat[gap.centre],
    people: gap.people,
    demandPoints: gap.points.length,
    reasons,
    evidence: evidenceOf(evidenced, found.reasons, speaking),
    remedies: [...found.gapRemedies[position]],
  };
}

/** @throws when the point has no reason: every uncovered inhabited point has one */
function evidenceOf(evidenced: Evidenced, reasons: Reasons, point: number): Evidence {
  const evidence = evidenceAt(evidenced, reasons, point, evidenced.outcome.tiers, evidenced.territory.demand);
  if (evidence === null) throw new Error(`Demand point ${point} is in a gap without a reason.`);
  return evidence;
}

function facilitiesOf(territory: Territory, { standard, circumstances }: Question, outcome: Outcome): ReviewFacility[] {
  const { facilities, areas } = territory;
  const counting = new Set(countingFacilities(territory, kindsOf(standard), circumstances.hours));
  const { load, capacity, reached, hours } = outcome.facilities;
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return Array.from({ length: facilities.count }, (_, row) => {
    const area = facilities.area.findLast((column) => column[row] !== NONE)?.[row];
    return {
      id: facilities.id[row],
      name: facilities.name[row],
      names: { ...facilities.names[row] },
      kind: facilities.kind[row],
      status: facilities.status[row],
      lon: facilities.lon[row],
      lat: facilities.lat[row],
      areaCode: area === undefined ? null : areas.code[area],
      openingHours: facilities.openingHours[row],
      hoursState: hours[row],
      counts: counting.has(row),
      peopleInReach: counting.has(row) ? reached[row] : 0,
      load: counting.has(row) ? known(load[row]) : null,
      capacity: known(capacity[row]),
    };
  });
}

/** Areas that are named as the home of the worst served. */
const WORST_AREAS = 10;

function equity(territory: Territory, { outcome, walk, question }: Found): Equity {
  const { demand, areas } = territory;
  const speed = speedOfTotal(question.standard, territory);
  const minutes = walk.cost.map((cost) => (cost === NONE ? Number.POSITIVE_INFINITY : minutesOf(cost, speed)));
  const found: Inequality = equityOf({ minutes, people: demand.people, peopleCovered: outcome.served });
  const { worstServed, capMinutes } = found;
  const smallest = demand.area.at(-1);
  const rows = smallest === undefined ? [] : worstServedAreas(worstServed.peopleAt, demand.people, smallest);
  const worstTenth =
    worstServed.meanMinutes === null
      ? null
      : {
          people: worstServed.people,
          leastMinutes: Math.min(worstServed.leastMinutes ?? capMinutes, capMinutes),
          meanMinutes: worstServed.meanMinutes,
          served: worstServed.people - worstServed.peopleUncovered,
          areas: rows
            .filter(({ area }) => area !== NONE)
            .slice(0, WORST_AREAS)
            .map(({ area, people }) => {
              return { code: areas.code[area], name: areas.name[area], names: { ...areas.names[area] }, people };
            }),
        };
  return {
    gini: found.gini,
    capMinutes,
    shareBeyondCap: found.shareBeyondCap,
    lorenz: found.lorenz.map(({ peopleShare, minutesShare }) => [peopleShare, minutesShare]),
    worstTenth,
  };
}

/** What was counted, how, and from which data. */
export function methodOf(
  territory: Territory,
  { question, outcome }: Pick<Found, "question" | "outcome">,
  about: About,
): Method {
  const { groups, total, network } = territory;
  const { standard } = question;
  const described = ({ id, label, labels, people, source }: Territory["groups"][number]) => {
    return { id, label, labels: { ...labels }, people, source };
  };
  return {
    ...about,
    territoryVersion: territory.version,
    territory: territory.name,
    names: { ...territory.names },
    fictional: territory.fictional,
    slope: network.heights === "used" ? "tobler" : "none",
    districtLevel: territory.levels[districtLevel(territory)] ?? null,
    base: total === NONE ? null : described(groups[total]),
    groups: groups.map((group) => {
      const { id, label, labels, people } = described(group);
      const weight = standard.groups.find((rule) => rule.group === id)?.weight ?? 1;
      return { id, label, labels, role: group.role, people, walkingSpeedKmh: speedOf(standard, id), weight };
    }),
    inputs: territory.sources.map(({ name, ...input }) => ({ source: name, ...input })),
    placeCorrections: territory.placeCorrections.map((correction) => ({ ...correction })),
    limits: limitsOf(territory, question, outcome),
  };
}

/** The points with people, for comparing with other dates. */
function pointsOf({ demand, levels }: Territory, { served }: Outcome): ReviewPoints {
  const rows = Int32Array.from(demand.people.keys()).filter((point) => demand.people[point] > 0);
  return {
    id: Array.from(rows, (point) => demand.id[point]),
    people: Array.from(rows, (point) => demand.people[point]),
    served: Array.from(rows, (point) => served[point]),
    area: levels.map((level, i) => ({ level, of: Array.from(rows, (point) => demand.area[i][point]) })),
  };
}
