/**
 * A made-up province for the bench of siting: a million inhabited cells of the size of H3's resolution 10 on a plane, towns of
 * all sizes among villages, and candidates where people are. Who lives within a straight 750 m is covered: about what a
 * walk of a kilometre reaches. Made here because no real extract is that large; it says nothing about networks.
 */
import type { CoverageQuestion } from "../../server/siting/question.ts";
import { coverageQuestion } from "../../server/siting/question.ts";
import { randomOf } from "../demo/random.ts";

const CELL_METRES = 122;
const REACH_METRES = 750;

export function plane({
  side,
  candidates,
  mostSites,
}: {
  /** Cells along each side. */
  side: number;
  candidates: number;
  mostSites: number;
}): CoverageQuestion {
  const random = randomOf("bench/siting-plane");
  const weight = Float64Array.from({ length: side * side }, () => Math.floor(6 * random()));
  // Towns of 1/rank of the largest's people, as towns are.
  const towns = Math.ceil((side * side) / 2_500);
  for (let rank = 1; rank <= towns; rank++) {
    const [x, y] = [side * random(), side * random()];
    const spread = 3 + 40 / Math.sqrt(rank);
    const top = 250 * random() + 150;
    const far = Math.ceil(3 * spread);
    for (let cy = Math.max(0, Math.floor(y) - far); cy < Math.min(side, y + far); cy++) {
      for (let cx = Math.max(0, Math.floor(x) - far); cx < Math.min(side, x + far); cx++) {
        const near = Math.exp(-((cx - x) ** 2 + (cy - y) ** 2) / (2 * spread * spread));
        weight[cy * side + cx] += Math.floor(top * near * (0.5 + random()));
      }
    }
  }
  const rows: { x: number; y: number }[] = [];
  while (rows.length < candidates) {
    const cell = Math.floor(random() * weight.length);
    // More candidates where more people live, but some everywhere.
    if (random() * 60 > 6 + weight[cell]) continue;
    rows.push({ x: (cell % side) + random(), y: Math.floor(cell / side) + random() });
  }
  // In the order of the ground, as junctions stand along a curve.
  rows.sort((a, b) => Math.floor(a.y / 8) - Math.floor(b.y / 8) || a.x - b.x);
  const reach = REACH_METRES / CELL_METRES;
  const first = new Int32Array(candidates + 1);
  const items = new Int32Array(candidates * Math.ceil((2 * reach + 1) ** 2));
  let size = 0;
  rows.forEach(({ x, y }, j) => {
    for (let cy = Math.max(0, Math.floor(y - reach)); cy < Math.min(side, y + reach); cy++) {
      for (let cx = Math.max(0, Math.floor(x - reach)); cx < Math.min(side, x + reach); cx++) {
        if (Math.hypot(cx + 0.5 - x, cy + 0.5 - y) <= reach) items[size++] = cy * side + cx;
      }
    }
    first[j + 1] = size;
  });
  return coverageQuestion({
    byCandidate: { count: candidates, first, items: items.slice(0, size) },
    weight,
    mostSites,
  });
}
