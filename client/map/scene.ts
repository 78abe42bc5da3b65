/**
 * Everything the map shows, as one value: the map is drawn from this and from nothing else. Collections are compared by
 * identity, so one that has not changed must be the same object as before.
 */
import type { FeatureCollection, LineString, MultiPolygon, Point, Polygon } from "geojson";
import type { ReviewSettlement } from "../../server/review/document.ts";
import type { FacilityKind, FacilityStatus, RemedyKind } from "../../server/words.ts";
import type { Language } from "../i18n.ts";
import type { Fate } from "../plans/facilities.ts";
import type { Side } from "../siting/draft.ts";
import type { LayerName, Selection } from "../state.ts";
import type { Theme } from "./colours.ts";

export interface Scene {
  /** Scheme and host of the server: tiles need absolute addresses. */
  readonly origin: string;
  readonly theme: Theme;
  readonly language: Language;
  readonly cutoffMinutes: number;
  /** What the tiles of cells are asked for: fields of their address. */
  readonly question: Readonly<Record<string, string | number | boolean>>;
  /** By what cells are coloured: their minutes against the cutoff, whether they are covered, or their kind of place. */
  readonly cellColours: CellColours;
  /** Version of the territory, and revision of the scenario: tiles of another one are other tiles. */
  readonly version: string;
  /** Paths, blocked streets and moves of the scenario. */
  readonly steps: FeatureCollection<Point | LineString, StepMark>;
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
  /** What the review says of settlements; empty while no review is shown. */
  readonly settlements: FeatureCollection<Point, SettlementMark>;
  /** What shows the reason of the chosen thing: the straight line to the facility, and where a crossing or link would be. */
  readonly evidence: FeatureCollection<Point | LineString, { role: "straight" | "place" }>;
  readonly remedies: FeatureCollection<Point, { kind: RemedyKind; label: string }>;
  /** Sites that were found or brought; of compared plans the places of their changes. */
  readonly sites: FeatureCollection<Point, SiteMark>;
  /** Polygons in which sites may or may not stand, and the one being drawn. */
  readonly drawn: FeatureCollection<Polygon | LineString | Point, { side: Side }>;
  /** Net change of covered people by area, between two kept reviews. */
  readonly changes: readonly { readonly code: string; readonly net: number }[];
}

export type CellColours = "minutes" | "covered" | "reason" | "place" | "difference";

export interface SiteMark {
  readonly role: "site" | "alternative" | "candidate";
  readonly name: string;
  /** Its rank; of an alternative its letter in the list. */
  readonly label: string;
  readonly isOpen: boolean;
}

export interface StepMark {
  readonly role: "path" | "block" | "move" | "left";
  readonly key: number;
}

export interface SettlementMark {
  readonly code: string;
  readonly name: string;
  readonly state: ReviewSettlement["state"];
  readonly kind: ReviewSettlement["kind"];
}

export interface FacilityMark {
  readonly id: number;
  readonly name: string;
  readonly kind: FacilityKind;
  readonly status: FacilityStatus;
  /** False when the kind filter leaves it out: drawn faintly. */
  readonly counts: boolean;
  readonly fate: Fate;
}
