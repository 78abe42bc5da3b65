/**
 * A territory: what is there. One readonly value of columns that every stage takes beside the standard. database/ reads
 * the rows, this file's builder links points to streets and finds the area of each point; nothing changes it afterwards: an
 * edit of a facility or an import makes another territory.
 */
import type { Feature, MultiPolygon, Point, Polygon } from "geojson";
import type { Bounds } from "./geo.ts";
import type { Links, Network } from "./network/network.ts";
import type { AreaLevel, FacilityKind, FacilityLevel, FacilityStatus, PeopleRole, SettlementKind } from "./words.ts";

export interface PeopleGroup {
  /** Name of the source and the column, e.g. "population-20-59/band1". */
  readonly id: string;
  readonly label: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly role: PeopleRole;
  readonly source: string;
  /** Sum as read from the file. */
  readonly people: number;
}

/** Where people are: H3 cells of rasters and tables, points of lists. */
export interface DemandPoints {
  readonly count: number;
  /** H3 index, or "source/line" for points of lists. */
  readonly id: readonly string[];
  /** Resolution of the H3 cell, NONE (-1) for points. */
  readonly h3Resolution: Int8Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  /** People of the total, the base of every headline. */
  readonly people: Float64Array;
  /** People of each group, in the order of Territory.groups. */
  readonly groups: readonly Float64Array[];
  readonly links: Links;
  /** For each level of Territory.levels the index into areas, or NONE outside all. */
  readonly area: readonly Int32Array[];
}

export interface Facilities {
  readonly count: number;
  /** Database id. */
  readonly id: Int32Array;
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly kind: readonly FacilityKind[];
  readonly level: readonly (FacilityLevel | null)[];
  readonly status: readonly FacilityStatus[];
  readonly lon: Float64Array;
  readonly lat: Float64Array;
  readonly links: Links;
  /** As for demand points. */
  readonly area: readonly Int32Array[];
}

export interface Areas {
  readonly count: number;
  readonly code: readonly string[];
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly level: readonly AreaLevel[];
  /** Index of the enclosing area of the next level up that exists, or NONE. */
  readonly parent: Int32Array;
  readonly geometry: readonly MultiPolygon[];
  readonly squareMetres: Float64Array;
}

export interface Settlements {
  readonly count: number;
  readonly code: readonly string[];
  readonly name: readonly string[];
  readonly names: readonly Readonly<Record<string, string>>[];
  readonly kind: readonly SettlementKind[];
  /** People where the source says so, else null. */
  readonly people: readonly (number | null)[];
  readonly geometry: readonly (Point | Polygon | MultiPolygon)[];
}

export interface Territory {
  /** Grows with every change; answers and tiles name it. */
  readonly version: number;
  readonly bounds: Bounds;
  readonly network: Network;
  /** Index of the total in groups, or NONE when no people have been imported. */
  readonly total: number;
  readonly groups: readonly PeopleGroup[];
  readonly demand: DemandPoints;
  readonly facilities: Facilities;
  readonly areas: Areas;
  /** Levels that exist here, the largest first. */
  readonly levels: readonly AreaLevel[];
  readonly settlements: Settlements;
}

export type AreaFeature = Feature<MultiPolygon>;
