/**
 * The rows of the database, as `migrations/` makes them. Every imported row carries the id of its import; a source names
 * the import that is current, and rows of any other import do not exist for a reader (`queries that read imported rows join
 * "sources"`). So an import writes beside the old state and becomes visible by one update of one row.
 */
import type { ColumnType, Generated, JSONColumnType } from "kysely";
import type { StandardDocument } from "../api/messages.ts";
import type { Change } from "../api/scenario-messages.ts";
import type {
  AreaLevel,
  BarrierKind,
  CoordinateSystem,
  FacilityKind,
  FacilityLevel,
  FacilityStatus,
  PeopleRole,
  PlaceKind,
  SettlementKind,
  SourceKind,
} from "../words.ts";

/** A PostGIS geometry: hex EWKB when read; write it with the expressions of geometry.ts. */
export type Geometry = ColumnType<string, never, never>;

/** Names in other languages by BCP 47 tag, for example {"en": "Old Town"}. */
export type Names = Record<string, string>;

/** Access of one mode: 0 no, 1 yes, 2 only to leave or arrive (private ways, gates). */
export type Access = 0 | 1 | 2;

/** One bad row or field of a file. */
export interface Refusal {
  /** Line of a text file or number of a feature, 1-based; null when it is about the whole file. */
  line: number | null;
  field: string | null;
  value: string | null;
  /** What is wrong, one sentence. */
  problem: string;
  /** What to do, one sentence. */
  remedy: string;
}

/**
 * A facility edited or removed by hand that a new import of its source would have changed or brought back. What the hand
 * did stays. `field` is a column, "(all)" for one that is no longer in the file, or "removed".
 */
export interface Conflict {
  /** Of a removed facility, the id that it had. */
  facilityId: number;
  name: string;
  field: string;
  kept: string | null;
  inFile: string | null;
}

export interface ImportsTable {
  id: Generated<number>;
  source_name: string;
  kind: SourceKind;
  state: "running" | "stored" | "refused" | "failed" | "stopped";
  file_name: string;
  sha256: string | null;
  bytes: number | null;
  licence: string | null;
  /** The date of the data as the user or the file gives it, ISO 8601 (may be a year). */
  data_date: string | null;
  coordinates: CoordinateSystem;
  options: JSONColumnType<Record<string, unknown>>;
  rows_read: Generated<number>;
  rows_kept: Generated<number>;
  rows_refused: Generated<number>;
  /** The first 1,000. */
  refusals: JSONColumnType<Refusal[]>;
  /** Sentences that the user should read although the import was stored. */
  warnings: JSONColumnType<string[]>;
  conflicts: JSONColumnType<Conflict[]>;
  /** What the kind counts, e.g. {"ways": 16032, "nodes": 43264}. */
  details: JSONColumnType<Record<string, unknown>>;
  error: string | null;
  started_at: Generated<Date>;
  ended_at: Date | null;
}

/** The current import of each name. */
export interface SourcesTable {
  name: string;
  kind: SourceKind;
  import_id: number;
}

/** One OSM way with a highway tag, or one stretch of it where the extract lacks nodes in between. */
export interface StreetsTable {
  import_id: number;
  way_id: number;
  /** 0, or 0, 1, 2 … along a way that the edge of the extract cuts into several stretches. */
  part: Generated<number>;
  highway: string;
  name: string | null;
  names: JSONColumnType<Names>;
  foot: Access;
  bicycle: Access;
  /** Direction in which walkers may go: 0 both, 1 as drawn, -1 against. */
  oneway_foot: -1 | 0 | 1;
  oneway_bicycle: -1 | 0 | 1;
  bridge: boolean;
  tunnel: boolean;
  /** True for expressways: nobody crosses them off-street. */
  barrier: boolean;
  /** OSM node ids, as many as the line has points; ways that share one are joined there. */
  node_ids: number[];
  geom: Geometry;
}

/** OSM nodes on streets that restrict passing: gates and the like. */
export interface GatesTable {
  import_id: number;
  node_id: number;
  kind: string;
  foot: Access;
  bicycle: Access;
}

/** What the map shows beside streets, and what stops a straight line on foot. */
export interface FeaturesTable {
  import_id: number;
  osm_id: number;
  layer: "water" | "green" | "builtup" | "railway" | "place";
  /** The OSM value, e.g. river, park, residential, rail, town. */
  kind: string;
  name: string | null;
  names: JSONColumnType<Names>;
  /** Set when it stops a straight line on foot (not tunnels, not streams). */
  barrier: BarrierKind | null;
  geom: Geometry;
}

/** One column of people of an import. */
export interface PeopleGroupsTable {
  import_id: number;
  /** Index into people.counts, 0-based. */
  position: number;
  /** Column or band of the file. */
  name: string;
  /** What is counted, as shown to users, e.g. "people aged 20–59, WorldPop 2020". */
  label: string;
  labels: JSONColumnType<Names>;
  role: PeopleRole;
  /** Sum over the file, computed while reading it and kept as the check of everything after. */
  people: number;
}

