/**
 * The importer of streets on a hand-made town: a row of nodes 1 … 9 along latitude 30, 0.001 degrees of longitude apart,
 * and what each test adds to it.
 */
import { beforeAll, describe, expect, test } from "vitest";
import { distanceMetres } from "../../server/geo.ts";
import { UnreadableFile } from "../../server/import/importer.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { withFile } from "./osm-reading.ts";
import { pbfFile } from "./pbf-bytes.ts";
import { readStreets, type StreetsReading, storedFeatures, storedGates, storedStreets } from "./streets-reading.ts";

type Tags = Record<string, string>;

const tagged = (tags: Tags = {}) =>
  Object.entries(tags)
    .map(([k, v]) => `<tag k="${k}" v="${v}"/>`)
    .join("");
const node = (id: number, lon: number | string, lat: number | string, tags?: Tags) =>
  `<node id="${id}" lon="${lon}" lat="${lat}">${tagged(tags)}</node>`;
const way = (id: number, nodes: number[], tags: Tags) =>
  `<way id="${id}">${nodes.map((ref) => `<nd ref="${ref}"/>`).join("")}${tagged(tags)}</way>`;
const relation = (id: number, members: [ref: number, role: string][], tags: Tags) =>
  `<relation id="${id}">${members.map(([ref, role]) => `<member type="way" ref="${ref}" role="${role}"/>`).join("")}${tagged(tags)}</relation>`;

/** Longitude of node n of the row. */
const lonOf = (n: number) => Number((117 + n / 1000).toFixed(3));
const row = (tags: Record<number, Tags> = {}) =>
  [1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => node(n, lonOf(n), 30, tags[n])).join("\n");
const file = (...elements: string[]) => `<osm>\n${elements.join("\n")}\n</osm>`;
/** Corners 21 … 24 of a square of 0.01 degrees, 31 … 34 of a square of 0.002 degrees in it. */
const squares = [
  node(21, 117, 31),
  node(22, 117.01, 31),
  node(23, 117.01, 31.01),
  node(24, 117, 31.01),
  node(31, 117.004, 31.004),
  node(32, 117.006, 31.004),
  node(33, 117.006, 31.006),
  node(34, 117.004, 31.006),
].join("\n");
const street = way(1, [1, 2, 3], { highway: "residential" });

