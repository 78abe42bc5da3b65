/** A territory of H3 cells alone: no streets, no facilities, so that all of it is a gap. */
import { cellToLatLng, getResolution } from "h3-js";
import { buildTerritory, type Territory } from "../server/territory.ts";
import { townRows } from "./town.ts";

/** Cell i has 2^i people, or one each. */
export function territoryOfCells(keys: readonly string[], people: (i: number) => number = (i) => 2 ** i): Territory {
  const rows = townRows();
  const counts = Float64Array.from(keys, (_, i) => people(i));
  const total = counts.reduce((a, b) => a + b, 0);
  const cells = {
    source: "cells",
    groups: [{ ...rows.people[0].groups[0], people: total }],
    count: keys.length,
    key: keys,
    h3Resolution: Int8Array.from(keys, getResolution),
    lon: Float64Array.from(keys, (key) => cellToLatLng(key)[1]),
    lat: Float64Array.from(keys, (key) => cellToLatLng(key)[0]),
    counts,
  };
  const streets = { ...rows.streets, count: 0, wayId: new Float64Array(), highway: [], firstPoint: new Int32Array(1) };
  return buildTerritory({ ...rows, streets, areas: [], settlements: [], facilities: [], people: [cells] }, 1);
}
