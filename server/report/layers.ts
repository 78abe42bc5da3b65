/**
 * The layers that GIS programs open: areas, settlements, gaps, facilities and uncovered cells with the figures of the tables. Fields
 * have English keys and words stand as codes, so that styles and scripts work in every language; sentences are in the report's.
 * Longitude and latitude in WGS-84, to 7 digits (1 cm).
 */
import type { Geometry, Position } from "geojson";
import { cellToBoundary } from "h3-js";
import { NONE } from "../network/network.ts";
import { NO_REASON } from "../reasons/reasons.ts";
import { REASONS } from "../words.ts";
import type { Report } from "./report.ts";
import { factsTable, limitsTable, methodTable, sourcesTable } from "./summary.ts";
import { asTree, type Column, type Table, type Value } from "./table.ts";
import { areasTable, facilitiesTable, gapsTable, settlementsTable } from "./tables.ts";
import { headlineOf, subjectOf, type Wording } from "./wording.ts";

export interface Layer {
  readonly name: string;
  readonly geometryType: "Point" | "Polygon" | "MultiPolygon";
  readonly columns: readonly Column[];
  readonly count: number;
  row(at: number): readonly Value[];
  geometry(at: number): Geometry;
}

/** Layers with rows. Rows are made when they are asked for: a province has half a million uncovered cells. */
export function layersOf(report: Report, wording: Wording): Layer[] {
  const { review, geometry } = report;
  const at = new Map(review.areas.map((area, i) => [area, i]));
  const areaRows = asTree(review.areas, review.levels).rows.map((area) => at.get(area) ?? NONE);
  const settlements = settlementsTable(report, wording);
  const outlined = review.settlements.flatMap((_, i) => (geometry.settlements[i].type === "Point" ? [] : [i]));
  const place = ({ lon, lat }: { lon: number; lat: number }) => pointAt(lon, lat);
  const layers: Layer[] = [
    layer("areas", "MultiPolygon", areasTable(report, wording), (i) => geometry.areas[areaRows[i]]),
    layer("settlements", "Point", settlements, (i) => place(review.settlements[i])),
    {
      ...layer("settlement_outlines", "MultiPolygon", settlements, (i) => asMulti(geometry.settlements[outlined[i]])),
      count: outlined.length,
      row: (i) => settlements.rows[outlined[i]],
    },
    layer("gaps", "MultiPolygon", gapsTable(report, wording), (i) => geometry.gaps[i]),
    layer("facilities", "Point", facilitiesTable(report, wording), (i) => place(review.facilities[i])),
    ...cellLayers(report, wording),
  ];
  return layers.filter(({ count }) => count > 0);
}

function layer(
  name: string,
  geometryType: Layer["geometryType"],
  table: Table,
  shape: (at: number) => Geometry,
): Layer {
  const { columns, rows } = table;
  return {
    name,
    geometryType,
    columns,
    count: rows.length,
    row: (at) => rows[at],
    geometry: (at) => rounded(shape(at)),
  };
}

/** Uncovered inhabited cells as polygons, and uncovered points of lists as points. */
function cellLayers({ geometry: { cells } }: Report, { texts }: Wording): Layer[] {
  const { columns: say } = texts;
  const columns: Column[] = [
    { key: "cell", heading: say.cell, kind: "text" },
    { key: "people", heading: say.people, kind: "people" },
    { key: "uncovered", heading: say.uncovered, kind: "people" },
    { key: "reason", heading: say.reason, kind: "word", words: texts.reasons },
    { key: "lon", heading: say.lon, kind: "degrees" },
    { key: "lat", heading: say.lat, kind: "degrees" },
  ];
  const uncovered = [...cells.reason.keys()].filter((i) => cells.reason[i] !== NO_REASON);
  const ofKind = (
    name: string,
    geometryType: Layer["geometryType"],
    rows: readonly number[],
    shape: (i: number) => Geometry,
  ) => ({
    name,
    geometryType,
    columns,
    count: rows.length,
    row: (at: number): Value[] => {
      const i = rows[at];
      return [cells.id[i], cells.people[i], cells.uncovered[i], REASONS[cells.reason[i]], cells.lon[i], cells.lat[i]];
    },
    geometry: (at: number) => rounded(shape(rows[at])),
  });
  const isCell = (i: number) => cells.h3Resolution[i] !== NONE;
  return [
    ofKind("uncovered_cells", "Polygon", uncovered.filter(isCell), (i) => {
      return { type: "Polygon", coordinates: [cellToBoundary(cells.id[i], true)] };
    }),
    ofKind(
      "uncovered_points",
      "Point",
      uncovered.filter((i) => !isCell(i)),
      (i) => pointAt(cells.lon[i], cells.lat[i]),
    ),
  ];
}

/** What everything exported carries, as rows of text: section, item, text. */
export function methodRows(report: Report, wording: Wording): [section: string, item: string, text: string][] {
  const { texts } = wording;
  const rows: [string, string, string][] = [
    [texts.summary.outcomes, texts.title, subjectOf(report.review, wording)],
    [texts.summary.outcomes, texts.page.map, headlineOf(report.review, wording)],
  ];
  for (const table of [factsTable, methodTable, sourcesTable, limitsTable].map((make) => make(report, wording))) {
    for (const [item, ...values] of table.rows) {
      const text = values.filter((value) => value !== null && value !== "").join(texts.comma);
      rows.push([table.title, String(item ?? ""), text === "" ? String(item ?? "") : text]);
    }
  }
  return rows;
}

const pointAt = (lon: number, lat: number): Geometry => ({ type: "Point", coordinates: [lon, lat] });

function asMulti(geometry: Geometry): Geometry {
  return geometry.type === "Polygon" ? { type: "MultiPolygon", coordinates: [geometry.coordinates] } : geometry;
}

const DIGITS = 1e7;
const round = ([lon, lat]: Position): Position => [
  Math.round(lon * DIGITS) / DIGITS,
  Math.round(lat * DIGITS) / DIGITS,
];

function rounded(geometry: Geometry): Geometry {
  switch (geometry.type) {
    case "Point":
      return { type: "Point", coordinates: round(geometry.coordinates) };
    case "Polygon":
      return { type: "Polygon", coordinates: geometry.coordinates.map((ring) => ring.map(round)) };
    case "MultiPolygon":
      return {
        type: "MultiPolygon",
        coordinates: geometry.coordinates.map((polygon) => polygon.map((ring) => ring.map(round))),
      };
    default:
      throw new Error(`A layer of a report holds points and polygons, no ${geometry.type}.`);
  }
}
