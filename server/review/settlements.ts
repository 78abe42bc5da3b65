/**
 * The register of settlements: of each its state, its walk and its reason. A settlement in which demand points lie is judged by its
 * people there; one without (a point on the map, a place not yet lived in) by its own point.
 */

import { NONE } from "../network/network.ts";
import type { Nearest } from "../network/search.ts";
import { type Reach, reachedByNeed } from "../reach.ts";
import type { Reasons } from "../reasons/reasons.ts";
import { MEASURES, minutesOf, type Rule, speedOfTotal } from "../standard.ts";
import { compareText } from "../text.ts";
import { SETTLEMENT_KINDS } from "../words.ts";
import type { Evidence, ReviewSettlement } from "./document.ts";
import { type Evidenced, evidenceAt } from "./evidence.ts";

/** What the stages found for the settlements' own points. */
export interface SettlementsFound {
  readonly tiers: readonly Reach[];
  /** On foot, to the nearest facility that counts. */
  readonly walk: Nearest;
  /** Of own points, as if one person lived at each. */
  readonly reasons: Reasons;
  /** Of the demand points. */
  readonly demandReasons: Reasons;
}

/** Less than this share of a settlement's people is rounding. */
const ROUNDING = 1e-9;
const STATES = ["uncovered", "partly", "covered"] as const;

/** Resettlement areas first, then by kind; within a kind the uncovered first, then those with more people, then by code. */
export function settlementRegister(evidenced: Evidenced, found: SettlementsFound): ReviewSettlement[] {
  const { territory, question, outcome } = evidenced;
  const { settlements, demand, facilities, areas } = territory;
  const { standard } = question;
  const walkingSpeedKmh = speedOfTotal(standard, territory);
  const ownReached = reachedByNeed(found.tiers, standard.need, walkingSpeedKmh);
  const homes = pointsOfEach(evidenced);
  const rows = Array.from({ length: settlements.count }, (_, s): ReviewSettlement => {
    let [people, served] = [0, 0];
    for (const point of homes[s]) {
      people += demand.people[point];
      served += outcome.served[point];
    }
    const share = people > 0 ? Math.min(1, served / people) : null;
    const covered = share ?? ownReached[s];
    const state = covered >= 1 - ROUNDING ? "covered" : covered <= ROUNDING ? "uncovered" : "partly";
    const facility = found.walk.facility[s];
    const cost = found.walk.cost[s];
    const area = settlements.area.findLast((column) => column[s] !== NONE)?.[s];
    return {
      code: settlements.code[s],
      name: settlements.name[s],
      names: { ...settlements.names[s] },
      kind: settlements.kind[s],
      lon: settlements.lon[s],
      lat: settlements.lat[s],
      areaCode: area === undefined ? null : areas.code[area],
      people: settlements.people[s],
      peopleOfBase: people,
      served,
      share,
      state,
      ...limitOfRule(found.tiers[0], s),
      walkMinutes: cost === NONE ? null : minutesOf(cost, walkingSpeedKmh),
      walkMetres: cost === NONE ? null : found.walk.metres[s],
      facilityId: facility === NONE ? null : facilities.id[facility],
      facilityName: facility === NONE ? null : facilities.name[facility],
      evidence: state === "covered" ? null : evidenceOf(evidenced, found, s, people > 0 ? homes[s] : []),
    };
  });
  const rank = ({ kind, state }: ReviewSettlement) =>
    SETTLEMENT_KINDS.indexOf(kind) * STATES.length + STATES.indexOf(state);
  const size = ({ people, peopleOfBase }: ReviewSettlement) => people ?? peopleOfBase;
  return rows.sort((a, b) => rank(a) - rank(b) || size(b) - size(a) || compareText(a.code, b.code));
}

/** The demand points that lie in each settlement, ascending. */
function pointsOfEach({ territory: { demand, settlements } }: Evidenced): number[][] {
  const points = Array.from({ length: settlements.count }, (): number[] => []);
  for (let point = 0; point < demand.count; point++) {
    for (let k = demand.firstSettlement[point]; k < demand.firstSettlement[point + 1]; k++) {
      points[demand.inSettlement[k]].push(point);
    }
  }
  return points;
}

/** The rule that holds at the settlement, of the first tier. */
function limitOfRule({ rules, rule, measure }: Reach, s: number) {
  const holding = rules[rule[s]];
  return {
    measure: MEASURES[measure[s]],
    limitMinutes: "cutoffMinutes" in holding ? holding.cutoffMinutes : null,
    limitMetres: metresOf(holding),
  };
}

const metresOf = (rule: Rule): number | null => ("metres" in rule ? rule.metres : null);

/** Of the demand point with the most people who are not covered; of the own point where nobody is known to live. */
function evidenceOf(
  evidenced: Evidenced,
  { tiers, reasons, demandReasons }: SettlementsFound,
  s: number,
  homes: readonly number[],
): Evidence | null {
  const { outcome, territory } = evidenced;
  const { settlements, demand } = territory;
  if (homes.length === 0) return evidenceAt(evidenced, reasons, s, tiers, settlements);
  const uncovered = (point: number) => outcome.overCapacity[point] + outcome.outOfReach[point];
  const most = homes.reduce((best, point) => (uncovered(point) > uncovered(best) ? point : best));
  return evidenceAt(evidenced, demandReasons, most, outcome.tiers, demand);
}