describeOnDatabases("importing streets", (connect) => {
  let db: TestDatabase["db"];
  beforeAll(async () => {
    ({ db } = await connect());
  });
  const read = (content: string | Uint8Array, options?: Parameters<typeof readStreets>[2]): Promise<StreetsReading> =>
    withFile("town.osm", content, (path) => readStreets(db, path, options));
  const refused = async (content: string, options?: Parameters<typeof readStreets>[2]) => {
    const error = await read(content, options).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(UnreadableFile);
    return String(error);
  };

  test("a street with all its columns", async () => {
    const tags = {
      highway: "service",
      name: "桥路",
      "name:en": "Bridge Road",
      access: "private",
      bicycle: "yes",
      oneway: "-1",
      "oneway:foot": "yes",
      bridge: "yes",
    };
    const { importId, rowsRead, rowsKept, details } = await read(file(way(5, [3, 1, 2], tags), row()));
    expect(await storedStreets(db, importId)).toEqual([
      {
        way_id: 5,
        part: 0,
        highway: "service",
        name: "桥路",
        names: { en: "Bridge Road" },
        foot: 2,
        bicycle: 1,
        oneway_foot: 1,
        oneway_bicycle: -1,
        bridge: true,
        tunnel: false,
        barrier: false,
        node_ids: [3, 1, 2],
        geometry: {
          type: "LineString",
          coordinates: [
            [117.003, 30],
            [117.001, 30],
            [117.002, 30],
          ],
        },
      },
    ]);
    expect({ rowsRead, rowsKept }).toEqual({ rowsRead: 10, rowsKept: 1 });
    // 0.002 degrees west and 0.001 east.
    const kilometres = (distanceMetres(117, 30, 117.002, 30) + distanceMetres(117, 30, 117.001, 30)) / 1000;
    expect(details).toMatchObject({ nodes: 9, ways: 1, relations: 0, streets: 1, walkableStreets: 1 });
    expect(details.walkableKilometres).toBeCloseTo(kilometres, 3);
    expect(details.bounds).toEqual([117.001, 30, 117.003, 30]);
  });

  test("streets that nobody walks on are stored too, motorways as barriers", async () => {
    const { importId, details } = await read(
      file(
        row(),
        street,
        way(2, [4, 5], { highway: "motorway" }),
        way(3, [5, 6], { highway: "motorway", tunnel: "yes" }),
        way(4, [6, 7], { highway: "proposed" }),
        way(5, [7, 8], { building: "yes" }),
      ),
    );
    const rows = await storedStreets(db, importId);
    expect(rows.map(({ way_id, foot, barrier, tunnel }) => [way_id, foot, barrier, tunnel])).toEqual([
      [1, 1, false, false],
      [2, 0, true, false],
      [3, 0, false, true],
    ]);
    expect(details).toMatchObject({
      streets: 3,
      walkableStreets: 1,
      otherHighways: { proposed: 1 },
      barriers: { expressway: 1 },
    });
  });

  test("a street that the edge of the extract cuts keeps its stretches", async () => {
    const { importId, details, warnings } = await read(
      file(
        row(),
        way(1, [91, 1, 2, 92, 3, 93, 4, 5, 6], { highway: "path" }),
        way(2, [7, 94], { highway: "path" }),
        way(3, [8, 8, 9, 9], { highway: "path" }),
      ),
    );
    const rows = await storedStreets(db, importId);
    expect(rows.map(({ way_id, part, node_ids }) => [way_id, part, node_ids])).toEqual([
      [1, 0, [1, 2]],
      [1, 1, [4, 5, 6]],
      [3, 0, [8, 9]],
    ]);
    expect(details).toMatchObject({ streets: 2, clippedStreets: 2, streetsWithoutLine: 1 });
    expect(warnings.join()).toMatch(/2 streets of town\.osm lack some of their nodes/);
  });

  test("gates are kept where a street passes them", async () => {
    const { importId, details } = await read(
      file(
        row({
          2: { barrier: "gate" },
          3: { barrier: "lift_gate" },
          4: { barrier: "gate", access: "no" },
          5: { barrier: "gate" },
          6: { barrier: "bollard" },
        }),
        way(1, [1, 2, 3, 4], { highway: "residential" }),
        way(2, [5, 6], { waterway: "river" }),
      ),
    );
    expect(await storedGates(db, importId)).toEqual([
      { node_id: 2, kind: "gate", foot: 2, bicycle: 2 },
      { node_id: 4, kind: "gate", foot: 0, bicycle: 0 },
    ]);
    expect(details.gates).toBe(2);
  });

  test("land, water, railways and places", async () => {
    const { importId, details } = await read(
      file(
        node(41, 117.005, 30.005, { place: "village", name: "白鹤村", "name:en": "Baihe" }),
        row(),
        squares,
        street,
        way(2, [4, 5, 6], { waterway: "river", name: "R" }),
        way(3, [6, 7], { railway: "rail" }),
        way(4, [21, 22, 23, 24, 21], { landuse: "residential" }),
        way(5, [21, 22, 23, 24], { landuse: "forest" }),
      ),
    );
    const line = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => [lonOf(from + i), 30]);
    expect(await storedFeatures(db, importId)).toEqual([
      {
        osm_id: 2,
        layer: "water",
        kind: "river",
        name: "R",
        names: {},
        barrier: "water",
        geometry: { type: "LineString", coordinates: line(4, 6) },
      },
      {
        osm_id: 3,
        layer: "railway",
        kind: "rail",
        name: null,
        names: {},
        barrier: "railway",
        geometry: { type: "LineString", coordinates: line(6, 7) },
      },
      {
        osm_id: 4,
        layer: "builtup",
        kind: "residential",
        name: null,
        names: {},
        barrier: null,
        geometry: {
          type: "Polygon",
          coordinates: [
            [
              [117, 31],
              [117.01, 31],
              [117.01, 31.01],
              [117, 31.01],
              [117, 31],
            ],
          ],
        },
      },
      {
        osm_id: 41,
        layer: "place",
        kind: "village",
        name: "白鹤村",
        names: { en: "Baihe" },
        barrier: null,
        geometry: { type: "Point", coordinates: [117.005, 30.005] },
      },
    ]);
    expect(details).toMatchObject({ features: { water: 1, railway: 1, builtup: 1, place: 1 }, clippedAreas: 1 });
  });

  describe("multipolygons", () => {
    const outer = [way(11, [21, 22, 23], {}), way(12, [23, 24, 21], {})];
    const inner = way(13, [31, 32, 33, 34, 31], {});
    const shape = async (content: string) => {
      const { importId, details } = await read(content);
      const features = await storedFeatures(db, importId);
      return {
        details,
        shapes: features.map(({ osm_id, kind, barrier, geometry }) => [
          osm_id,
          kind,
          barrier,
          geometry.type,
          geometry.type === "Polygon" ? geometry.coordinates.map((ring) => ring.length) : geometry.coordinates.length,
        ]),
      };
    };
    const members: [number, string][] = [
      [11, "outer"],
      [12, "outer"],
      [13, "inner"],
    ];

    test("of ways without tags, before or after their nodes", async () => {
      const lake = relation(7, members, { type: "multipolygon", natural: "water" });
      const expected = [[-7, "water", "water", "Polygon", [5, 5]]];
      expect((await shape(file(squares, row(), street, ...outer, inner, lake))).shapes).toEqual(expected);
      expect((await shape(file(lake, inner, ...outer, street, row(), squares))).shapes).toEqual(expected);
    });

    test("with the tags on the outer way, as before 2017: the way is not drawn twice", async () => {
      const lake = relation(
        7,
        [
          [14, "outer"],
          [13, "inner"],
        ],
        { type: "multipolygon" },
      );
      const shore = way(14, [21, 22, 23, 24, 21], { natural: "water" });
      const { shapes } = await shape(file(squares, row(), street, shore, inner, lake));
      expect(shapes).toEqual([[-7, "water", "water", "Polygon", [5, 5]]]);
    });

    test("an island of wood in the lake is drawn by itself", async () => {
      const lake = relation(7, members, { type: "multipolygon", natural: "water" });
      const wood = way(13, [31, 32, 33, 34, 31], { natural: "wood" });
      const { shapes } = await shape(file(squares, row(), street, ...outer, wood, lake));
      expect(shapes).toEqual([
        [-7, "water", "water", "Polygon", [5, 5]],
        [13, "wood", null, "Polygon", [5]],
      ]);
    });

    test("water that the extract cuts stays as a shore, land goes", async () => {
      const lake = relation(
        7,
        [
          [11, "outer"],
          [99, "outer"],
        ],
        { type: "multipolygon", natural: "water" },
      );
      const wood = relation(
        8,
        [
          [12, "outer"],
          [99, "outer"],
        ],
        { type: "multipolygon", landuse: "forest" },
      );
      const { shapes, details } = await shape(file(squares, row(), street, ...outer, lake, wood));
      expect(shapes).toEqual([[-7, "water", "water", "LineString", 3]]);
      expect(details.clippedAreas).toBe(2);
    });
  });

  test("the last of several copies of a way counts", async () => {
    const { importId, details } = await read(
      file(row(), street, way(1, [4, 5], { highway: "path" }), way(1, [6, 7], { highway: "steps" })),
    );
    const rows = await storedStreets(db, importId);
    expect(rows.map(({ highway, node_ids }) => [highway, node_ids])).toEqual([["steps", [6, 7]]]);
    expect(details).toMatchObject({ streets: 1, repeatedWays: 2 });
  });

  test("a node that does not lie on the earth is refused with its line; of unused nodes nobody asks", async () => {
    const { refusals, importId } = await read(
      file(
        node(1, 117, 30),
        node(2, 117, "91.5"),
        node(3, "", 30),
        node(4, 400, 30),
        way(1, [1, 2, 3], { highway: "path" }),
        node(5, 117, 30.1),
        way(2, [1, 5], { highway: "path" }),
      ),
    );
    expect(refusals).toEqual([
      {
        line: 3,
        field: "lat",
        value: "91.5",
        problem: "Node 2 has no place on the earth.",
        remedy: "Correct the node, or export the file again.",
      },
      {
        line: 4,
        field: "lon",
        value: null,
        problem: "Node 3 has no place on the earth.",
        remedy: "Correct the node, or export the file again.",
      },
    ]);
    expect((await storedStreets(db, importId)).map(({ way_id }) => way_id)).toEqual([2]);
  });

  test("a way with a node at 0, 0 is refused with both nodes, and left out", async () => {
    const { refusals, importId, details } = await read(
      file(
        row(),
        node(99, 0, 0),
        way(7, [4, 99, 5], { highway: "path" }),
        way(8, [6, 99], { waterway: "river" }),
        street,
      ),
    );
    const kilometres = (n: number) => Math.round(distanceMetres(lonOf(n), 30, 0, 0) / 1000);
    expect(refusals.map(({ field, value, problem }) => [field, value, problem])).toEqual([
      ["way", "7", `Its neighbouring nodes 4 and 99 lie ${kilometres(4)} km apart.`],
      ["way", "8", `Its neighbouring nodes 6 and 99 lie ${kilometres(6)} km apart.`],
    ]);
    expect(refusals[0]?.remedy).toMatch(/Correct or remove the node .*--keep-good/);
    expect((await storedStreets(db, importId)).map(({ way_id }) => way_id)).toEqual([1]);
    expect(await storedFeatures(db, importId)).toEqual([]);
    expect(details.bounds).toEqual([117.001, 30, 117.003, 30]);
  });

  test("PBF and XML give the same rows", async () => {
    const e7 = (degrees: number) => Math.round(degrees * 1e7);
    const pbf = pbfFile([
      { dense: [1, 2, 3].map((n) => ({ id: n, lat: e7(30), lon: e7(lonOf(n)) })) },
      { ways: [{ id: 1, refs: [1, 2, 3], tags: { highway: "residential" } }] },
    ]);
    const [fromPbf, fromXml] = [await read(pbf), await read(file(row(), street))];
    expect(await storedStreets(db, fromPbf.importId)).toEqual(await storedStreets(db, fromXml.importId));
  });

  test("a file without streets, and other coordinates than WGS-84, are refused", async () => {
    expect(await refused(file(row(), way(1, [1, 2], { building: "yes" })))).toMatch(/town\.osm holds no streets/);
    expect(await refused(file(way(1, [1, 2], { highway: "path" })))).toMatch(/town\.osm holds no streets/);
    expect(await refused(file(row(), street), { coordinates: "gcj02" })).toMatch(/always in WGS-84/);
  });

  test("warns where there are roads and no footways, and where nothing is walkable", async () => {
    const many = Array.from({ length: 200 }, (_, i) => way(i + 1, [1, 2], { highway: "primary" }));
    expect((await read(file(row(), ...many))).warnings).toEqual([expect.stringMatching(/roads but no footways/)]);
    const motorway = way(1, [1, 2], { highway: "motorway" });
    expect((await read(file(row(), motorway))).warnings).toEqual([expect.stringMatching(/None of the 1 streets/)]);
  });

  test("goes forward and can be stopped", async () => {
    const { progress } = await read(file(row(), street));
    const shares = progress.map(({ share }) => share ?? Number.NaN);
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(new Set(progress.map(({ stage }) => stage))).toEqual(new Set(["reading", "storing"]));
    const stop = new AbortController();
    stop.abort();
    await expect(read(file(row(), street), { signal: stop.signal })).rejects.toThrow("aborted");
  });
});
