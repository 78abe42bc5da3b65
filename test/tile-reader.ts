/** Reads a vector tile as far as tests need it: the layers, and the properties of their features. */
import { PbfReader } from "pbf";

export type TileContent = Record<string, Record<string, string | number | boolean>[]>;

export function readTile(bytes: Uint8Array): TileContent {
  const content: TileContent = {};
  new PbfReader(bytes).readFields((tag, _, pbf) => {
    if (tag !== 3) return;
    const layer = {
      name: "",
      keys: [] as string[],
      values: [] as (string | number | boolean)[],
      tags: [] as number[][],
    };
    pbf.readMessage((field, found, inner) => {
      if (field === 1) found.name = inner.readString();
      else if (field === 3) found.keys.push(inner.readString());
      else if (field === 4)
        found.values.push(inner.readMessage(readValue, { value: "" as string | number | boolean }).value);
      else if (field === 2) {
        const feature = inner.readMessage((key, tags: number[], message) => {
          if (key === 2) message.readPackedVarint(tags);
        }, []);
        found.tags.push(feature);
      }
    }, layer);
    content[layer.name] = layer.tags.map((tags) =>
      Object.fromEntries(tags.flatMap((key, i) => (i % 2 === 0 ? [[layer.keys[key], layer.values[tags[i + 1]]]] : []))),
    );
  }, null);
  return content;
}

function readValue(field: number, found: { value: string | number | boolean }, pbf: PbfReader): void {
  if (field === 1) found.value = pbf.readString();
  else if (field === 2) found.value = pbf.readFloat();
  else if (field === 3) found.value = pbf.readDouble();
  else if (field === 4 || field === 5) found.value = pbf.readVarint();
  else if (field === 6) found.value = pbf.readSVarint();
  else if (field === 7) found.value = pbf.readBoolean();
}
