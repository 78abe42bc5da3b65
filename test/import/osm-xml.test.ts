import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { UnreadableFile } from "../../server/import/importer.ts";
import { openOsm } from "../../server/import/osm.ts";
import { readContent, withFile } from "./osm-reading.ts";

/** `<osm><node id="1" lat="30.9" lon="117"/></osm>`, packed by bzip2 -9. */
const BZIP2 = Buffer.from(
  "QlpoOTFBWSZTWZxuJD4AAAqZgFAB6KcmJ4wAIAAxRoyBo0yNBoUHpijBqepdB2zQTdRCBTN/CvusSJn5ZKhxh1RuRX4u5IpwoSE43Eh8",
  "base64",
);

const town = `<?xml version="1.0" encoding="UTF-8"?>
<osm version="0.6"><note>from Overpass</note><meta osm_base="2024-05-01T00:00:00Z"/>
 <bounds minlat="0" minlon="0" maxlat="90" maxlon="180"/>
 <way id="7"><nd ref="12"/><nd ref="10"/><tag k="highway" v="residential"/><tag k="name" v="A &amp; B 路"/></way>
 <node id="12" lat="30.9" lon="117.001"><tag k="barrier" v="gate"/></node>
 <node id="10" lat="30.9000001" lon="117"/>
 <node id="13" visible="false" version="2"/>
 <way id="8" action="delete"><nd ref="12"/><nd ref="13"/><tag k="highway" v="service"/></way>
 <relation id="3"><member type="way" ref="7" role="outer"/><member type="node" ref="10"/><tag k="type" v="multipolygon"/></relation>
</osm>
`;

const elements = {
  nodes: [
    { id: 12, lat: 30.9, lon: 117.001, tags: { barrier: "gate" } },
    { id: 10, lat: 30.9000001, lon: 117, tags: {} },
  ],
  ways: [{ id: 7, nodeIds: [12, 10], tags: { highway: "residential", name: "A & B 路" } }],
  relations: [
    {
      id: 3,
      members: [
        { type: "way", ref: 7, role: "outer" },
        { type: "node", ref: 10, role: "" },
      ],
      tags: { type: "multipolygon" },
    },
  ],
};

test("reads elements in any order and leaves out deleted ones", async () => {
  expect(await readContent("town.osm", town)).toEqual(elements);
});

test("knows a file by its content, not its name", async () => {
  expect(await readContent("town.osm.pbf", town)).toEqual(elements);
  expect(await readContent("town.osm", gzipSync(town))).toEqual(elements);
});

test("reads bzip2, several joined streams too", async () => {
  const node = { id: 1, lat: 30.9, lon: 117, tags: {} };
  expect((await readContent("town.osm.bz2", BZIP2)).nodes).toEqual([node]);
  const error = await readContent("two.osm.bz2", Buffer.concat([BZIP2, BZIP2])).catch((e: unknown) => e);
  // Both were unpacked: the second root is what is wrong.
  expect(String(error)).toMatch(
    /line 1, is not valid XML \(document must contain only one root|line 1, is not valid XML/,
  );
});

test("reads a byte order mark and several joined gzip streams", async () => {
  expect(await readContent("town.osm", `\uFEFF${town}`)).toEqual(elements);
  const joined = Buffer.concat([gzipSync(town.slice(0, 300)), gzipSync(town.slice(300))]);
  expect(await readContent("town.osm.gz", joined)).toEqual(elements);
});

test("a character that is cut by the end of a chunk stays whole", async () => {
  const name = "鹤".repeat(200_000);
  const { nodes } = await readContent(
    "long.osm",
    `<osm><node id="1" lat="1" lon="1"><tag k="name" v="${name}"/></node></osm>`,
  );
  expect(nodes[0]?.tags.name).toBe(name);
});

test("counts elements without their deleted ones, and gives the time and line", async () => {
  await withFile("town.osm", town, async (path) => {
    const osm = await openOsm(path);
    const lines: (number | null)[] = [];
    for await (const _ of osm.read({ node: () => lines.push(osm.line) }));
    expect(osm.counts).toEqual({ nodes: 2, ways: 1, relations: 1 });
    expect(osm.dataTime).toBe("2024-05-01T00:00:00Z");
    expect(lines).toEqual([5, 6]);
  });
});

test.each(["", "x", "0x1F", "12,5"])("a coordinate %j is no number", async (lat) => {
  const { nodes } = await readContent("town.osm", `<osm><node id="1" lat="${lat}" lon="1e1"/></osm>`);
  expect(nodes).toEqual([{ id: 1, lat: Number.NaN, lon: 10, tags: {} }]);
});

const packed = gzipSync(town);
test.each<[string, string, string | Uint8Array, RegExp]>([
  [
    "wrong nesting",
    "bad.osm",
    "<osm>\n<node id='1' lat='1' lon='1'>\n</way></osm>",
    /bad\.osm, line 3, is not valid XML \(unexpected close tag/,
  ],
  ["a cut file", "bad.osm", town.slice(0, -30), /bad\.osm, line 9, is not valid XML \(unclosed tag/],
  [
    "another root",
    "bad.osm",
    "<?xml version='1.0'?>\n<kml></kml>",
    /line 2, starts with <kml> where OpenStreetMap files start with <osm>/,
  ],
  ["changes", "bad.osm", "<osmChange/>", /starts with <osmChange>/],
  ["another encoding", "bad.osm", '<?xml version="1.0" encoding="GBK"?><osm/>', /is in GBK, not in UTF-8/],
  [
    "bytes that are no UTF-8",
    "bad.osm",
    Buffer.from("<osm><tag v='\xe4\xf6'/></osm>", "latin1"),
    /near line 1, is not UTF-8/,
  ],
  ["UTF-16", "bad.osm", Buffer.from("\uFEFF<osm></osm>", "utf16le"), /is not UTF-8/],
  [
    "an id that is no number",
    "bad.osm",
    "<osm>\n<way id='a1'></way></osm>",
    /line 2, has a <way> whose id is "a1", not a whole number/,
  ],
  ["a reference that is missing", "bad.osm", "<osm><way id='1'><nd/></way></osm>", /has a <nd> without "ref"/],
  [
    "a member of no type",
    "bad.osm",
    "<osm><relation id='1'><member type='area' ref='1'/></relation></osm>",
    /type "area"/,
  ],
  ["gzip cut off", "bad.osm.gz", packed.subarray(0, -30), /bad\.osm\.gz is cut off \(gzip: unexpected end of file\)/],
  ["bzip2 cut off", "bad.osm.bz2", BZIP2.subarray(0, -12), /bad\.osm\.bz2 is (?:cut off|damaged) \(bzip2: /],
  ["bzip2 damaged", "bad.osm.bz2", Buffer.from(BZIP2).fill(0x55, 40, 44), /bad\.osm\.bz2 is damaged \(bzip2: /],
  ["gzip damaged", "bad.osm.gz", Buffer.from(packed).fill(0x55, 100, 140), /bad\.osm\.gz(?: is damaged|, )/],
])("refuses %s with the place", async (_, name, content, message) => {
  const error = await readContent(name, content).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(UnreadableFile);
  expect(String(error)).toMatch(message);
});
