/**
 * The walking network: a readonly value made by build.ts, read by link.ts, search.ts and contour.ts. Junctions are nodes,
 * the streets between them are edges, and each walkable direction of an edge is an arc. Nodes of degree two are merged into
 * their edge, whose shape is kept apart for linking and drawing.
 *
 * Private ways and gates may be used to leave or to arrive, never to pass through. So that a search stays a plain search,
 * this is part of the graph: a junction that private edges touch has a copy that walks leave by and a copy that walks
 * arrive by, and between them an open copy where public edges touch it too. Private edges join leaving copies, and arriving
 * ones; public edges join open copies; at each junction arcs of cost 0 lead leaving → open → arriving, never back. So
 * leaving ends with the first public street (not with the first that one passes), and a walk that enters a private street
 * from a public one ends there. Streets that are enclosed by gates or private ways count as private.
 *
 * Costs are flat-equivalent lengths in whole centimetres: the length on the ground times Tobler's factor of the slope in that direction
 * (1 on flat ground or without heights). The factor does not depend on a person's speed, so one array serves all speeds:
 * seconds = centimetres / 100 / (km/h / 3.6).
 */

/** "No such thing" in index columns, and "not walkable" or "not reached" in cost columns. Outside every range. */
export const NONE = -1;

/**
 * Coordinates stand in columns as whole 10⁻⁷ degrees (1.1 cm), the precision of OSM: its nodes are exact, places between
 * them (where a slope splits an edge) are off by 8 mm at most, beside the line and not in length.
 */
export const UNITS_PER_DEGREE = 1e7;

/** A coordinate of a column in degrees: of an OSM node exactly the number that the file means. */
export function degreesOf(units: number): number {
  return units / UNITS_PER_DEGREE;
}

/** Degrees as a coordinate of a column. */
export function unitsOf(degrees: number): number {
  return Math.round(degrees * UNITS_PER_DEGREE);
}

export interface Network {
  /** Junctions, copies included. */
  readonly nodeCount: number;
  readonly nodeLonE7: Int32Array;
  readonly nodeLatE7: Int32Array;
  /** How many copies of the same junction stand right before this one: 0, 1 or 2 (junctionOf of edges.ts). */
  readonly nodeCopy: Uint8Array;
  /** Connected component (ignoring direction) of each node; copies share their original's. */
  readonly nodeComponent: Int32Array;
  /** Number of junctions in each component; copies, and nodes that only split an edge because of its slope, are not counted. */
  readonly componentSize: Int32Array;

  /** Arcs at node n stand in `arcs` from 2·firstArc[n] to 2·firstArc[n + 1], both directions, as arcs.ts says. Length nodeCount + 1. */
  readonly firstArc: Int32Array;
  readonly arcs: Int32Array;
  /** The edge of each arc, NONE between copies of a junction: from firstArc[n] to firstArc[n + 1] - 1 all edges that touch node n, private ones too, some of them twice. A loop has an arc that leads nowhere, so that it is among them. */
  readonly arcEdge: Int32Array;

  readonly edgeCount: number;
  /** End nodes of edge e for walks that leave from it: leaving copies of a private edge, open ones of a public edge. */
  readonly edgeFrom: Int32Array;
  readonly edgeTo: Int32Array;
  /** Whether the edge is private, where its arriving copies are, and which direction is closed: to be read by the functions of edges.ts. */
  readonly edgeFlags: Uint8Array;
  /** Cost from → to and to → from, flat-equivalent centimetres, as if both directions were open. One column for both when heights is "none". */
  readonly edgeCost: Int32Array;
  readonly edgeCostBack: Int32Array;
  /** Length on the ground, metres; off by 0.00001 % at most (a millimetre in 16 km). */
  readonly edgeMetres: Float32Array;
  /** The shape of edge e is points edgeShape[e] … edgeShape[e + 1] - 1 of shapeLonE7/shapeLatE7, both ends included. Length edgeCount + 1. */
  readonly edgeShape: Int32Array;
  readonly shapeLonE7: Int32Array;
  readonly shapeLatE7: Int32Array;
  /** OSM way of the first piece of the edge; 32 bits where they hold all ids. */
  readonly edgeWay: Uint32Array | Float64Array;
  /** Index into highwayNames. */
  readonly edgeHighway: Uint8Array;
  readonly highwayNames: readonly string[];

  /** Flatbush data (`Flatbush.from`) of the boxes of all segments with a length, in units of coordinates: item s lies on segmentEdge[s] between shape points segmentPoint[s] and segmentPoint[s] + 1. Kept as a buffer so that the network is plain data. */
  readonly segmentIndex: ArrayBufferLike | null;
  readonly segmentEdge: Int32Array;
  readonly segmentPoint: Int32Array;
  /** Segments of streets that nobody may walk on, [lon1, lat1, lon2, lat2], stride 4, units of coordinates: linking names the nearest street of any kind. */
  readonly otherSegmentsE7: Int32Array;
  readonly otherIndex: ArrayBufferLike | null;

  readonly barriers: Barriers;
  /** Metres of OSM ways with foot access that went in, each counted once: what the sum of edgeMetres must equal. */
  readonly walkableMetres: number;
  readonly heights: "none" | "used";
  /** Metres of street taken as flat because the heights do not cover them; 0 when heights is "none". */
  readonly metresWithoutHeight: number;
}

/** What a straight line on foot may not cross, as line segments; rings of water areas included. */
export interface Barriers {
  readonly segmentCount: number;
  /** [lon1, lat1, lon2, lat2] of each segment, stride 4, degrees. */
  readonly segments: Float64Array;
  /** Index into BARRIER_KINDS of words.ts. */
  readonly kind: Uint8Array;
  /** The OSM object of each segment: position in objectId; an area is one object with all its rings. */
  readonly object: Int32Array;
  readonly objectId: Float64Array;
  /** Segments of object o are firstSegment[o] … firstSegment[o + 1] - 1. Length objects + 1. */
  readonly firstSegment: Int32Array;
  /** 1 where the object is an area (a lake), 0 where it is a line. */
  readonly objectIsArea: Uint8Array;
  /** Flatbush data of the boxes of the segments, degrees. */
  readonly index: ArrayBufferLike | null;
}

/** Where points join the network, one row a point. */
export interface Links {
  readonly count: number;
  /** Edge of each point, or NONE. */
  readonly edge: Int32Array;
  /** Place on the edge, 0 at its "from" end to 1 at its "to" end, by length on the ground. */
  readonly fraction: Float64Array;
  /** Straight line from the point to the street, metres; where edge is NONE, to the nearest street of any kind that lies within the search (Infinity if none). */
  readonly metres: Float64Array;
  readonly lon: Float64Array;
  readonly lat: Float64Array;
}

/** Options of linking. */
export interface LinkRule {
  /** A point farther than this from every street that it may reach is not linked. */
  readonly maxMetres: number;
}

/** Demand points: up to 500 m, beyond that "no street near" (the limit of the GHSCI indicators). */
export const DEMAND_LINK_METRES = 500;
/** Stations: a warning beyond 100 m, refused beyond 350 m unless accepted (openrouteservice's limit). */
export const FACILITY_WARN_METRES = 100;
export const FACILITY_LINK_METRES = 350;
