import { expect, test } from "vitest";
import { UnreadableFile } from "../../server/import/importer.ts";
import { openOsm } from "../../server/import/osm.ts";
import { elementsOf, readContent, withFile } from "./osm-reading.ts";
import { type BlockSpec, blob, blockBytes, headerBlob, pbfFile } from "./pbf-bytes.ts";

const town: BlockSpec = {
  dense: [
    { id: 10, lat: 309_000_001, lon: 1_170_000_000 },
    { id: 12, lat: 309_000_000, lon: 1_170_010_000, tags: { barrier: "gate", "name:zh": "东门" } },
    { id: 9_000_000_000, lat: -309_000_000, lon: -1_170_010_000, tags: { place: "town" } },
  ],
  ways: [{ id: 7, refs: [10, 12, 9_000_000_000, 10], tags: { highway: "residential", name: "解放路" } }],
  relations: [
    {
      id: 3,
      members: [
        { type: 1, ref: 7, role: "outer" },
        { type: 0, ref: 12, role: "" },
        { type: 2, ref: 4, role: "part" },
      ],
      tags: { type: "multipolygon" },
    },
  ],
};

test("reads dense nodes, ways and relations", async () => {
  const { nodes, ways, relations } = await readContent("town.osm.pbf", pbfFile([town]));
  expect(nodes).toEqual([
    { id: 10, lat: 30.9000001, lon: 117, tags: {} },
    { id: 12, lat: 30.9, lon: 117.001, tags: { barrier: "gate", "name:zh": "东门" } },
    { id: 9_000_000_000, lat: -30.9, lon: -117.001, tags: { place: "town" } },
  ]);
  expect(ways).toEqual([{ id: 7, nodeIds: [10, 12, 9e9, 10], tags: { highway: "residential", name: "解放路" } }]);
  expect(relations).toEqual([
    {
      id: 3,
      members: [
        { type: "way", ref: 7, role: "outer" },
        { type: "node", ref: 12, role: "" },
        { type: "relation", ref: 4, role: "part" },
      ],
      tags: { type: "multipolygon" },
    },
  ]);
});

test("reads plain nodes, negative ids, granularity and offsets", async () => {
  const { nodes, ways } = await readContent(
    "town.osm.pbf",
    pbfFile([
      {
        nodes: [{ id: -5, lat: 20, lon: -30, tags: { highway: "crossing" } }],
        ways: [{ id: -6, refs: [-5, -7] }],
        granularity: 1000,
        latOffset: 1_000_000_000,
        lonOffset: -2_000_000_000,
      },
    ]),
  );
  // 10⁻⁹ · (1,000,000,000 + 1000 · 20) = 1.00002 degrees
  expect(nodes).toEqual([{ id: -5, lat: 1.00002, lon: -2.00003, tags: { highway: "crossing" } }]);
  expect(ways).toEqual([{ id: -6, nodeIds: [-5, -7], tags: {} }]);
});

test("a coordinate is the same number as its decimal text", async () => {
  const lats = Array.from({ length: 500 }, (_, i) => Math.round(Math.sin(i) * 9e8));
  const dense = lats.map((lat, i) => ({ id: i + 1, lat, lon: 2 * lat }));
  const { nodes } = await readContent("town.osm.pbf", pbfFile([{ dense }]));
  nodes.forEach(({ lat, lon }, i) => {
    expect(lat).toBe(Number(`${lats[i]}e-7`));
    expect(lon).toBe(Number(`${2 * (lats[i] ?? 0)}e-7`));
  });
});

test("a block of dense nodes without any tags has none", async () => {
  const { nodes } = await readContent("town.osm.pbf", pbfFile([{ dense: [{ id: 1, lat: 1, lon: 1 }] }]));
  expect(nodes[0]?.tags).toEqual({});
});

test.each(["raw", "zlib", "zstd"] as const)("reads blobs packed as %s", async (packing) => {
  const file = Buffer.concat([headerBlob(), blob("OSMData", blockBytes(town), packing)]);
  expect((await readContent("town.osm.pbf", file)).ways).toHaveLength(1);
});

