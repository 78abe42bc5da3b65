/** Reads a whole OpenStreetMap file into plain objects, for tests of the readers. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openOsm } from "../../server/import/osm.ts";
import type { Member, OsmFile } from "../../server/import/osm-elements.ts";

export interface Elements {
  nodes: { id: number; lon: number; lat: number; tags: Record<string, string> }[];
  ways: { id: number; nodeIds: number[]; tags: Record<string, string> }[];
  relations: { id: number; members: Member[]; tags: Record<string, string> }[];
}

export async function elementsOf(file: OsmFile): Promise<Elements> {
  const elements: Elements = { nodes: [], ways: [], relations: [] };
  const { nodes, ways, relations } = elements;
  const shares: number[] = [];
  for await (const share of file.read({
    node: (id, lon, lat, tags) => void nodes.push({ id, lon, lat, tags: Object.fromEntries(tags) }),
    way: (id, nodeIds, tags) => void ways.push({ id, nodeIds: [...nodeIds], tags: Object.fromEntries(tags) }),
    relation: (id, members, tags) => void relations.push({ id, members: [...members], tags: Object.fromEntries(tags) }),
  })) {
    shares.push(share);
  }
  if (shares.some((share, i) => share < (shares[i - 1] ?? 0) || share > 1)) throw new Error(`Progress ran ${shares}`);
  return elements;
}

/** Gives a file with these bytes to `use`, and removes it. */
export async function withFile<T>(
  name: string,
  content: string | Uint8Array,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "osm-"));
  try {
    const path = join(folder, name);
    await writeFile(path, content);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

export function readContent(name: string, content: string | Uint8Array): Promise<Elements> {
  return withFile(name, content, async (path) => elementsOf(await openOsm(path)));
}
