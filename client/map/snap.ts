/** The nearest place on some lines, in pixels of the screen. */
interface Pixel {
  readonly x: number;
  readonly y: number;
}

export interface OnLine extends Pixel {
  /** Index of the line. */
  readonly line: number;
}

/** Null when no line comes as near as `most` pixels; of equally near ones the first. */
export function nearestOnLines(lines: readonly (readonly Pixel[])[], { x, y }: Pixel, most: number): OnLine | null {
  let best: OnLine | null = null;
  let least = most;
  lines.forEach((points, line) => {
    points.forEach((to, index) => {
      const from = points[Math.max(0, index - 1)] ?? to;
      const dx = to.x - from.x;
      const dy = to.y - from.y;
      const length = dx * dx + dy * dy;
      const along = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - from.x) * dx + (y - from.y) * dy) / length));
      const near = { x: from.x + along * dx, y: from.y + along * dy };
      const distance = Math.hypot(x - near.x, y - near.y);
      if (distance < least || (best === null && distance === least)) {
        least = distance;
        best = { ...near, line };
      }
    });
  });
  return best;
}
