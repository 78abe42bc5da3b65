/** The evidence of a reason by name: what the columns of reasons.ts say of one point, as the review shows it. */
import { barrierAt } from "../barrier-names.ts";
import { NONE } from "../network/network.ts";
import type { Outcome } from "../outcome.ts";
import type { Reach } from "../reach.ts";
import { NO_REASON, type Reasons } from "../reasons/reasons.ts";
import { MEASURES, minutesOf, type Question, speedOfTotal } from "../standard.ts";
import type { Territory } from "../territory.ts";
import { REASONS } from "../words.ts";
import type { Evidence } from "./document.ts";

/** What evidence is told of. */
export interface Evidenced {
  readonly territory: Territory;
  readonly question: Question;
  readonly outcome: Outcome;
}

const CENTIMETRES_PER_METRE = 100;
const RIDE = MEASURES.indexOf("ride");

/**
 * Why a point is not covered; null when it is.
 * @param tiers the reach of the points that the reasons are about: demand points, or settlements' own
 * @param home where these points are
 */
export function evidenceAt(
  { territory, question, outcome }: Evidenced,
  reasons: Reasons,
  point: number,
  tiers: readonly Reach[],
  home: { readonly lon: Float64Array; readonly lat: Float64Array },
): Evidence | null {
  const index = reasons.reason[point];
  if (index === NO_REASON) return null;
  const at = reasons.entry[point];
  const facility = reasons.facility[at];
  const { facilities } = territory;
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  const walkMetres = known(reasons.walkMetres[at]);
  const isRide = tiers[reasons.tier[at]].measure[point] === RIDE;
  const { network, bicycle, barrierNames } = territory;
  const { barriers } = isRide && bicycle !== null ? bicycle : network;
  const barrier = barrierAt(barrierNames, barriers, reasons.barrier[at]);
  return {
    reason: REASONS[index],
    homeLon: home.lon[point],
    homeLat: home.lat[point],
    facilityId: facility === NONE ? null : facilities.id[facility],
    facilityName: facility === NONE ? null : facilities.name[facility],
    walkMetres,
    walkMinutes:
      walkMetres === null || isRide
        ? null
        : minutesOf(walkMetres * CENTIMETRES_PER_METRE, speedOfTotal(question.standard, territory)),
    straightMetres: known(reasons.straightMetres[at]),
    gapMetres: known(reasons.metres[at]),
    barrierKind: barrier?.kind ?? null,
    barrierName: barrier?.name ?? null,
    lon: known(middle(reasons.nearLon[at], reasons.farLon[at])),
    lat: known(middle(reasons.nearLat[at], reasons.farLat[at])),
    openingHours: facility === NONE ? null : facilities.openingHours[facility],
    hoursState: facility === NONE ? "not-asked" : outcome.facilities.hours[facility],
  };
}

const middle = (a: number, b: number) => (a + b) / 2;
