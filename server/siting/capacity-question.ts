/**
 * Siting where a facility serves no more people than it can. What is counted is the outcome, which assigns people to the
 * nearest facility that has room (access/capacity.ts). No way of assigning people serves more than the best one, so the
 * question here, whose flows go wherever most are served, bounds every outcome: existing facilities and sites are candidates
 * with their capacities. Where each tier is needed, a person is served at most as far as one of the tiers serves: the first
 * that a new facility counts in, among people whom the other tiers can reach.
 */
import { yearlyCapacity } from "../access/capacity.ts";
import type { Pairs } from "../access/pairs.ts";
import { unionOf } from "../access/reach-pairs.ts";
import { districtLevel, type Way } from "../nearness.ts";
import { NONE } from "../network/network.ts";
import type { Outcome } from "../outcome.ts";
import { reachedAt, rulesAt, WAY_OF } from "../reach.ts";
import { limitOf, speedOfTotal } from "../standard.ts";
import { reachOfRows, type Setup } from "./ask.ts";
import { quotasOf } from "./ask-joint.ts";
import { costsBy } from "./costs.ts";
import { Growing } from "./instance.ts";
import type { JointQuestion } from "./joint-question.ts";
import { sumOf, type Watch } from "./question.ts";
import { spacingPairs } from "./spacing.ts";
import type { WeightClass } from "./weights.ts";

/** People a year who need service for each person of the base, as outcome.ts counts them. */
export function yearlyRate({ question: { standard } }: Pick<Setup, "question">): number {
  return (standard.service.yearlyPer1000 * standard.service.residentsPerPersonOfBase) / 1000;
}

/** People of the base that each existing facility, and a new one, can serve at most; Infinity where unknown. */
export function roomOf({ ground, question, request }: Setup): { existing: Float64Array; fresh: number } {
  const { facilities } = ground.territory;
  const { staff = null, yearlyCapacity: stated = null } = request.facility;
  const { capacity } = yearlyCapacity(
    [...facilities.yearlyCapacity, stated],
    [...facilities.staff, staff],
    question.standard.service.yearlyPerStaff,
  );
  const rate = yearlyRate({ question });
  const existing = capacity.slice(0, facilities.count).map((each) => each / rate);
  return { existing, fresh: capacity[facilities.count] / rate };
}

export interface AskedCapacity {
  /** Each demand point is a demand with a spot of its own. */
  readonly question: JointQuestion;
  /** Rows of facilities, which are the first candidates. */
  readonly facilityOf: readonly number[];
  /** Number of the first site among the candidates. */
  readonly firstSite: number;
}

/**
 * Candidates: facilities that count now (each row of the territory that does), then the sites.
 * @param now the outcome of the territory as it is
 * @param classes weights; those of other speeds are taken to be in reach wherever the total is
 */
