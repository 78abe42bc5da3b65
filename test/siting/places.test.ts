/** Candidates from files of offices: columns by any name, costs, shifted coordinates, and rows that cannot be used. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readPlaces } from "../../scripts/siting-places.ts";

const folder = mkdtempSync(join(tmpdir(), "places-"));
const read = (name: string, text: string, coordinates: "wgs84" | "gcj02" = "wgs84") => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return readPlaces(file, { coordinates, isSaid: true });
};

test("a table with Chinese headers and costs", async () => {
  expect(await read("a.csv", "名称,经度,纬度,费用(万元)\n老小学,109.07,29.91,12.5\n空置门面,109.08,29.92,\n")).toEqual([
    { name: "老小学", lon: 109.07, lat: 29.91, cost: 12.5 },
    { name: "空置门面", lon: 109.08, lat: 29.92 },
  ]);
});

test("features", async () => {
  const feature = (coordinates: number[]) => {
    return { type: "Feature", properties: { name: "Hall" }, geometry: { type: "Point", coordinates } };
  };
  const text = JSON.stringify({ type: "FeatureCollection", features: [feature([109.07, 29.91])] });
  expect(await read("b.geojson", text)).toEqual([{ name: "Hall", lon: 109.07, lat: 29.91 }]);
});

test("coordinates of Chinese web maps come back to where they are", async () => {
  const [{ lon, lat }] = await read("c.csv", "name,lon,lat\nHall,109.07,29.91\n", "gcj02");
  expect([lon, lat]).not.toEqual([109.07, 29.91]);
  expect(Math.hypot(lon - 109.07, lat - 29.91)).toBeLessThan(0.01);
});

test("rows that cannot be used are named, and nothing is left out in silence", async () => {
  const text = "name,lon,lat,cost\nA,109,30,many\nB,abroad,30,1\nC,109,30,2\n";
  await expect(read("d.csv", text)).rejects.toThrow(
    /d\.csv has 2 rows[\s\S]*line 2: cost "many"[\s\S]*line 3: lon "abroad"/,
  );
  await expect(read("e.csv", "name,lon,lat\n")).rejects.toThrow("e.csv has no places.");
  await expect(read("f.csv", "name\nA\n")).rejects.toThrow("no column for the longitude");
});
