/**
 * The slow twin of edits: the rows of streets with the path as a way of its own, or the way cut apart around the blocked street, to be
 * built into a network from the beginning. Every segment is looked at for each place.
 */
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { BLOCK_METRES, PATH_JOIN_METRES, type StreetEdit } from "../../server/network/edit.ts";
import { degreesOf, type Network, unitsOf } from "../../server/network/network.ts";
import type { StreetColumns } from "../../server/network/pieces.ts";

/** One way as a value; `row` is the row that its tags are from. */
interface Way {
  row: number;
  id: number;
  isPath: boolean;
  isBlocked: boolean;
  nodes: { id: number; lon: number; lat: number }[];
}

/** Where the twin and the product may differ because two answers are as good: the seed is left out. */
export class Ambiguous extends Error {}

/** @param build makes the network of rows: it tells where the edge of a blocked place ends */
export function editedStreets<Streets extends StreetColumns>(
  streets: Streets,
  edits: readonly StreetEdit[],
  gates: readonly { readonly nodeId: number }[],
  build: (streets: Streets) => Network,
): Streets {
  let ways: Way[] = Array.from({ length: streets.count }, (_, row) => ({
    row,
    id: streets.wayId[row],
    isPath: false,
    isBlocked: false,
    nodes: Array.from({ length: streets.firstPoint[row + 1] - streets.firstPoint[row] }, (_, k) => {
      const at = streets.firstPoint[row] + k;
      return {
        id: streets.nodeId[at],
        lon: degreesOf(unitsOf(streets.lon[at])),
        lat: degreesOf(unitsOf(streets.lat[at])),
      };
    }),
  }));
  let nextId = 1 + Math.max(0, ...streets.nodeId, ...streets.wayId, ...gates.map(({ nodeId }) => nodeId));
  const isWalked = (way: Way) => !way.isBlocked && (way.isPath || streets.foot[way.row] !== 0);

  for (const edit of edits) {
    if (edit.type === "add-path") {
      const nodes = edit.points.map((point) => {
        const found = nearestOf(ways.filter(isWalked), point, PATH_JOIN_METRES);
        if (found === null)
          return { id: nextId++, lon: degreesOf(unitsOf(point.lon)), lat: degreesOf(unitsOf(point.lat)) };
        const { way, k, lon, lat } = found;
        for (const end of [way.nodes[k], way.nodes[k + 1]]) {
          if (end.lon !== lon || end.lat !== lat) continue;
          // The product joins the street on this side of the gate, the rows its post.
          if (gates.some(({ nodeId }) => nodeId === end.id)) throw new Ambiguous();
          return end;
        }
        const node = { id: nextId++, lon, lat };
        way.nodes.splice(k + 1, 0, node);
        return node;
      });
      ways.push({ row: 0, id: nextId++, isPath: true, isBlocked: false, nodes });
      continue;
    }
    const found = nearestOf(ways.filter(isWalked), edit, BLOCK_METRES);
    if (found === null) continue;
    const atNode = found.way.nodes.some(({ lon, lat }) => lon === found.lon && lat === found.lat);
    if (atNode) throw new Ambiguous();
    const blocked = edgeWith(
      build(columnsOf(streets, ways)),
      keyOf(found.way.nodes[found.k], found.way.nodes[found.k + 1]),
      keyOf,
    );
    ways = ways.flatMap((way): Way[] => {
      if (!isWalked(way)) return [way];
      const parts: Way[] = [];
      for (let k = 0; k + 1 < way.nodes.length; k++) {
        const isBlocked = blocked.has(keyOf(way.nodes[k], way.nodes[k + 1]));
        const last = parts.at(-1);
        if (last?.isBlocked === isBlocked) last.nodes.push(way.nodes[k + 1]);
        else
          parts.push({
            ...way,
            id: parts.length === 0 ? way.id : nextId++,
            isBlocked,
            nodes: way.nodes.slice(k, k + 2),
          });
      }
      return parts;
    });
  }
  return columnsOf(streets, ways);
}