export function askCapacity(setup: Setup, classes: readonly WeightClass[], now: Outcome, watch: Watch): AskedCapacity {
  const { ground, question, sites, movable, isNewIn, request, mostPairs } = setup;
  const { territory } = ground;
  const { demand } = territory;
  const { standard, circumstances } = question;
  const speed = speedOfTotal(standard, territory);
  const isAny = standard.need === "any";
  const counted = isAny ? standard.tiers.flatMap((_, t) => (isNewIn[t] ? [t] : [])) : [isNewIn.indexOf(true)];
  const existingPairs: Pairs = isAny ? unionOf(now.pairs, demand.count) : now.pairs[counted[0]];
  const others = isAny ? [] : standard.tiers.flatMap((_, t) => (isNewIn[t] ? [] : [reachedAt(now.tiers[t], speed)]));
  const canGain = (p: number) => others.every((reached) => reached[p] === 1);

  // Where nobody of the total lives there may be people who are counted apart from it: they take no room.
  const weight = demand.people.map((_, p) => classes.reduce((sum, each) => sum + each.weight[p], 0));
  const most = new Map<Way, Int32Array>();
  const ruled = counted.map((t) => {
    const { rules, rule } = rulesAt(standard.tiers[t], territory, demand);
    const limit = rules.map((one) => limitOf(one, speed));
    for (let p = 0; p < demand.count; p++) {
      const way = WAY_OF[rules[rule[p]].by];
      const ofWay = most.get(way) ?? new Int32Array(demand.count).fill(NONE);
      most.set(way, ofWay);
      if (canGain(p) && (demand.people[p] > 0 || weight[p] > 0)) ofWay[p] = Math.max(ofWay[p], limit[rule[p]]);
    }
    return { rules, rule, limit };
  });
  const costs = new Map(
    [...most].map(([way, ofWay]) => [way, costsBy(ground, sites, way, ofWay, { watch, mostPairs })]),
  );

  const facilityOf = [...new Set([...setup.staying.flat(), ...movable])].sort((a, b) => a - b);
  const firstSite = facilityOf.length;
  const level = circumstances.ownDistrictOnly ? districtLevel(territory) : NONE;
  const lists = new RowLists(demand.count);
  facilityOf.forEach((row, j) => {
    for (let k = existingPairs.first[row]; k < existingPairs.first[row + 1]; k++) {
      if (canGain(existingPairs.point[k])) lists.add(existingPairs.point[k], j);
    }
  });
  for (let p = 0; p < demand.count; p++) {
    for (const { rules, rule, limit } of ruled) {
      const rows = costs.get(WAY_OF[rules[rule[p]].by]);
      for (let k = rows?.first[p] ?? 0; rows !== undefined && k < rows.first[p + 1]; k++) {
        const site = rows.items[k];
        if (rows.costs[k] > limit[rule[p]]) continue;
        if (level !== NONE && demand.area[level][p] !== sites.district?.[site]) continue;
        lists.add(p, firstSite + site);
      }
    }
  }
  const candidateCount = firstSite + sites.count;
  const reach = reachOfRows(lists.rows(), candidateCount);
  const load = demand.people;
  // A facility of unknown capacity serves without limit.
  const everybody = sumOf(load) + 1;
  const room = roomOf(setup);
  const ofCandidate = new Float64Array(candidateCount).fill(Math.min(room.fresh, everybody));
  facilityOf.forEach((row, j) => {
    ofCandidate[j] = Math.min(room.existing[row], everybody);
  });
  const isMovable = new Set(movable);
  const { goal, spacingMetres } = request;
  const cost = new Float64Array(candidateCount);
  cost.set(sites.cost, firstSite);
  let conflicts: JointQuestion["conflicts"] = null;
  if (spacingMetres !== undefined) {
    const { lon, lat } = territory.facilities;
    const at = (column: Float64Array, ofSites: Float64Array) =>
      Float64Array.from([...facilityOf.map((row) => column[row]), ...ofSites]);
    conflicts = spacingPairs(at(lon, sites.lon), at(lat, sites.lat), spacingMetres);
  }
  const points = demand.people.map((_, p) => p);
  const aim = goal.type === "fewest-sites" ? "fewest" : "most";
  const asked: JointQuestion = {
    aim,
    reach,
    needs: {
      count: demand.count,
      first: Int32Array.from({ length: demand.count + 1 }, (_, p) => p),
      items: Int32Array.from(points),
    },
    weight: aim === "most" ? weight : new Float64Array(demand.count),
    people: load,
    quotas: quotasOf(setup, load, Array.from(points)),
    existing: Int32Array.from(facilityOf.keys()).filter((j) => !isMovable.has(facilityOf[j])),
    movable:
      movable.length === 0
        ? null
        : {
            sites: Int32Array.from(movable, (row) => facilityOf.indexOf(row)),
            cost: new Float64Array(movable.length).fill(request.movable?.cost ?? 0),
          },
    kindOf: new Uint8Array(candidateCount),
    mostOfKind: ["sites" in goal ? (goal.sites ?? null) : null],
    mostSites: null,
    budget: goal.type === "most-people-in-budget" ? { amount: goal.budget, cost } : null,
    conflicts,
    capacity: { ofCandidate, load },
    walks: null,
  };
  return { question: asked, firstSite, facilityOf };
}

/** Lists by point that grow in any order; what is added twice is kept once. */
class RowLists {
  readonly #count: number;
  readonly #point = new Growing();
  readonly #item = new Growing();

  constructor(count: number) {
    this.#count = count;
  }

  add(point: number, item: number): void {
    this.#point.push(point);
    this.#item.push(item);
  }

  rows() {
    const [point, item] = [this.#point.done(), this.#item.done()];
    const first = new Int32Array(this.#count + 1);
    for (const p of point) first[p + 1]++;
    for (let p = 0; p < this.#count; p++) first[p + 1] += first[p];
    const next = first.slice();
    const items = new Int32Array(item.length);
    for (let k = 0; k < item.length; k++) items[next[point[k]]++] = item[k];
    const kept = new Int32Array(item.length);
    const firstOf = new Int32Array(this.#count + 1);
    let size = 0;
    for (let p = 0; p < this.#count; p++) {
      const row = items.subarray(first[p], first[p + 1]).sort();
      for (let k = 0; k < row.length; k++) if (k === 0 || row[k] !== row[k - 1]) kept[size++] = row[k];
      firstOf[p + 1] = size;
    }
    return { count: this.#count, first: firstOf, items: kept.slice(0, size) };
  }
}
