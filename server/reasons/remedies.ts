/**
 * What would help a gap, with the number of people that it would bring within reach: a crossing or a missing link, longer
 * hours, more staff, a new facility. In this order, which is the usual one of cost; the costs themselves are not known here, so it
 * is a hint and no plan. A remedy is only named when the numbers support it, that is when it helps somebody of the gap.
 *
 * People are counted anew for each remedy, at every uncovered point of the territory, not only at those whose reason it is: by
 * the walk with the remedy against each point's own limit.
 */
import Flatbush from "flatbush";
import { distanceMetres, growBounds } from "../geo.ts";
import { DEMAND_LINK_METRES, type Links, NONE } from "../network/network.ts";
import { legCentimetres } from "../network/search.ts";
import { MEASURES } from "../standard.ts";
import { REASONS } from "../words.ts";
import type { ReasonQuestion, Reasons, Streets, TierReach } from "./reasons.ts";

interface Help {
  /** People of the total who would come within reach, or be served; in the whole territory. */
  readonly people: number;
  /** Those of them who live in the gap. */
  readonly peopleOfGap: number;
}

export type Remedy =
  /** A crossing of what lies between (barrier: index into Barriers.objectId), or with barrier NONE the missing link of an island. */
  | (Help & {
      readonly kind: "crossing" | "link";
      readonly facility: number;
      readonly barrier: number;
      readonly near: readonly [lon: number, lat: number];
      readonly far: readonly [lon: number, lat: number];
      readonly metres: number;
    })
  /** The facility open at the time that is asked for; or, where it says nothing of its hours, known to be. */
  | (Help & { readonly kind: "hours"; readonly facility: number; readonly hoursUnknown: boolean })
  /** Room for so many more people a year at the full facility, and the staff for it where the standard says what one serves. */
  | (Help & {
      readonly kind: "capacity";
      readonly facility: number;
      readonly yearlyPeople: number;
      readonly staff: number | null;
    })
  /** A facility of the tier (index) at this demand point of the gap, the best of those tried. */
  | (Help & { readonly kind: "new-facility"; readonly point: number; readonly tier: number });

/** Crossings, links and facilities tried for each gap: those that most of its people need. */
const MOST_TRIED = 4;
/** Places for a new facility tried in each gap: its points with most people. */
const MOST_PLACES = 24;
/** A walk downhill costs less than its length: Tobler's factor is 0.84 at the least, so people live within the limit ÷ this. */
const LEAST_FACTOR = 0.8;

const RADIUS = MEASURES.indexOf("radius");
const RIDE = MEASURES.indexOf("ride");

/**
 * Answers the remedies of one gap, given by its demand points, the usually cheapest first; none where nothing that was tried
 * helps. Made once for all gaps of a question. Takes milliseconds a gap: ask it for the gaps that are shown.
 */