test("passes over blobs of an unknown type and the header's bounding box", async () => {
  const file = Buffer.concat([
    headerBlob(undefined, true),
    blob("SomethingElse", Buffer.from([1, 2, 3])),
    blob("OSMData", blockBytes(town)),
  ]);
  expect((await readContent("town.osm.pbf", file)).nodes).toHaveLength(3);
});

test("counts what is not decoded, and passes over blocks of other kinds when it reads again", async () => {
  const { relations, ...rest } = town;
  const file = pbfFile([rest, { relations }, { dense: town.dense }]);
  await withFile("town.osm.pbf", file, async (path) => {
    const osm = await openOsm(path);
    for await (const _ of osm.read({ relation: () => undefined }));
    expect(osm.counts).toEqual({ nodes: 6, ways: 1, relations: 1 });
    expect(osm.dataTime).toBe("2023-11-14T22:13:20.000Z");
    const again = await elementsOf(osm);
    expect(again.nodes).toHaveLength(6);
    let ways = 0;
    for await (const _ of osm.read({ way: () => ways++ }));
    expect(ways).toBe(1);
    expect(osm.counts).toEqual({ nodes: 6, ways: 1, relations: 1 });
  });
});

/** A way whose tag names strings 9 and 9 of a table of three. */
const withWrongText = Buffer.from(blockBytes({ ways: [{ id: 1, refs: [1, 2], tags: { a: "b" } }] }));
withWrongText.set([9], withWrongText.indexOf(Buffer.from([0x12, 1, 1])) + 2);
const whole = pbfFile([town]);
const header = headerBlob();
test.each<[string, Uint8Array, RegExp]>([
  ["an empty file", Buffer.alloc(0), /bad\.osm\.pbf is empty: export or download it again/],
  ["another format", Buffer.from("id,name\n1,Old Town\n"), /not an OpenStreetMap file.*Give an \.osm\.pbf, or XML/],
  ["JSON", Buffer.from('{"type": "FeatureCollection"'), /not an OpenStreetMap file/],
  [
    "a file cut in its data",
    whole.subarray(0, whole.length - 20),
    /is cut off: at byte \d+ \d+ bytes should follow, but the file ends at byte \d+/,
  ],
  ["a file cut in its header", whole.subarray(0, 3), /is cut off/],
  ["a file cut in a length", whole.subarray(0, header.length + 2), /is cut off/],
  [
    "LZMA",
    Buffer.concat([header, blob("OSMData", blockBytes(town), "lzma")]),
    /packed with LZMA, which is not read here: repack it/,
  ],
  ["LZ4", Buffer.concat([header, blob("OSMData", blockBytes(town), "lz4")]), /packed with LZ4/],
  ["a history", pbfFile([town], ["OsmSchema-V0.6", "HistoricalInformation"]), /history file: take the present state/],
  ["a feature of the future", pbfFile([town], ["OsmSchema-V0.7"]), /requires "OsmSchema-V0\.7"/],
  [
    "a wrong size",
    Buffer.concat([header, blob("OSMData", blockBytes(town), "zlib", 5)]),
    /is damaged in the block at byte \d+ \(a blob of \d+ bytes that should have 5\)/,
  ],
  [
    "a text that is not there",
    Buffer.concat([header, blob("OSMData", withWrongText)]),
    /is damaged in the block at byte/,
  ],
  [
    "noise after the header",
    Buffer.concat([header, Buffer.alloc(100, 0xee)]),
    /is damaged at byte \d+ \(a header of \d+ bytes\)/,
  ],
])("refuses %s with what was found", async (_, bytes, message) => {
  const error = await readContent("bad.osm.pbf", bytes).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UnreadableFile);
  expect(String(error)).toMatch(message);
});

test("a file with any byte flipped is read or refused, never a crash", async () => {
  const block = Buffer.from(blockBytes(town));
  for (let at = 0; at < block.length; at++) {
    const flipped = Buffer.from(block);
    flipped.writeUInt8((flipped[at] ?? 0) ^ 0xff, at);
    const file = Buffer.concat([header, blob("OSMData", flipped, "raw")]);
    await readContent("flipped.osm.pbf", file).catch((error: unknown) => expect(error).toBeInstanceOf(UnreadableFile));
  }
});