export interface PeopleTable {
  import_id: number;
  /** H3 index, or the line of the file. */
  key: string;
  /** Resolution of the H3 cell; null for a point of a list. */
  h3_resolution: number | null;
  lon: number;
  lat: number;
  counts: number[];
}

export interface AreasTable {
  id: Generated<number>;
  import_id: number;
  code: string;
  name: string;
  names: JSONColumnType<Names>;
  level: AreaLevel;
  parent_code: string | null;
  /** The statistics bureau's urban–rural classification 城乡分类代码, 100 … 123 urban, 200 … 220 rural; null where the file has none. */
  urban_rural_code: number | null;
  /** MultiPolygon. */
  geom: Geometry;
}

export interface SettlementsTable {
  id: Generated<number>;
  import_id: number;
  code: string;
  name: string;
  names: JSONColumnType<Names>;
  kind: SettlementKind;
  people: number | null;
  /** Point or MultiPolygon. */
  geom: Geometry;
}

/** Unlike other rows these are the office's own: they keep their id over imports and can be edited by hand. */
export interface FacilitiesTable {
  id: Generated<number>;
  /** Null when added by hand. */
  source_name: string | null;
  /** Identifies the row in its source: the file's id column, else its name. */
  key: string | null;
  name: string;
  names: JSONColumnType<Names>;
  kind: FacilityKind;
  level: FacilityLevel | null;
  status: FacilityStatus;
  address: string | null;
  /** OSM opening_hours syntax, as given. */
  opening_hours: string | null;
  staff: number | null;
  yearly_capacity: number | null;
  lon: number;
  lat: number;
  /** The values of the last import, to tell hand edits from changes of the file. */
  imported: JSONColumnType<Record<string, unknown>> | null;
  edited_at: Date | null;
}

/** Facilities of a source that were removed by hand: an import does not bring their keys back. */
export interface RemovedFacilitiesTable {
  source_name: string;
  key: string;
  /** The id and the name that it had. */
  facility_id: number;
  name: string;
  removed_at: Generated<Date>;
}

/** Heights of a rectangle, metres, after smoothing. */
export interface ElevationTilesTable {
  import_id: number;
  /** Centre of the north-west cell, degrees. */
  west: number;
  north: number;
  /** Degrees between centres, both positive. */
  lon_step: number;
  lat_step: number;
  columns: number;
  rows: number;
  /** Float32, little endian, row by row from the north, NaN where unknown. */
  heights: Buffer;
}

/** Areas whose kind of place was corrected by hand. They outlive imports, which may bring the area again. */
export interface PlaceKindsTable {
  area_code: string;
  kind: PlaceKind;
  corrected_at: Generated<Date>;
}

/** A review that was kept, to compare with later ones. */
export interface ReviewsTable {
  id: Generated<number>;
  name: string;
  kept_at: Generated<Date>;
  /** Of the program. */
  version: string;
  standard_id: string;
  /** The whole question: standard and circumstances. */
  question: JSONColumnType<Record<string, unknown>>;
  /** Of which scenario it is, as its document says; null for the present state. */
  scenario: JSONColumnType<{ id: number; name: string; revision: number; changes: number }> | null;
  /** The sources it was computed from, with the hashes of their files. */
  inputs: JSONColumnType<Record<string, unknown>[]>;
  territory: string;
  /** People of the base, and those of them who were covered. */
  people: number;
  served: number;
  /** Of the document. */
  sha256: string;
  /** Packed by kept-review.ts. */
  document: Buffer;
}

/** The office's own service standards. */
export interface StandardsTable {
  id: string;
  document: JSONColumnType<StandardDocument>;
  edited_at: Date;
}

/** Named changes over the present state. */
export interface ScenariosTable {
  id: Generated<number>;
  name: string;
  note: Generated<string>;
  /** In order. */
  changes: JSONColumnType<Change[]>;
  /** Grows with every change of the row. */
  revision: Generated<number>;
  made_at: Generated<Date>;
  edited_at: Generated<Date>;
}

export interface Database {
  imports: ImportsTable;
  sources: SourcesTable;
  streets: StreetsTable;
  gates: GatesTable;
  features: FeaturesTable;
  people_groups: PeopleGroupsTable;
  people: PeopleTable;
  areas: AreasTable;
  settlements: SettlementsTable;
  facilities: FacilitiesTable;
  removed_facilities: RemovedFacilitiesTable;
  elevation_tiles: ElevationTilesTable;
  place_kinds: PlaceKindsTable;
  standards: StandardsTable;
  reviews: ReviewsTable;
  scenarios: ScenariosTable;
}
