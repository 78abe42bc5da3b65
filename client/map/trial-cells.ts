/** Cells that a tried change brings within the standard or takes out of it: their shapes from the map's tiles, their state from the answer. */
import type { MultiPolygon } from "geojson";
import type { Map as MapLibre } from "maplibre-gl";

/** What the server says about the tried change, as far as it is drawn. */
export interface TrialDrawing {
  readonly outline: MultiPolygon | null;
  /** Cells that differ from what the map shows, with the share of their people who would be covered. */
  readonly cells: readonly { readonly id: string; readonly covered: number }[];
  /** Where minutes tell who is covered; null where the tiles carry the share. */
  readonly cutoffMinutes: number | null;
}

/** Positions of GeoJSON: longitude and latitude. */
export type Ring = readonly (readonly number[])[];

/** A cell in sight, and what its tile says. */
export interface CellShape {
  /** More than one where tiles cut it. */
  readonly rings: readonly Ring[];
  /** Of a cell that is a point. */
  readonly place: [number, number] | null;
  readonly minutes: number | null;
  readonly covered: number;
}

export interface ChangedCell extends Pick<CellShape, "rings" | "place"> {
  readonly isGained: boolean;
}

/** Shares in tiles are rounded down to thousandths. */
const SHARE_STEP = 0.0011;

/** By id, from the tiles that are loaded. Far out, where tiles put cells together, what is tried has no cells to show. */
export function shapesOf(map: MapLibre): ReadonlyMap<string, CellShape> {
  const shapes = new Map<string, CellShape>();
  for (const { geometry, properties } of map.querySourceFeatures("cells", { sourceLayer: "cells" })) {
    const id = String(properties.id);
    const { minutes, covered } = properties;
    const ring = geometry.type === "Polygon" ? geometry.coordinates[0] : undefined;
    const known = shapes.get(id)?.rings ?? [];
    shapes.set(id, {
      rings: ring === undefined ? known : [...known, ring],
      place: geometry.type === "Point" ? (geometry.coordinates as [number, number]) : null,
      minutes: typeof minutes === "number" ? minutes : null,
      covered: typeof covered === "number" ? covered : 0,
    });
  }
  return shapes;
}

/** Those of the answer that are in sight and covered otherwise than before. */
export function changedCells(
  { cells, cutoffMinutes }: TrialDrawing,
  shapes: ReadonlyMap<string, CellShape>,
): ChangedCell[] {
  return cells.flatMap(({ id, covered }): ChangedCell[] => {
    const shape = shapes.get(id);
    if (shape === undefined) return [];
    const before = coveredBefore(shape, cutoffMinutes);
    if (Math.abs(covered - before) < SHARE_STEP) return [];
    return [{ rings: shape.rings, place: shape.place, isGained: covered > before }];
  });
}

function coveredBefore({ minutes, covered }: CellShape, cutoffMinutes: number | null): number {
  if (cutoffMinutes === null) return covered;
  return minutes !== null && minutes <= cutoffMinutes ? 1 : 0;
}
