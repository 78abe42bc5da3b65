/**
 * Everything the map shows, as one value: the map is drawn from this and from nothing else. Collections are compared by
 * identity, so one that has not changed must be the same object as before.
 */
import type { FeatureCollection, LineString, MultiPolygon, Point } from "geojson";
import type { FacilityKind, FacilityStatus } from "../../server/words.ts";
import type { Language } from "../i18n.ts";
import type { AnyKind, LayerName, Selection } from "../state.ts";
import type { Theme } from "./colours.ts";

export interface Scene {
  /** Scheme and host of the server: tiles need absolute addresses. */
  readonly origin: string;
  readonly theme: Theme;
  readonly language: Language;
  readonly cutoffMinutes: number;
  readonly kind: AnyKind;
  readonly walkingSpeedKmh: number;
  /** Version of the territory: tiles of another one are other tiles. */
  readonly version: number;
  readonly layers: readonly LayerName[];
  readonly facilities: FeatureCollection<Point, FacilityMark>;
  readonly gaps: FeatureCollection<MultiPolygon, { rank: number }>;
  readonly gapPoints: FeatureCollection<Point, { rank: number; people: number }>;
  readonly circles: FeatureCollection<MultiPolygon, { cutoffMinutes: number; ring: number }>;
  readonly walk: FeatureCollection<LineString>;
  readonly selected: Selection | null;
  readonly hovered: Selection | null;
  /** The spot that is asked about, and the place being chosen for a facility. */
  readonly marks: FeatureCollection<Point, { role: "spot" | "draft" }>;
}

export interface FacilityMark {
  readonly id: number;
  readonly name: string;
  readonly kind: FacilityKind;
  readonly status: FacilityStatus;
  /** False when the kind filter leaves it out: drawn faintly. */
  readonly counts: boolean;
}