function nearestOf(ways: readonly Way[], { lon, lat }: { lon: number; lat: number }, metres: number) {
  const all = ways.flatMap((way) =>
    way.nodes.slice(1).flatMap((b, k) => {
      const a = way.nodes[k];
      const ax = (a.lon - lon) * metresPerDegreeLon(lat);
      const ay = (a.lat - lat) * METRES_PER_DEGREE;
      const dx = (b.lon - a.lon) * metresPerDegreeLon(lat);
      const dy = (b.lat - a.lat) * METRES_PER_DEGREE;
      if (dx === 0 && dy === 0) return [];
      const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / (dx * dx + dy * dy)));
      const place = {
        lon: degreesOf(unitsOf(a.lon + along * (b.lon - a.lon))),
        lat: degreesOf(unitsOf(a.lat + along * (b.lat - a.lat))),
      };
      return [{ way, k, ...place, away: Math.hypot(ax + along * dx, ay + along * dy) }];
    }),
  );
  const least = Math.min(...all.map(({ away }) => away));
  if (!(least <= metres)) return null;
  const best = all.filter(({ away }) => away <= least + 0.02);
  const nodes = new Set(
    best.map(({ way, k, lon, lat }) => {
      return way.nodes.slice(k, k + 2).find((node) => node.lon === lon && node.lat === lat)?.id ?? `${k} of ${way.id}`;
    }),
  );
  if (nodes.size > 1 || Math.abs(least - metres) < 0.02) throw new Ambiguous();
  const [first] = best;
  const { lon: x, lat: y } = first;
  const ids = new Set(
    ways.flatMap(({ nodes }) => nodes.filter(({ lon, lat }) => lon === x && lat === y).map(({ id }) => id)),
  );
  if (ids.size > 1) throw new Ambiguous();
  return first;
}

const keyOf: Key = (a, b) =>
  [a, b]
    .map(({ lon, lat }) => `${unitsOf(lon)} ${unitsOf(lat)}`)
    .sort()
    .join();
type Key = (a: { lon: number; lat: number }, b: { lon: number; lat: number }) => string;

/** The segments of the one edge that holds a segment. */
function edgeWith(network: Network, segment: string, key: Key): Set<string> {
  const all = segmentsOf(network, key);
  const edges = all.filter((keys) => keys.includes(segment));
  // Where another street runs over it, which of them is blocked is chance.
  const isDouble = all.some((keys) => keys !== edges[0] && keys.some((one) => edges[0]?.includes(one)));
  if (edges.length !== 1 || isDouble) throw new Ambiguous();
  return new Set(edges[0]);
}

function segmentsOf({ edgeCount, edgeShape, shapeLonE7, shapeLatE7 }: Network, key: Key): string[][] {
  const place = (p: number) => ({ lon: degreesOf(shapeLonE7[p]), lat: degreesOf(shapeLatE7[p]) });
  return Array.from({ length: edgeCount }, (_, e) => {
    const points = Array.from({ length: edgeShape[e + 1] - edgeShape[e] - 1 }, (_, k) => edgeShape[e] + k);
    return points.map((p) => key(place(p), place(p + 1)));
  });
}

/** Streets over each other cannot be told apart by where they are: which of them somebody joins is chance. */
export function hasDoubles(network: Network): boolean {
  const all = segmentsOf(network, keyOf).flat();
  return new Set(all).size < all.length;
}

function columnsOf<Streets extends StreetColumns>(streets: Streets, ways: readonly Way[]): Streets {
  const nodes = ways.flatMap((way) => way.nodes);
  let first = 0;
  const of = (column: ArrayLike<number>, ofPath: number) =>
    ways.map(({ row, isPath }) => (isPath ? ofPath : column[row]));
  return {
    ...streets,
    count: ways.length,
    wayId: Float64Array.from(ways, ({ id }) => id),
    // A kind of street of its own: a junction of two paths is where a block ends.
    highway: ways.map(({ row, id, isPath }) => (isPath ? `path ${id}` : streets.highway[row])),
    foot: Uint8Array.from(ways, ({ row, isPath, isBlocked }) => (isBlocked ? 0 : isPath ? 1 : streets.foot[row])),
    onewayFoot: Int8Array.from(of(streets.onewayFoot, 0)),
    bridge: Uint8Array.from(of(streets.bridge, 0)),
    tunnel: Uint8Array.from(of(streets.tunnel, 0)),
    barrier: Uint8Array.from(of(streets.barrier, 0)),
    firstPoint: Int32Array.from([0, ...ways.map((way) => (first += way.nodes.length))]),
    nodeId: Float64Array.from(nodes, ({ id }) => id),
    lon: Float64Array.from(nodes, ({ lon }) => lon),
    lat: Float64Array.from(nodes, ({ lat }) => lat),
  };
}
