/** Remedies by name: what would help the largest gaps, and of all that the things that help most people. */
import { barrierAt } from "../barrier-names.ts";
import type { Gap } from "../gaps.ts";
import { NONE } from "../network/network.ts";
import type { Remedy as Found } from "../reasons/remedies.ts";
import type { Territory } from "../territory.ts";
import type { Remedy } from "./document.ts";

/** Gaps that remedies are looked for; each takes some 20 ms, and smaller gaps are seldom worth a work of their own. */
const MOST_GAPS = 30;
/** Remedies told for the territory. */
const MOST_REMEDIES = 10;

/**
 * @param gaps the largest first
 * @param find answers the remedies of one gap, the usually cheapest first (remedies.ts)
 */
export function helpOf(
  territory: Territory,
  gaps: readonly Gap[],
  find: (points: readonly number[]) => readonly Found[],
): { readonly gapRemedies: readonly (readonly Remedy[])[]; readonly remedies: readonly Remedy[] } {
  const gapRemedies = gaps.map(({ points }, rank) =>
    rank < MOST_GAPS ? find(points).map((remedy) => named(territory, remedy)) : [],
  );
  // Two gaps beside one river may name the same crossing.
  const different = new Map(gapRemedies.flat().map((remedy) => [`${remedy.kind} ${remedy.lon} ${remedy.lat}`, remedy]));
  const remedies = [...different.values()].sort((a, b) => b.people - a.people).slice(0, MOST_REMEDIES);
  return { gapRemedies, remedies };
}

function named({ facilities, demand, network, barrierNames }: Territory, found: Found): Remedy {
  const facility = found.kind === "new-facility" ? NONE : found.facility;
  const none = { yearlyPeople: null, staff: null, metres: null, barrierKind: null, barrierName: null };
  const remedy = {
    kind: found.kind,
    people: found.people,
    peopleOfGap: found.peopleOfGap,
    facilityId: facility === NONE ? null : facilities.id[facility],
    facilityName: facility === NONE ? null : facilities.name[facility],
    ...none,
  };
  switch (found.kind) {
    case "crossing":
    case "link": {
      const { near, far, metres, barrier } = found;
      const between = barrierAt(barrierNames, network.barriers, barrier);
      return {
        ...remedy,
        metres,
        barrierKind: between?.kind ?? null,
        barrierName: between?.name ?? null,
        lon: (near[0] + far[0]) / 2,
        lat: (near[1] + far[1]) / 2,
      };
    }
    case "hours":
      return { ...remedy, lon: facilities.lon[facility], lat: facilities.lat[facility] };
    case "capacity": {
      const { yearlyPeople, staff } = found;
      return { ...remedy, yearlyPeople, staff, lon: facilities.lon[facility], lat: facilities.lat[facility] };
    }
    case "new-facility":
      return { ...remedy, lon: demand.lon[found.point], lat: demand.lat[found.point] };
  }
}
