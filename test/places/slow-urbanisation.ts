/**
 * The Degree of Urbanisation a second time, as plainly as the manual tells it: a full rectangle of squares with a wide empty
 * margin, looked through from end to end again and again. Slow and obvious; shares no code with server/places/urbanisation.ts.
 */

/** Rows from the south, each from the west. */
export type Squares<T> = readonly (readonly T[])[];

export interface SlowUrbanisation {
  /** "centre", "cluster" or "rural" of each square. */
  readonly classes: string[][];
  readonly centres: number;
  readonly clusters: number;
}

/** The caller leaves a margin of at least four empty squares on every side, so that the outside is never taken for a gap. */
export function slowUrbanisation(people: Squares<number>, land: Squares<number>): SlowUrbanisation {
  const dense = clumps(people, land, 1500, false).filter((clump) => sum(people, clump) > 50_000 - 1e-4);
  const moderate = clumps(people, land, 300, true).filter((clump) => sum(people, clump) > 5_000 - 1e-5);
  const centre = people.map((row) => row.map(() => -1));
  dense.forEach((clump, id) => {
    for (const [y, x] of clump) centre[y][x] = id;
  });

  for (let changed = true; changed; ) {
    changed = false;
    const before = centre.map((row) => [...row]);
    for (let y = 0; y < centre.length; y++) {
      for (let x = 0; x < centre[y].length; x++) {
        if (before[y][x] !== -1) continue;
        for (let id = 0; id < dense.length; id++) {
          if (around(y, x, true).filter(([v, u]) => before[v]?.[u] === id).length < 5) continue;
          centre[y][x] = id;
          changed = true;
        }
      }
    }
  }

  const smoothed = centre.map((row) => [...row]);
  for (let id = 0; id < dense.length; id++) {
    const outside = smoothed.map((row) => row.map((other) => (other === id ? 0 : 1)));
    for (const clump of clumps(outside, outside, 1, false)) {
      if (clump.length < 15) for (const [y, x] of clump) if (centre[y][x] === -1) centre[y][x] = id;
    }
  }

  const classes = people.map((row) => row.map(() => "rural"));
  for (const clump of moderate) for (const [y, x] of clump) classes[y][x] = "cluster";
  centre.forEach((row, y) => {
    row.forEach((id, x) => {
      if (id !== -1) classes[y][x] = "centre";
    });
  });
  return { classes, centres: dense.length, clusters: moderate.length };
}

type Square = [y: number, x: number];

function around(y: number, x: number, withCorners: boolean): Square[] {
  const found: Square[] = [];
  for (const dy of [-1, 0, 1]) {
    for (const dx of [-1, 0, 1]) {
      const isCorner = dy !== 0 && dx !== 0;
      if ((dy !== 0 || dx !== 0) && (withCorners || !isCorner)) found.push([y + dy, x + dx]);
    }
  }
  return found;
}

/** Squares of some density that hang together, each clump once. Squares without anybody and without land are never dense. */
function clumps(people: Squares<number>, land: Squares<number>, density: number, withCorners: boolean): Square[][] {
  const taken = people.map((row) => row.map(() => false));
  const isDense = (y: number, x: number) => people[y]?.[x] > 0 && people[y][x] / land[y][x] > density - density * 1e-9;
  const found: Square[][] = [];
  for (let y = 0; y < people.length; y++) {
    for (let x = 0; x < people[y].length; x++) {
      if (taken[y][x] || !isDense(y, x)) continue;
      const clump: Square[] = [[y, x]];
      taken[y][x] = true;
      for (const [cy, cx] of clump) {
        for (const [ny, nx] of around(cy, cx, withCorners)) {
          if (!isDense(ny, nx) || taken[ny][nx]) continue;
          taken[ny][nx] = true;
          clump.push([ny, nx]);
        }
      }
      found.push(clump);
    }
  }
  return found;
}

function sum(people: Squares<number>, clump: readonly Square[]): number {
  return clump.reduce((total, [y, x]) => total + people[y][x], 0);
}
