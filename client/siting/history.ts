/** The history of a job as what a chart draws: answer and bound as steps in time, and a scale that shows the gap between them. */
import type { SitingJob } from "../../server/api/siting-messages.ts";

export interface Step {
  readonly seconds: number;
  readonly value: number | null;
  readonly bound: number | null;
}

/** Each point keeps the best known before it; the last known stands until `now`, seconds since the start. */
export function stepsOf(history: SitingJob["history"], now: number): Step[] {
  const steps: Step[] = [];
  let value: number | null = null;
  let bound: number | null = null;
  for (const point of history) {
    value = point.value ?? value;
    bound = point.bound ?? bound;
    steps.push({ seconds: point.seconds, value, bound });
  }
  const last = steps.at(-1);
  if (last !== undefined && now > last.seconds) steps.push({ ...last, seconds: now });
  return steps;
}

/** Part of the answer within which earlier answers and bounds are still shown once the gap is closed. */
const NEAR = 0.08;

/**
 * Lowest and highest of the scale. First bounds may be far off (all people): they may reach beyond the chart, so that what matters
 * later, a gap of a percent, can still be seen.
 */
export function scaleOf(steps: readonly Step[]): readonly [number, number] | null {
  const last = steps.at(-1);
  const values = steps.flatMap(({ value }) => (value === null ? [] : [value]));
  const bounds = steps.flatMap(({ bound }) => (bound === null ? [] : [bound]));
  if (last === undefined || (values.length === 0 && bounds.length === 0)) return null;
  const anchors = [last.value ?? last.bound ?? 0, last.bound ?? last.value ?? 0];
  const spread = Math.max(Math.abs(anchors[0] - anchors[1]) * 4, Math.max(...anchors) * NEAR, 1e-9);
  const near = [...values, ...bounds].filter((one) => anchors.some((anchor) => Math.abs(one - anchor) <= spread));
  const [low, high] = [Math.min(...near), Math.max(...near)];
  const room = Math.max((high - low) * 0.12, high * 0.002, 1e-9);
  return [Math.max(0, low - room), high + room];
}

/** Part of the time that a line must be seen for: a search that ends with its first answer has nothing to draw. */
const SEEN = 0.03;

/** Whether the steps make a line and not a dot at the end. */
export function isTold(steps: readonly Step[]): boolean {
  const first = steps.find(({ value }) => value !== null)?.seconds;
  const end = steps.at(-1)?.seconds ?? 0;
  return first !== undefined && end - first > end * SEEN;
}
