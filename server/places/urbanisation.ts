/**
 * Urban centres, urban clusters and the countryside between them: level 1 of the Degree of Urbanisation, from people on a
 * grid of 1 km² alone.
 *
 * Method: European Commission, ILO, FAO, OECD, UN-Habitat, World Bank, "Applying the Degree of Urbanisation. A methodological
 * manual to define cities, towns and rural areas for international comparisons", 2021 edition (endorsed by the UN Statistical
 * Commission in March 2020), first stage, the classification of grid cells:
 *
 * - urban centre: cells of at least 1,500 people per km² of land that hang together by their sides, with at least 50,000 people in
 *   all. Its edges are smoothed: a cell with at least five of its eight neighbours in the same centre joins it, again and again until none does.
 *   Its gaps of less than 15 km² are filled. In this order, as GHSL does it (GHSL Data Package 2022, rule R2022A).
 * - urban cluster: cells of at least 300 people per km² of land that hang together by sides or corners, with at least 5,000.
 * - rural: every other cell.
 *
 * Not done: the manual's option that also takes cells which are built-up by half (there are no built-up areas here), the variant of
 * GHSL 2023 that leaves empty and water cells out when it counts neighbours, and level 2 (towns, villages). Cells do not hang
 * together over the 180th meridian.
 */
import { BESIDE, SIDES } from "./equal-area.ts";

export const CENTRE_DENSITY = 1_500;
export const CENTRE_PEOPLE = 50_000;
export const CLUSTER_DENSITY = 300;
export const CLUSTER_PEOPLE = 5_000;
/** Of its eight neighbours so many must be in a centre for a cell to join it. */
export const MAJORITY = 5;
/** A gap of so many cells stays open. */
export const OPEN_GAP_CELLS = 15;

/** Sums of shares miss a round number by some 1e-12 of it; such a miss must not decide. */
const SLACK = 1 - 1e-9;

const NONE = -1;

/** Ordered from the fewest to the most people. */
export const URBAN_CLASSES = ["rural", "cluster", "centre"] as const;
const [RURAL, CLUSTER, CENTRE] = [0, 1, 2];

/** Cells of 1 km² with people in them. */
export interface GridCells {
  /** cellKey of each, ascending. */
  readonly key: Float64Array;
  readonly people: Float64Array;
  /** Land in the cell, km², more than 0 and at most 1. */
  readonly land: Float64Array;
}

/** Centres or clusters, by their southernmost, then westernmost dense cell. */
export interface UrbanGroups {
  readonly count: number;
  /** In all its cells, those that smoothing and filling added included. */
  readonly people: Float64Array;
  readonly cells: Int32Array;
  /** 1 where it touches the edge of the data, beyond which it may go on. */
  readonly isCut: Uint8Array;
}

export interface Urbanisation {
  /** All cells that were given and those that a centre took in besides. */
  readonly count: number;
  readonly key: Float64Array;
  readonly people: Float64Array;
  /** Index into URBAN_CLASSES. */
  readonly urbanClass: Uint8Array;
  /** The centre of each cell, or -1. */
  readonly centre: Int32Array;
  /** The cluster that each cell is in by its own density, or -1; most cells of centres are in one. */
  readonly cluster: Int32Array;
  readonly centres: UrbanGroups;
  readonly clusters: UrbanGroups;
  /** People who count as rural because a group with a dense cell at the edge of the data has too few people in it. */
  readonly peopleInDoubt: number;
}

/**
 * @param isEdge tells of a cell without people whether it lies outside the data: then the groups beside it may go on there
 * @throws when the cells are not ascending
 */
export function urbanisationOf(cells: GridCells, isEdge: (key: number) => boolean): Urbanisation {
  const indexOf = new Map<number, number>();
  cells.key.forEach((key, cell) => {
    if (cell > 0 && key <= cells.key[cell - 1]) throw new Error("The cells of the grid must be ascending, each once.");
    indexOf.set(key, cell);
  });
  const touchesEdge = (cell: number) =>
    BESIDE.some((step) => !indexOf.has(cells.key[cell] + step) && isEdge(cells.key[cell] + step));

  const dense = groupsOf(cells, indexOf, CENTRE_DENSITY, SIDES);
  const centres = chosen(dense, CENTRE_PEOPLE);
  const clusters = chosen(groupsOf(cells, indexOf, CLUSTER_DENSITY, BESIDE), CLUSTER_PEOPLE);

  const centreOf = new Map<number, number>();
  cells.key.forEach((key, cell) => {
    if (centres.group[cell] !== NONE) centreOf.set(key, centres.group[cell]);
  });
  smooth(centreOf);
  fillGaps(centreOf);

  const key = withKeys(cells.key, centreOf);
  const count = key.length;
  const people = new Float64Array(count);
  const centre = new Int32Array(count).fill(NONE);
  const cluster = new Int32Array(count).fill(NONE);
  const urbanClass = new Uint8Array(count);
  key.forEach((cellKey, i) => {
    const cell = indexOf.get(cellKey);
    if (cell !== undefined) {
      people[i] = cells.people[cell];
      cluster[i] = clusters.group[cell];
    }
    centre[i] = centreOf.get(cellKey) ?? NONE;
    urbanClass[i] = centre[i] !== NONE ? CENTRE : cluster[i] !== NONE ? CLUSTER : RURAL;
  });

  const cutCentres = new Uint8Array(centres.count);
  const cutClusters = new Uint8Array(clusters.count);
  const inDoubt = new Set<number>();
  for (let cell = 0; cell < cells.key.length; cell++) {
    if (clusters.all[cell] === NONE || !touchesEdge(cell)) continue;
    if (centres.group[cell] !== NONE) cutCentres[centres.group[cell]] = 1;
    if (clusters.group[cell] !== NONE) cutClusters[clusters.group[cell]] = 1;
    else inDoubt.add(clusters.all[cell]);
  }
  let peopleInDoubt = 0;
  for (let cell = 0; cell < cells.key.length; cell++) {
    if (inDoubt.has(clusters.all[cell]) && !centreOf.has(cells.key[cell])) peopleInDoubt += cells.people[cell];
  }
  return {
    count,
    key,
    people,
    urbanClass,
    centre,
    cluster,
    centres: { count: centres.count, ...sumsOf(centre, people, centres.count), isCut: cutCentres },
    clusters: { count: clusters.count, ...sumsOf(cluster, people, clusters.count), isCut: cutClusters },
    peopleInDoubt,
  };
}

