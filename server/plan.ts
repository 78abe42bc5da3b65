/**
 * The spine: what a planner asks of a territory, stage by stage. Territory and standard go in, and each stage takes what
 * the one before it found:
 *
 *     territory, kinds ─▶ nearest facility ─▶ coverage ─▶ gaps          place ─▶ catchments, walk
 *
 * A plan belongs to one territory value and remembers its answers, so that coverage, gaps and map tiles share one search.
 */
import { type Catchment, catchmentsOf } from "./catchments.ts";
import { type Coverage, coverageOf, nearestFacilities } from "./coverage.ts";
import { type Gap, gapsOf } from "./gaps.ts";
import { createLinker, type Linker } from "./network/link.ts";
import type { Links, Network } from "./network/network.ts";
import { createSearch, type Nearest, type Search } from "./network/search.ts";
import { kindsOf, type Standard } from "./standard.ts";
import type { Territory } from "./territory.ts";
import { type Walk, walkToNearest } from "./walk.ts";
import type { FacilityKind } from "./words.ts";

export interface Plan {
  readonly territory: Territory;
  readonly search: Search;
  readonly linker: Linker;
  /** Nearest facility of each demand point, of some kinds or (null) of any. */
  nearest(kinds: readonly FacilityKind[] | null): Nearest;
  coverage(standard: Standard): Coverage;
  gaps(standard: Standard): readonly Gap[];
  catchments(
    place: { places: Links; row: number },
    pace: { cutoffsMinutes: readonly number[]; walkingSpeedKmh: number },
    wants: { withOutline: boolean },
  ): Catchment[];
  /** From row 0 of the links; null when no facility can be walked to. */
  walk(from: Links, standard: Standard): Walk | null;
}

export function planOf(territory: Territory): Plan {
  const { search, linker } = toolsOf(territory.network);
  const nearest = remember(
    (kinds: readonly FacilityKind[] | null) => (kinds === null ? "any" : [...kinds].sort().join()),
    (kinds) => nearestFacilities(territory, search, kinds),
  );
  const coverage = remember(standardKey, (standard: Standard) =>
    coverageOf(territory, standard, nearest(kindsOf(standard))),
  );
  const gaps = remember(standardKey, (standard: Standard) => gapsOf(territory, standard, nearest(kindsOf(standard))));
  return {
    territory,
    search,
    linker,
    nearest,
    coverage,
    gaps,
    catchments: (place, pace, wants) => catchmentsOf({ territory, search }, place, pace, wants),
    walk: (from, standard) => walkToNearest({ territory, search }, from, standard),
  };
}

const standardKey = (standard: Standard) => JSON.stringify(standard);

/** A slider asks for many cutoffs in a row; more than these are computed again. */
const REMEMBERED = 24;

/** The function with its last answers kept by key. */
function remember<Question, Answer>(
  keyOf: (question: Question) => string,
  answer: (question: Question) => Answer,
): (question: Question) => Answer {
  const known = new Map<string, Answer>();
  return (question) => {
    const key = keyOf(question);
    const value = known.get(key) ?? answer(question);
    known.delete(key);
    known.set(key, value);
    const [oldest] = known.keys();
    if (known.size > REMEMBERED) known.delete(oldest);
    return value;
  };
}

const tools = new WeakMap<Network, { search: Search; linker: Linker }>();

/** A search's arrays are as large as the network; territories that differ in their facilities only share them. */
function toolsOf(network: Network): { search: Search; linker: Linker } {
  const made = tools.get(network) ?? { search: createSearch(network), linker: createLinker(network) };
  tools.set(network, made);
  return made;
}
