/**
 * OpenStreetMap PBF by hand, for tests of its reader: every field that the reader knows can be set, wrong ones too. It
 * follows the format's description, not the reader.
 */
import { deflateSync, zstdCompressSync } from "node:zlib";
import { PbfWriter } from "pbf";

export interface NodeSpec {
  id: number;
  /** In units of the block's granularity. */
  lat: number;
  lon: number;
  tags?: Record<string, string>;
}
export interface WaySpec {
  id: number;
  refs: number[];
  tags?: Record<string, string>;
}
export interface RelationSpec {
  id: number;
  members: { type: number; ref: number; role: string }[];
  tags?: Record<string, string>;
}
export interface BlockSpec {
  dense?: NodeSpec[];
  nodes?: NodeSpec[];
  ways?: WaySpec[];
  relations?: RelationSpec[];
  granularity?: number;
  latOffset?: number;
  lonOffset?: number;
}

/** A header blob followed by one blob for each block. */
export function pbfFile(blocks: BlockSpec[], features = ["OsmSchema-V0.6", "DenseNodes"]): Buffer {
  return Buffer.concat([headerBlob(features), ...blocks.map((block) => blob("OSMData", blockBytes(block)))]);
}

export function headerBlob(features: string[] = ["OsmSchema-V0.6", "DenseNodes"], bbox = false): Buffer {
  const pbf = new PbfWriter();
  if (bbox) {
    // A box around the whole quarter of the earth: left, right, top, bottom in 10⁻⁹ degrees.
    pbf.writeMessage(
      1,
      (_, box) => [0, 180e9, 90e9, 0].forEach((side, i) => void box.writeSVarintField(i + 1, side)),
      null,
    );
  }
  for (const feature of features) pbf.writeStringField(4, feature);
  pbf.writeVarintField(32, 1_700_000_000);
  return blob("OSMHeader", pbf.finish());
}

type Packing = "raw" | "zlib" | "lzma" | "lz4" | "zstd";

export function blob(type: string, bytes: Uint8Array, packing: Packing = "zlib", rawSize = bytes.length): Buffer {
  const body = new PbfWriter();
  if (packing === "raw") {
    body.writeBytesField(1, bytes);
  } else {
    body.writeVarintField(2, rawSize);
    if (packing === "zlib") body.writeBytesField(3, deflateSync(bytes));
    else if (packing === "zstd") body.writeBytesField(7, zstdCompressSync(bytes));
    else body.writeBytesField(packing === "lzma" ? 4 : 6, bytes);
  }
  const data = body.finish();
  const header = new PbfWriter();
  header.writeStringField(1, type);
  header.writeVarintField(3, data.length);
  const head = header.finish();
  const length = Buffer.alloc(4);
  length.writeUInt32BE(head.length);
  return Buffer.concat([length, head, data]);
}

export function blockBytes(block: BlockSpec): Uint8Array {
  // String 0 is empty by definition: it ends the tags of a dense node.
  const strings = [""];
  const text = (value: string) => {
    const known = strings.indexOf(value);
    return known > 0 || value === "" ? Math.max(0, known) : strings.push(value) - 1;
  };
  const keys = (tags: Record<string, string> = {}) => Object.keys(tags).map(text);
  const values = (tags: Record<string, string> = {}) => Object.values(tags).map(text);
  const deltas = (numbers: number[]) => numbers.map((number, i) => number - (numbers[i - 1] ?? 0));

  const groups = new PbfWriter();
  const group = (fill: (pbf: PbfWriter) => void) => groups.writeMessage(2, (_, pbf) => fill(pbf), null);
  if (block.dense) {
    const nodes = block.dense;
    group((pbf) => {
      pbf.writeMessage(
        2,
        (_, dense) => {
          dense.writePackedSVarint(1, deltas(nodes.map(({ id }) => id)));
          dense.writePackedSVarint(8, deltas(nodes.map(({ lat }) => lat)));
          dense.writePackedSVarint(9, deltas(nodes.map(({ lon }) => lon)));
          if (nodes.some(({ tags }) => tags)) {
            const keysValues = nodes.flatMap(({ tags = {} }) => [
              ...Object.entries(tags).flatMap(([key, value]) => [text(key), text(value)]),
              0,
            ]);
            dense.writePackedVarint(10, keysValues);
          }
        },
        null,
      );
    });
  }
  if (block.nodes) {
    const nodes = block.nodes;
    group((pbf) => {
      for (const { id, lat, lon, tags } of nodes) {
        pbf.writeMessage(
          1,
          (_, node) => {
            node.writeSVarintField(1, id);
            node.writePackedVarint(2, keys(tags));
            node.writePackedVarint(3, values(tags));
            node.writeSVarintField(8, lat);
            node.writeSVarintField(9, lon);
          },
          null,
        );
      }
    });
  }
  if (block.ways) {
    const ways = block.ways;
    group((pbf) => {
      for (const { id, refs, tags } of ways) {
        pbf.writeMessage(
          3,
          (_, way) => {
            way.writeVarintField(1, id);
            way.writePackedVarint(2, keys(tags));
            way.writePackedVarint(3, values(tags));
            way.writePackedSVarint(8, deltas(refs));
          },
          null,
        );
      }
    });
  }
  if (block.relations) {
    const relations = block.relations;
    group((pbf) => {
      for (const { id, members, tags } of relations) {
        pbf.writeMessage(
          4,
          (_, relation) => {
            relation.writeVarintField(1, id);
            relation.writePackedVarint(2, keys(tags));
            relation.writePackedVarint(3, values(tags));
            relation.writePackedVarint(
              8,
              members.map(({ role }) => text(role)),
            );
            relation.writePackedSVarint(9, deltas(members.map(({ ref }) => ref)));
            relation.writePackedVarint(
              10,
              members.map(({ type }) => type),
            );
          },
          null,
        );
      }
    });
  }
  const pbf = new PbfWriter();
  pbf.writeMessage(
    1,
    (_, table) => {
      for (const string of strings) table.writeBytesField(1, Buffer.from(string));
    },
    null,
  );
  const groupBytes = Buffer.from(groups.finish());
  const tail = new PbfWriter();
  // After the groups, as in the order of the field numbers.
  if (block.granularity !== undefined) tail.writeVarintField(17, block.granularity);
  if (block.latOffset !== undefined) tail.writeVarintField(19, block.latOffset);
  if (block.lonOffset !== undefined) tail.writeVarintField(20, block.lonOffset);
  return Buffer.concat([pbf.finish(), groupBytes, tail.finish()]);
}
