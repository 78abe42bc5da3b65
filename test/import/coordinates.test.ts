import { describe, expect, it } from "vitest";
import { distanceMetres } from "../../server/geo.ts";
import { EDGE_METRES, fromWgs84, isOnMainland, metresToEdge, toWgs84 } from "../../server/import/coordinates.ts";

/** [name, lon, lat] */
const ON_MAINLAND: [string, number, number][] = [
  ["Beijing", 116.391, 39.907],
  ["Wuhan", 114.305, 30.593],
  ["Shenzhen", 114.06, 22.545],
  ["Zhuhai", 113.56, 22.26],
  ["Xiamen", 118.09, 24.46],
  ["Sanya", 109.51, 18.25],
  ["Zhoushan", 122.2, 30.0],
  ["Chongming", 121.4, 31.63],
  ["Lhasa", 91.1, 29.65],
  ["Kashgar", 75.99, 39.47],
  ["Manzhouli", 117.43, 49.59],
  ["Heihe", 127.49, 50.24],
  ["Ruili", 97.85, 24.01],
  ["Jinghong", 100.8, 22.0],
];
const OUTSIDE: [string, number, number][] = [
  ["Hong Kong", 114.158, 22.282],
  ["Sha Tin", 114.19, 22.38],
  ["Macau", 113.543, 22.19],
  ["Taipei", 121.565, 25.033],
  ["Kinmen", 118.32, 24.44],
  ["Matsu", 119.94, 26.15],
  ["Hanoi", 105.852, 21.028],
  ["Lang Son", 106.76, 21.85],
  ["Vientiane", 102.633, 17.966],
  ["Muse", 97.9, 23.985],
  ["Mandalay", 96.08, 21.97],
  ["Manila", 120.98, 14.6],
  ["Bangkok", 100.5, 13.756],
  ["Singapore", 103.82, 1.352],
  ["Ulaanbaatar", 106.92, 47.92],
  ["Pyongyang", 125.75, 39.03],
  ["Seoul", 126.98, 37.566],
  ["Vladivostok", 131.885, 43.115],
  ["Blagoveshchensk", 127.53, 50.28],
  ["Almaty", 76.93, 43.25],
  ["Kathmandu", 85.32, 27.717],
];

describe("the mainland's outline", () => {
  it.each(ON_MAINLAND)("holds %s", (_, lon, lat) => expect(isOnMainland(lon, lat)).toBe(true));
  it.each(OUTSIDE)("does not hold %s", (_, lon, lat) => expect(isOnMainland(lon, lat)).toBe(false));
});

describe("shifted coordinates", () => {
  it("come back to within a centimetre, all over the mainland", () => {
    for (const system of ["gcj02", "bd09"] as const) {
      for (const [, lon, lat] of ON_MAINLAND) {
        const [shiftedLon, shiftedLat] = fromWgs84(lon, lat, system);
        expect(distanceMetres(lon, lat, shiftedLon, shiftedLat)).toBeGreaterThan(100);
        const placed = toWgs84(shiftedLon, shiftedLat, system);
        if (placed.problem !== null) throw new Error(placed.problem);
        expect(distanceMetres(lon, lat, placed.lon, placed.lat)).toBeLessThan(0.01);
      }
    }
  });

  it("know a published pair: Tiananmen", () => {
    // WGS-84 39.907375, 116.391349 is GCJ-02 39.908777, 116.397593 to the metre.
    const [lon, lat] = fromWgs84(116.391349, 39.907375, "gcj02");
    expect(distanceMetres(lon, lat, 116.397593, 39.908777)).toBeLessThan(2);
  });

  it.each(OUTSIDE)("are refused in %s, with the distance", (_, lon, lat) => {
    const placed = toWgs84(lon, lat, "gcj02");
    expect(placed.problem).toMatch(/lies [\d.]+ km outside mainland China, where maps do not use GCJ-02/);
  });

  it("near the edge are taken, and marked", () => {
    // The port of Hekou at the bridge to Lao Cai: on a border river, half a kilometre from the outline.
    const [lon, lat] = [103.94, 22.52];
    expect(metresToEdge(lon, lat)).toBeLessThan(EDGE_METRES);
    expect(toWgs84(lon, lat, "gcj02")).toMatchObject({ problem: null, nearEdge: true });
    expect(toWgs84(114.305, 30.593, "gcj02")).toMatchObject({ nearEdge: false });
  });
});

describe("WGS-84", () => {
  it("passes as it is, everywhere", () => {
    expect(toWgs84(105.852, 21.028, "wgs84")).toEqual({ lon: 105.852, lat: 21.028, nearEdge: false, problem: null });
  });

  it("outside the degrees is refused, and a swap is named", () => {
    expect(toWgs84(30.5, 114.3, "wgs84").problem).toMatch(/look swapped/);
    expect(toWgs84(530000, 3380000, "wgs84").problem).toMatch(/not a longitude and latitude in degrees\.$/);
    expect(toWgs84(Number.NaN, 1, "wgs84").problem).not.toBeNull();
  });
});
