/**
 * A service standard: what counts as reached. It is the second value, beside the territory, that every stage takes; hours,
 * capacity and rules by kind of place will be further fields of it.
 */
import type { FacilityKind } from "./words.ts";

export interface Standard {
  /** Kinds of facility that count; null for any kind. */
  readonly kinds: readonly FacilityKind[] | null;
  /** On flat ground, km/h. */
  readonly walkingSpeedKmh: number;
  /** A person is covered when the walk takes at most (≤) this long, both off-street legs included. */
  readonly cutoffMinutes: number;
}

/** The part of a standard that turns a walk into minutes. */
export type Pace = Pick<Standard, "walkingSpeedKmh" | "cutoffMinutes">;

/** GB 50180 implies 3–4 km/h; 4.0 makes 1,000 m of 15 minutes. */
export const DEFAULT_WALKING_SPEED_KMH = 4.0;
export const DEFAULT_CUTOFF_MINUTES = 15;
export const MAX_CUTOFF_MINUTES = 60;
/** The headline is shown at each, because the speed is a choice. */
export const SENSITIVITY_SPEEDS_KMH = [3.6, 4.0, 4.8] as const;

export const DEFAULT_STANDARD: Standard = {
  kinds: null,
  walkingSpeedKmh: DEFAULT_WALKING_SPEED_KMH,
  cutoffMinutes: DEFAULT_CUTOFF_MINUTES,
};

const CENTIMETRES_PER_KM = 100_000;
const MINUTES_PER_HOUR = 60;

/** More than the rounding of a fraction of a minute, and far less than a centimetre. */
const ROUNDING = 1e-6;

/** A whole number, so that what follows is exact at round figures: 4.6 × 100,000 falls beside 460,000 in binary. */
function centimetresPerHour(walkingSpeedKmh: number): number {
  return Math.round(walkingSpeedKmh * CENTIMETRES_PER_KM);
}

/**
 * The cutoff as a budget of whole flat-equivalent centimetres, the unit of all costs: what a search is bounded by and what
 * every comparison uses. 15 minutes at 4.6 km/h are 115,000 cm.
 */
export function cutoffCentimetres({ cutoffMinutes, walkingSpeedKmh }: Pace): number {
  return Math.floor((cutoffMinutes * centimetresPerHour(walkingSpeedKmh)) / MINUTES_PER_HOUR + ROUNDING);
}

/** Minutes of a flat-equivalent length in centimetres; at most the cutoff exactly where the length is within its budget. */
export function minutesOf(centimetres: number, walkingSpeedKmh: number): number {
  return (centimetres * MINUTES_PER_HOUR) / centimetresPerHour(walkingSpeedKmh);
}

/** Whether a walk of so many flat-equivalent centimetres is within the cutoff. The one place that says "at most". */
export function isWithin(centimetres: number, pace: Pace): boolean {
  return centimetres >= 0 && centimetres <= cutoffCentimetres(pace);
}
