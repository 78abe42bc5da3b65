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

export function metresPerSecond(standard: Standard): number {
  return standard.walkingSpeedKmh / 3.6;
}

/** The cutoff as a budget of flat-equivalent centimetres: what a search is bounded by. */
export function cutoffCentimetres(standard: Standard): number {
  return standard.cutoffMinutes * 60 * metresPerSecond(standard) * 100;
}

/** Seconds of a flat-equivalent length in centimetres. */
export function secondsOf(centimetres: number, standard: Standard): number {
  return centimetres / 100 / metresPerSecond(standard);
}
