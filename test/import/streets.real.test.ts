/**
 * Real extracts through the importer of streets. The counts of elements are those of the extracts' description; the lists
 * of streets are compared with what other readings of the same files say.
 */
import { beforeAll, expect, test } from "vitest";
import { openOsm } from "../../server/import/osm.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { realFile } from "../network/extract.ts";
import {
  faults,
  readStreets,
  type StreetsReading,
  storedFeatures,
  storedGates,
  storedStreets,
} from "./streets-reading.ts";

/** Elements of each extract; those with a folder of the description have its numbers, the others those of libosmium's reader. */
const EXTRACTS: readonly [path: string, nodes: number, ways: number, relations: number][] = [
  ["porto-alegre/streets.osm.pbf", 43_264, 16_032, 23],
  ["chiang-mai/streets.osm.pbf", 21_181, 4_210, 49],
  ["chiang-mai/streets.osm.xml.gz", 21_181, 4_210, 49],
  ["shanghai-center/streets.osm.pbf", 21_786, 4_701, 0],
  ["singapore/bayfront.osm.pbf", 2_843, 468, 115],
  ["andorra/streets.osm.pbf", 69_644, 2_725, 74],
  ["liechtenstein/streets.osm.pbf", 142_832, 15_247, 358],
  ["porto-portugal/streets.osm.pbf", 347_944, 51_458, 357],
  ["awkward/bogus-bbox.osm.pbf", 221_009, 31_619, 1_700],
  ["awkward/not-in-id-order.osm", 2_409, 265, 17],
  ["awkward/sparse-town.osm", 801, 132, 16],
];

const extract = (path: string) => realFile(...path.split("/"));

describeOnDatabases("real streets", (connect) => {
  let db: TestDatabase["db"];
  beforeAll(async () => {
    ({ db } = await connect());
  });

  test.each(EXTRACTS)("%s", async (path, nodes, ways, relations) => {
    const { importId, details, refusals, rowsRead, rowsKept } = await readStreets(db, extract(path));
    expect(details).toMatchObject({ nodes, ways, relations });
    expect(rowsRead).toBe(nodes + ways + relations);
    expect(refusals).toEqual([]);
    expect(await faults(db, importId)).toEqual({ lines: 0, areas: 0 });
    const streets = await storedStreets(db, importId);
    const features = await storedFeatures(db, importId);
    const gates = await storedGates(db, importId);
    expect(rowsKept).toBe(streets.length + features.length + gates.length);
    expect(new Set(streets.map(({ way_id }) => way_id)).size).toBe(details.streets);
    expect(gates.length).toBe(details.gates);
    // The bounds are those of the streets, whatever the header of the file says.
    const [west, south, east, north] = details.bounds as [number, number, number, number];
    for (const { geometry } of streets) {
      if (geometry.type !== "LineString") throw new Error(`A street is a ${geometry.type}.`);
      for (const [lon = 0, lat = 0] of geometry.coordinates) {
        if (!(lon >= west && lon <= east && lat >= south && lat <= north)) throw new Error(`${lon} ${lat} is outside.`);
      }
    }
    expect((east - west) * (north - south)).toBeLessThan(0.5);
    expect(await unlikeTheFile(extract(path), streets)).toEqual([]);
  });

  test("the two formats of Chiang Mai give identical rows", async () => {
    const fromPbf = await readStreets(db, extract("chiang-mai/streets.osm.pbf"));
    const fromXml = await readStreets(db, extract("chiang-mai/streets.osm.xml.gz"));
    expect(await rowsOf(fromXml)).toEqual(await rowsOf(fromPbf));
    const { dataTime: _, ...details } = fromPbf.details;
    expect(fromXml.details).toMatchObject(details);
  });

  const rowsOf = async ({ importId }: StreetsReading) => ({
    streets: await storedStreets(db, importId),
    features: await storedFeatures(db, importId),
    gates: await storedGates(db, importId),
  });

  test("Shanghai's extract is known to lack footways", async () => {
    const { warnings } = await readStreets(db, extract("shanghai-center/streets.osm.pbf"));
    expect(warnings).toEqual([expect.stringMatching(/roads but no footways/)]);
  });

  test("a file that is no streets is refused", async () => {
    await expect(readStreets(db, extract("awkward/broken.geojson"))).rejects.toThrow(/not an OpenStreetMap file/);
  });
});

/**
 * Ids of streets whose nodes and places are not those of the file: every stored street is looked up in one plain reading into maps, the obvious way.
 */
async function unlikeTheFile(path: string, streets: Awaited<ReturnType<typeof storedStreets>>): Promise<number[]> {
  const places = new Map<number, number[]>();
  const ways = new Map<number, readonly number[]>();
  const reading = (await openOsm(path)).read({
    node: (id, lon, lat) => void places.set(id, [lon, lat]),
    way: (id, nodeIds) => void ways.set(id, [...nodeIds]),
  });
  for await (const _ of reading);
  return streets
    .filter(({ way_id, node_ids, geometry }) => {
      const known = (ways.get(way_id) ?? []).filter((id, i, all) => id !== all[i - 1]);
      const expected = { type: "LineString", coordinates: known.map((id) => places.get(id)) };
      return (
        JSON.stringify(known) !== JSON.stringify(node_ids) || JSON.stringify(geometry) !== JSON.stringify(expected)
      );
    })
    .map(({ way_id }) => way_id);
}