export function remedyFinder(asked: ReasonQuestion, reasons: Reasons): (points: readonly number[]) => Remedy[] {
  const { question, people, overCapacity, walking, riding, counting, districts } = asked;
  const { standard, circumstances } = question;
  const tiers = asked.reachUnder(circumstances);
  const { homes } = walking;
  const reasonOf = (point: number) => REASONS[reasons.reason[point]];

  // Points that are out of reach, and where they are.
  const out = reasons.points.filter((point) => reasonOf(point) !== "over-capacity");
  const index = out.length === 0 ? null : new Flatbush(out.length);
  for (const point of out) index?.add(homes.lon[point], homes.lat[point]);
  index?.finish();
  const farthest = tiers.map(({ limit }) => out.reduce((most, point) => Math.max(most, limit[point]), 0));

  const isSameDistrict = (point: number, district: number): boolean =>
    districts === null || districts.homes[point] === district;
  /** Points out of reach around a place that one more facility of the tier in reach would cover. */
  const pointsAround = (lon: number, lat: number, t: number, district: number): number[] => {
    const metres = farthest[t] / 100 / LEAST_FACTOR;
    const near = index?.search(...growBounds([lon, lat, lon, lat], metres)).map((k) => out[k]) ?? [];
    const isEnough = (point: number) => standard.need === "any" || reasons.failing[reasons.entry[point]] === 1 << t;
    return near.filter((point) => isSameDistrict(point, district) && isEnough(point)).sort((a, b) => a - b);
  };
  const networkOf = (tier: TierReach, point: number): Streets | null =>
    tier.measure[point] === RADIUS ? null : tier.measure[point] === RIDE ? riding : walking;

  /** Which of the points would be within their limit of a facility at row `row` of a column of places. */
  const coveredBy = (
    points: readonly number[],
    t: number,
    row: number,
    placesOn: (streets: Streets) => Links,
  ): number[] => {
    const tier = tiers[t];
    const at = placesOn(walking);
    const covered = points.filter((point) => {
      if (networkOf(tier, point) !== null) return false;
      const metres = distanceMetres(homes.lon[point], homes.lat[point], at.lon[row], at.lat[row]);
      return legCentimetres(metres) <= tier.limit[point];
    });
    for (const streets of [walking, riding]) {
      const theirs = streets === null ? [] : points.filter((point) => networkOf(tier, point) === streets);
      if (streets === null || theirs.length === 0) continue;
      const labels = streets.search.toward(placesOn(streets), row, farthest[t]);
      for (const point of theirs) {
        const cost = labels.costAt(streets.homes, point);
        if (cost !== NONE && cost <= tier.limit[point]) covered.push(point);
      }
    }
    return covered;
  };

  const facilityIndex = counting.map((rows) => {
    const linked = Int32Array.from(rows);
    const boxes = linked.length === 0 ? null : new Flatbush(linked.length);
    for (const row of linked) boxes?.add(walking.facilities.lon[row], walking.facilities.lat[row]);
    boxes?.finish();
    return (lon: number, lat: number, metres: number) =>
      boxes?.search(...growBounds([lon, lat, lon, lat], metres)).map((k) => linked[k]) ?? [];
  });

  /** Centimetres from a place on the streets to the nearest facility of the tier that a district may use; NONE beyond the limit. */
  const onward = (end: Links, t: number, district: number): number => {
    const labels = walking.search.fromPoint(end, 0, farthest[t]);
    let least = NONE;
    for (const row of facilityIndex[t](end.lon[0], end.lat[0], farthest[t] / 100 / LEAST_FACTOR)) {
      if (districts !== null && districts.facilities[row] !== district) continue;
      const cost = labels.costAt(walking.facilities, row);
      if (cost !== NONE && (least === NONE || cost < least)) least = cost;
    }
    return least;
  };

  /** Whom a crossing or link with these ends brings within the limit. */
  const connectedBy = (ends: readonly [Links, Links], metres: number, t: number, district: number): number[] => {
    const tier = tiers[t];
    const [lon, lat] = [ends[0].lon[0], ends[0].lat[0]];
    const points = pointsAround(lon, lat, t, district).filter((point) => networkOf(tier, point) === walking);
    const best = new Map<number, number>();
    ends.forEach((end, k) => {
      const rest = onward(ends[1 - k], t, district);
      if (rest === NONE) return;
      const labels = walking.search.toward(end, 0, farthest[t]);
      for (const point of points) {
        const there = labels.costAt(homes, point);
        const cost = there + legCentimetres(metres) + rest;
        if (there !== NONE && cost < (best.get(point) ?? Number.POSITIVE_INFINITY)) best.set(point, cost);
      }
    });
    return points.filter((point) => (best.get(point) ?? Number.POSITIVE_INFINITY) <= tier.limit[point]);
  };

  const helpTo = (covered: readonly number[], gap: ReadonlySet<number>): Help => ({
    people: covered.reduce((sum, point) => sum + people[point], 0),
    peopleOfGap: covered.reduce((sum, point) => sum + (gap.has(point) ? people[point] : 0), 0),
  });

  return (points) => {
    const gap = new Set(points);
    const remedies: Remedy[] = [];
    const offer = (tried: readonly Remedy[]): void => {
      const helping = tried.filter(({ peopleOfGap }) => peopleOfGap > 0);
      if (helping.length === 0) return;
      remedies.push(
        helping.reduce((a, b) =>
          b.peopleOfGap > a.peopleOfGap || (b.peopleOfGap === a.peopleOfGap && b.people > a.people) ? b : a,
        ),
      );
    };
    const byPeople = (reason: string, weight: Float64Array): number[] =>
      points.filter((point) => reasonOf(point) === reason).sort((a, b) => weight[b] - weight[a] || a - b);

    for (const [kind, reason] of [
      ["crossing", "barrier"],
      ["link", "island"],
    ] as const) {
      offer(
        byPeople(reason, people)
          .slice(0, MOST_TRIED)
          .flatMap((point): Remedy[] => {
            const at = reasons.entry[point];
            if (networkOf(tiers[reasons.tier[at]], point) !== walking) return [];
            const [near, far] = [
              [reasons.nearLon[at], reasons.nearLat[at]],
              [reasons.farLon[at], reasons.farLat[at]],
            ] as const;
            const rule = { maxMetres: DEMAND_LINK_METRES };
            const ends = [walking.linker.linkPoint(...near, rule), walking.linker.linkPoint(...far, rule)] as const;
            if (ends.some(({ edge }) => edge[0] === NONE)) return [];
            const metres = reasons.metres[at];
            const district = districts === null ? NONE : districts.homes[point];
            const covered = connectedBy(ends, metres, reasons.tier[at], district);
            return [
              {
                kind,
                ...helpTo(covered, gap),
                facility: reasons.facility[at],
                barrier: reasons.barrier[at],
                near,
                far,
                metres,
              },
            ];
          }),
      );
    }

    const mostNeeded = (reason: string, weight: Float64Array): number[] => {
      const needed = new Map<number, number>();
      for (const point of byPeople(reason, weight)) {
        const facility = reasons.facility[reasons.entry[point]];
        needed.set(facility, (needed.get(facility) ?? 0) + weight[point]);
      }
      return [...needed.keys()]
        .sort((a, b) => (needed.get(b) ?? 0) - (needed.get(a) ?? 0) || a - b)
        .slice(0, MOST_TRIED);
    };
    offer(
      mostNeeded("closed", people).map((facility): Remedy => {
        const first = byPeople("closed", people).find((point) => reasons.facility[reasons.entry[point]] === facility);
        const t = first === undefined ? 0 : reasons.tier[reasons.entry[first]];
        const [lon, lat] = [walking.facilities.lon[facility], walking.facilities.lat[facility]];
        const around = pointsAround(lon, lat, t, districts === null ? NONE : districts.facilities[facility]);
        const covered = coveredBy(around, t, facility, (streets) => streets.facilities);
        return { kind: "hours", ...helpTo(covered, gap), facility, hoursUnknown: asked.hoursUnknown[facility] === 1 };
      }),
    );

    if (overCapacity !== null) {
      const { yearlyPer1000, residentsPerPersonOfBase, yearlyPerStaff } = standard.service;
      offer(
        mostNeeded("over-capacity", overCapacity).map((facility): Remedy => {
          const unserved = points.reduce((sum, point) => {
            const isIts = reasonOf(point) === "over-capacity" && reasons.facility[reasons.entry[point]] === facility;
            return sum + (isIts ? overCapacity[point] : 0);
          }, 0);
          const yearlyPeople = (unserved * residentsPerPersonOfBase * yearlyPer1000) / 1000;
          const staff = yearlyPerStaff === null ? null : Math.ceil(yearlyPeople / yearlyPerStaff);
          return { kind: "capacity", people: unserved, peopleOfGap: unserved, facility, yearlyPeople, staff };
        }),
      );
    }

    const unreached = points.filter((point) => reasonOf(point) !== "over-capacity" && reasons.entry[point] !== NONE);
    const places = unreached.sort((a, b) => people[b] - people[a] || a - b).slice(0, MOST_PLACES);
    const tier = places.length === 0 ? 0 : reasons.tier[reasons.entry[places[0]]];
    offer(
      places.map((point): Remedy => {
        const district = districts === null ? NONE : districts.homes[point];
        const around = pointsAround(homes.lon[point], homes.lat[point], tier, district);
        const covered = coveredBy(around, tier, point, (streets) => streets.homes);
        return { kind: "new-facility", ...helpTo(covered, gap), point, tier };
      }),
    );
    return remedies;
  };
}