interface Groups {
  readonly count: number;
  /** The group of each cell, or NONE where it is not dense enough. */
  readonly group: Int32Array;
  readonly people: readonly number[];
}

/** Cells of at least this density that hang together over these steps. */
function groupsOf(
  { key, people, land }: GridCells,
  indexOf: ReadonlyMap<number, number>,
  density: number,
  steps: readonly number[],
): Groups {
  const isDense = (cell: number) => people[cell] >= density * land[cell] * SLACK;
  const group = new Int32Array(key.length).fill(NONE);
  const sums: number[] = [];
  for (let first = 0; first < key.length; first++) {
    if (group[first] !== NONE || !isDense(first)) continue;
    const id = sums.length;
    let sum = 0;
    group[first] = id;
    const open = [first];
    for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
      sum += people[cell];
      for (const step of steps) {
        const next = indexOf.get(key[cell] + step);
        if (next === undefined || group[next] !== NONE || !isDense(next)) continue;
        group[next] = id;
        open.push(next);
      }
    }
    sums.push(sum);
  }
  return { count: sums.length, group, people: sums };
}

/** Only groups of at least so many people, numbered anew; `all` are the groups before. */
function chosen({ group: all, people }: Groups, least: number): { count: number; group: Int32Array; all: Int32Array } {
  let count = 0;
  const renamed = people.map((sum) => (sum >= least * SLACK ? count++ : NONE));
  return { count, group: all.map((id) => (id === NONE ? NONE : renamed[id])), all };
}

/** Rounds of the majority rule: all that a round finds joins at its end, so that the order of cells does not matter. */
function smooth(centreOf: Map<number, number>): void {
  let changed = [...centreOf.keys()];
  while (changed.length > 0) {
    const candidates = new Set<number>();
    for (const key of changed) for (const step of BESIDE) if (!centreOf.has(key + step)) candidates.add(key + step);
    const joined: [number, number][] = [];
    for (const key of candidates) {
      const around = BESIDE.map((step) => centreOf.get(key + step));
      // Five of eight can be of one centre only, so it is among the first four.
      const centre = around
        .slice(0, around.length - MAJORITY + 1)
        .find((id) => id !== undefined && around.filter((other) => other === id).length >= MAJORITY);
      if (centre !== undefined) joined.push([key, centre]);
    }
    for (const [key, centre] of joined) centreOf.set(key, centre);
    changed = joined.map(([key]) => key);
  }
}

/**
 * Fills the gaps of each centre: cells outside it that hang together by their sides, fewer than OPEN_GAP_CELLS, with the centre
 * all around them. Where another centre lies in a gap, its cells count for the size of the gap and stay its own.
 */
function fillGaps(centreOf: Map<number, number>): void {
  const cellsOfCentre = new Map<number, number[]>();
  for (const [key, centre] of centreOf) {
    const cells = cellsOfCentre.get(centre);
    if (cells === undefined) cellsOfCentre.set(centre, [key]);
    else cells.push(key);
  }
  const filled: [number, number][] = [];
  for (const [centre, cells] of cellsOfCentre) {
    /** Cells known to be in a gap, and cells known to be part of something larger. */
    const inGap = new Set<number>();
    const open = new Set<number>();
    for (const key of cells) {
      for (const step of SIDES) {
        const start = key + step;
        if (centreOf.get(start) === centre || inGap.has(start) || open.has(start)) continue;
        const gap = new Set([start]);
        let isOpen = false;
        for (const cell of gap) {
          if (open.has(cell) || gap.size >= OPEN_GAP_CELLS) isOpen = true;
          if (isOpen) break;
          for (const side of SIDES) if (centreOf.get(cell + side) !== centre) gap.add(cell + side);
        }
        for (const cell of gap) (isOpen ? open : inGap).add(cell);
      }
    }
    for (const cell of inGap) if (!centreOf.has(cell)) filled.push([cell, centre]);
  }
  for (const [cell, centre] of filled) if (!centreOf.has(cell)) centreOf.set(cell, centre);
}

/** Both lists of keys in one, ascending. */
function withKeys(keys: Float64Array, more: ReadonlyMap<number, number>): Float64Array {
  const all = new Set(keys);
  for (const key of more.keys()) all.add(key);
  return Float64Array.from(all).sort();
}

function sumsOf(group: Int32Array, people: Float64Array, count: number): { people: Float64Array; cells: Int32Array } {
  const sums = { people: new Float64Array(count), cells: new Int32Array(count) };
  group.forEach((id, cell) => {
    if (id === NONE) return;
    sums.people[id] += people[cell];
    sums.cells[id]++;
  });
  return sums;
}

/** The class of the cell with this key, as an index into URBAN_CLASSES: rural where there is no cell. */
export function classAt({ key, urbanClass }: Urbanisation, asked: number): number {
  let [low, high] = [0, key.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (key[middle] < asked) low = middle + 1;
    else high = middle;
  }
  return key[low] === asked ? urbanClass[low] : RURAL;
}
