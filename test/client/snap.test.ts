/** The nearest place on lines, against looking at very many places along them. */
import { describe, expect, it } from "vitest";
import { nearestOnLines } from "../../client/map/snap.ts";
import { randomOf } from "../../scripts/demo/random.ts";

const bend = [
  { x: 0, y: 0 },
  { x: 10, y: 0 },
  { x: 10, y: 10 },
];

describe("the nearest place on a line", () => {
  it("lies within a piece, at its end, or at a bend", () => {
    expect(nearestOnLines([bend], { x: 4, y: 3 }, 14)).toEqual({ x: 4, y: 0, line: 0 });
    expect(nearestOnLines([bend], { x: -3, y: 4 }, 14)).toEqual({ x: 0, y: 0, line: 0 });
    expect(nearestOnLines([bend], { x: 12, y: -1 }, 14)).toEqual({ x: 10, y: 0, line: 0 });
  });

  it("may be as far as is allowed, and no farther", () => {
    expect(nearestOnLines([bend], { x: 4, y: -5 }, 5)).toEqual({ x: 4, y: 0, line: 0 });
    expect(nearestOnLines([bend], { x: 4, y: -5.01 }, 5)).toBeNull();
    expect(nearestOnLines([], { x: 0, y: 0 }, 5)).toBeNull();
    expect(nearestOnLines([[]], { x: 0, y: 0 }, 5)).toBeNull();
  });

  it("is on the first of equally near lines, and on a line of one point or of none's length", () => {
    expect(nearestOnLines([bend, bend], { x: 4, y: 3 }, 14)?.line).toBe(0);
    expect(nearestOnLines([[{ x: 1, y: 1 }]], { x: 4, y: 5 }, 5)).toEqual({ x: 1, y: 1, line: 0 });
    const still = { x: 2, y: 2 };
    expect(nearestOnLines([[still, still]], { x: 2, y: 4 }, 5)).toEqual({ x: 2, y: 2, line: 0 });
  });

  it("is what looking at a thousand places of each piece finds, on random lines", () => {
    const random = randomOf("snap");
    for (let round = 0; round < 200; round++) {
      const spot = () => ({ x: 100 * random(), y: 100 * random() });
      const lines = Array.from({ length: 1 + Math.floor(4 * random()) }, () =>
        Array.from({ length: 2 + Math.floor(5 * random()) }, spot),
      );
      const from = spot();
      const found = nearestOnLines(lines, from, 1000);
      const least = Math.min(...lines.map((line) => slowDistance(line, from)));
      expect(found).not.toBeNull();
      if (found === null) continue;
      const away = Math.hypot(found.x - from.x, found.y - from.y);
      expect(away).toBeLessThanOrEqual(least + 1e-9);
      expect(away).toBeGreaterThan(least - 0.2);
      expect(slowDistance(lines[found.line] ?? [], from)).toBeCloseTo(least, 0);
    }
  });
});

interface Pixel {
  readonly x: number;
  readonly y: number;
}

function slowDistance(line: readonly Pixel[], { x, y }: Pixel): number {
  let least = Number.POSITIVE_INFINITY;
  line.slice(1).forEach((to, index) => {
    const from = line[index] ?? to;
    for (let share = 0; share <= 1000; share++) {
      const [px, py] = [from.x + (share / 1000) * (to.x - from.x), from.y + (share / 1000) * (to.y - from.y)];
      least = Math.min(least, Math.hypot(x - px, y - py));
    }
  });
  return least;
}
