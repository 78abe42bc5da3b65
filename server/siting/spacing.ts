/**
 * Who stands too near whom: candidates at less than a distance from each other, in a straight line, for the minimum spacing
 * of sites, and candidates too near to what stands already. Candidates are found in an index of boxes and judged by their
 * chord through the earth, which costs three products; only a distance within a micrometre of the spacing is measured by
 * geo.ts, whose word holds. Rows are counted first and then filled, so nothing is held but the answer.
 */
import Flatbush from "flatbush";
import { distanceMetres, EARTH_RADIUS_METRES } from "../geo.ts";
import type { Rows } from "./rows.ts";

/** Pairs, each counted from both sides: 800 MB. 64,000 junctions of a city have 26 million at 500 m and 100 million at 1 km. */
export const MOST_PAIRS = 200_000_000;

const RADIANS = Math.PI / 180;

/**
 * For each candidate those that are nearer (<) than `metres` in a straight line: ascending, symmetric, never itself. Candidates
 * at one place are too near each other at any spacing.
 * @param lon, lat degrees; longitudes do not wrap at ±180°
 * @throws when there are more than `mostPairs`, with what to do
 */
export function spacingPairs(lon: Float64Array, lat: Float64Array, metres: number, mostPairs = MOST_PAIRS): Rows {
  checkMetres(metres);
  const count = lon.length;
  const first = new Int32Array(count + 1);
  const around = surroundings(lon, lat, metres);
  let pairs = 0;
  for (let j = 0; j < count; j++) {
    around(lon[j], lat[j], (other) => {
      if (other === j) return;
      first[j + 1]++;
      pairs++;
    });
    if (pairs > mostPairs)
      throw new Error(
        `With a spacing of ${metres} m these ${count} candidates have more than ${mostPairs} pairs that stand too near each other: take a smaller spacing, or fewer candidates.`,
      );
  }
  for (let j = 0; j < count; j++) first[j + 1] += first[j];
  const items = new Int32Array(pairs);
  const next = first.slice();
  for (let j = 0; j < count; j++) {
    around(lon[j], lat[j], (other) => {
      if (other !== j) items[next[j]++] = other;
    });
    items.subarray(first[j], first[j + 1]).sort();
  }
  return { count, first, items };
}

/** 1 for each candidate that is nearer (<) than `metres` to one of the others, in a straight line; `metres` 0 blocks nobody. */
export function blockedBy(
  lon: Float64Array,
  lat: Float64Array,
  othersLon: Float64Array,
  othersLat: Float64Array,
  metres: number,
): Uint8Array {
  checkMetres(metres);
  const isBlocked = new Uint8Array(lon.length);
  const around = surroundings(lon, lat, metres);
  for (let n = 0; n < othersLon.length; n++) {
    around(othersLon[n], othersLat[n], (j) => {
      isBlocked[j] = 1;
    });
  }
  return isBlocked;
}

function checkMetres(metres: number): void {
  if (!(metres >= 0 && metres < 1e6))
    throw new Error(`A spacing must be a number of metres from 0 to under 1,000 km, not ${metres}.`);
}

/** Calls `found` for each place nearer than `metres` to a spot, in no order. */
function surroundings(lon: Float64Array, lat: Float64Array, metres: number) {
  const count = lon.length;
  if (count === 0 || metres === 0) return () => {};
  const index = new Flatbush(count);
  for (let j = 0; j < count; j++) index.add(lon[j], lat[j], lon[j], lat[j]);
  index.finish();
  // Places as points of the unit sphere, three numbers each.
  const xyz = new Float64Array(3 * count);
  for (let j = 0; j < count; j++) {
    const flat = Math.cos(lat[j] * RADIANS);
    xyz[3 * j] = flat * Math.cos(lon[j] * RADIANS);
    xyz[3 * j + 1] = flat * Math.sin(lon[j] * RADIANS);
    xyz[3 * j + 2] = Math.sin(lat[j] * RADIANS);
  }
  const angle = metres / EARTH_RADIUS_METRES;
  const chord = 2 * Math.sin(angle / 2);
  // Coordinates of unit vectors are off by 1e-16 or so, a nanometre on the ground.
  const doubt = 1e-6 / EARTH_RADIUS_METRES;
  const sure = Math.max(0, chord - doubt) ** 2;
  const possible = (chord + doubt) ** 2;
  return (atLon: number, atLat: number, found: (j: number) => void): void => {
    const flat = Math.cos(atLat * RADIANS);
    const x = flat * Math.cos(atLon * RADIANS);
    const y = flat * Math.sin(atLon * RADIANS);
    const z = Math.sin(atLat * RADIANS);
    // The box around a circle on the sphere: its widest place is not at the latitude of its centre. A hair more, against rounding.
    const high = (angle / RADIANS) * (1 + 1e-9) + 1e-9;
    const ratio = Math.sin(angle) / flat;
    const wide = (ratio < 1 ? Math.asin(ratio) / RADIANS : 180) * (1 + 1e-9) + 1e-9;
    index.search(atLon - wide, atLat - high, atLon + wide, atLat + high, (j) => {
      const dx = xyz[3 * j] - x;
      const dy = xyz[3 * j + 1] - y;
      const dz = xyz[3 * j + 2] - z;
      const square = dx * dx + dy * dy + dz * dz;
      if (square >= possible) return false;
      if (square < sure || distanceMetres(atLon, atLat, lon[j], lat[j]) < metres) found(j);
      return false;
    });
  };
}
