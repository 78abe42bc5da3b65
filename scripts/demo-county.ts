/**
 * Makes the demo county `data/heming/`: the fictional 鹤鸣县 Heming County, in the file formats that users bring. The same
 * bytes at each run: no clock, no unseeded chance, and compression in JavaScript.
 *
 *   npm run demo-county            writes data/heming/
 *   npm run demo-county -- FOLDER  writes another folder
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { areasGeoJson, makeAreas } from "./demo/areas.ts";
import { drawCounty } from "./demo/county.ts";
import { facilitiesCsv, facilityPoints } from "./demo/facilities.ts";
import { osmOf } from "./demo/osm.ts";
import { writeOsmPbf } from "./demo/osm-pbf-writer.ts";
import { heightRaster, peopleRasters } from "./demo/rasters.ts";
import { settlementsGeoJson } from "./demo/settlements.ts";
import { sourcesJson } from "./demo/sources.ts";

/** All files of the county by name. */
export function demoCounty(): Map<string, Uint8Array> {
  const text = (value: string) => new TextEncoder().encode(value);
  const county = drawCounty();
  const areas = makeAreas();
  const people = peopleRasters(county, areas);
  return new Map([
    ["streets.osm.pbf", writeOsmPbf(osmOf(county), "scripts/demo-county.ts (fictional data)")],
    ["elevation.tif", heightRaster()],
    ["population.tif", people.all],
    ["population-60-plus.tif", people.old],
    ["areas.geojson", text(areasGeoJson(areas))],
    ["settlements.geojson", text(settlementsGeoJson())],
    ["facilities.csv", text(facilitiesCsv(facilityPoints(county.streets)))],
    ["sources.json", text(sourcesJson())],
  ]);
}

if (import.meta.main) {
  const folder = process.argv[2] ?? join(import.meta.dirname, "../data/heming");
  mkdirSync(folder, { recursive: true });
  for (const [name, bytes] of demoCounty()) {
    writeFileSync(join(folder, name), bytes);
    console.log(`${name.padEnd(24)} ${(bytes.length / 1024).toFixed(0).padStart(6)} KB`);
  }
}
