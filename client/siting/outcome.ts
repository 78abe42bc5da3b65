/**
 * What the planner makes of a result: which site's alternatives are open, and which alternatives were taken. The changes of the
 * plan to be follow from it. A value outside the components, because the map draws it too.
 */
import { useSyncExternalStore } from "react";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { SitingResult } from "../../server/api/siting-messages.ts";

export type SitedSite = SitingResult["sites"][number];

/** Rank of a site to the place of the alternative taken in its list. */
export type Taken = Readonly<Record<number, number>>;

interface Outcome {
  /** The job that this is about: of another one nothing is taken yet. */
  readonly job: number | null;
  readonly openRank: number | null;
  readonly taken: Taken;
}

const NOTHING_TAKEN: Taken = {};
let current: Outcome = { job: null, openRank: null, taken: NOTHING_TAKEN };
const listeners = new Set<() => void>();

function change(job: number, part: Partial<Outcome>): void {
  const before = current.job === job ? current : { job, openRank: null, taken: NOTHING_TAKEN };
  current = { ...before, ...part };
  for (const listener of listeners) listener();
}

/** Opens the alternatives of a site, or closes them again. */
export function toggleSite(job: number, rank: number): void {
  change(job, { openRank: current.job === job && current.openRank === rank ? null : rank });
}

/** Takes an alternative in place of a site; null takes the site itself again. */
export function takeAlternative(job: number, rank: number, alternative: number | null): void {
  const { [rank]: _, ...others } = current.job === job ? current.taken : NOTHING_TAKEN;
  change(job, { taken: alternative === null ? others : { ...others, [rank]: alternative } });
}

export function useOutcome(job: number | null): Outcome {
  const outcome = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return outcome.job === job ? outcome : { job, openRank: null, taken: NOTHING_TAKEN };
}

/** The place that stands for a site: itself, or the alternative that was taken. */
export function chosenPlace(site: SitedSite, taken: Taken): { name: string; lon: number; lat: number; loss: number } {
  const alternative = site.alternatives[taken[site.rank] ?? -1];
  return alternative ?? { name: site.name, lon: site.lon, lat: site.lat, loss: 0 };
}

/** About a centimetre: a change belongs to the site at its place. */
const SAME_DEGREES = 1e-7;

/** The steps of a result with the alternatives taken, each with its cost where the site states one. */
export function changesOf(result: Pick<SitingResult, "changes" | "sites">, taken: Taken): Change[] {
  return result.changes.map((step) => {
    const place = step.type === "add-facility" ? step.facility : step.type === "move-facility" ? step : null;
    const site = result.sites.find(
      ({ kind, lon, lat }) =>
        place !== null &&
        // A station and a market may stand at one place.
        (step.type !== "add-facility" || step.facility.kind === kind) &&
        Math.abs(lon - place.lon) < SAME_DEGREES &&
        Math.abs(lat - place.lat) < SAME_DEGREES,
    );
    if (site === undefined) return step;
    const cost = site.cost !== null && step.cost === undefined ? { cost: site.cost } : {};
    if (taken[site.rank] === undefined) return { ...step, ...cost };
    const { name, lon, lat } = chosenPlace(site, taken);
    if (step.type === "move-facility") return { ...step, ...cost, lon, lat };
    if (step.type !== "add-facility") return step;
    // Names in other languages are those of the place that is given up.
    const { names: _, ...facility } = step.facility;
    return { ...step, ...cost, facility: { ...facility, name, lon, lat } };
  });
}

/** People covered with the alternatives taken: exact for one; with several, losses of each alone may overlap. */
export function peopleWith({ sites, peopleCovered }: Pick<SitingResult, "sites" | "peopleCovered">, taken: Taken) {
  const losses = sites.map((site) => chosenPlace(site, taken).loss);
  return {
    people: peopleCovered - losses.reduce((sum, loss) => sum + loss, 0),
    isExact: Object.keys(taken).length < 2,
  };
}
