/**
 * Drawn footpaths and crossings, and blocked streets, on a finished network: another network, as if the streets had been mapped so,
 * without reading the streets again. The one before is not touched.
 *
 * A drawn path is a street that everybody may walk, both ways, on flat ground also where heights are known. Each of its vertices
 * within PATH_JOIN_METRES of a street joins it at the nearest place; the others only give it its shape. Between its vertices it joins
 * nothing, and it crosses whatever lies below: it is the crossing. A blocked street is blocked from the junction before the place to
 * the one after it; it is still there as a street that nobody may walk. Both are for walkers only: bicycles have a network of their own.
 *
 * What a street costs does not change when a path joins it. Which streets are private, because gates or private ways enclose them, and
 * how large each component is, is found again: a path may open an enclosure, a blocked street may close one.
 */
import { indexSegments } from "./barriers.ts";
import { Draft, flatStreet, lengthOf, type Street, vertexOf } from "./draft.ts";
import { layDraft, slopeSplits } from "./lay-draft.ts";
import { type Network, NONE } from "./network.ts";

/** A vertex of a drawn path joins the nearest street that is at most this far: about the width of a wide road. */
export const PATH_JOIN_METRES = 15;
/** A street is blocked at the nearest place of one, at most this far: what a finger or a pointer misses. */
export const BLOCK_METRES = 30;
/** A path drawn by hand is not longer; what is comes from a mistaken coordinate. */
export const LONGEST_PATH_METRES = 50_000;
/** What a drawn path counts as among kinds of street; its OSM way is NO_WAY. */
const PATH_HIGHWAY = "path";
const NO_WAY = 0;

interface Place {
  /** Degrees. */
  readonly lon: number;
  readonly lat: number;
}

/** One change of the streets; `key` names it in what is told of it. */
export type StreetEdit =
  | { readonly type: "add-path"; readonly key: number; readonly points: readonly Place[] }
  | ({ readonly type: "block-street"; readonly key: number } & Place);

/** An edit that changes nothing, and why. */
export interface StreetProblem {
  readonly key: number;
  readonly code: "no-path" | "no-street";
  readonly detail: string;
}

export interface EditedNetwork {
  /** The network given, when no edit changes it. */
  readonly network: Network;
  /** Of each edge of the network before: the edge that it is now, or NONE where it was blocked or split. */
  readonly edgeNow: Int32Array;
  /** Edges that come from no edge before, ascending: paths, and what splitting left. */
  readonly newEdges: Int32Array;
  readonly problems: readonly StreetProblem[];
}

/** Applies edits in order. Edges that stay keep their order among each other, so that ties between streets go as before. */
export function editNetwork(network: Network, edits: readonly StreetEdit[]): EditedNetwork {
  const draft = new Draft(network);
  const highway = highwayOf(network);
  const isSplit = slopeSplits(network);
  const blocked: Street[] = [];
  let metres = 0;
  const problems: StreetProblem[] = [];
  for (const edit of edits) {
    const tell = (code: StreetProblem["code"], detail: string) => problems.push({ key: edit.key, code, detail });
    if (edit.type === "add-path") {
      const added = addPath(draft, edit.points, highway.index);
      if (typeof added === "string") tell("no-path", added);
      else metres += added;
    } else {
      const gone = blockAt(draft, edit, isSplit);
      if (typeof gone === "string") tell("no-street", gone);
      else blocked.push(...gone);
    }
  }
  if (draft.made.length === 0 && draft.goneEdges.size === 0) {
    const edgeNow = Int32Array.from({ length: network.edgeCount }, (_, edge) => edge);
    return { network, edgeNow, newEdges: new Int32Array(), problems };
  }
  const laid = layDraft(draft, isSplit);
  const isSloped = network.heights === "used";
  const walkableMetres = blocked.reduce((sum, street) => sum - street.metres, network.walkableMetres + metres);
  return {
    network: {
      ...network,
      ...laid.columns,
      componentSize: laid.componentSize,
      highwayNames: highway.names,
      ...withOthers(network, blocked),
      walkableMetres,
      metresWithoutHeight: network.metresWithoutHeight + (isSloped ? metres : 0),
    },
    edgeNow: laid.edgeNow,
    newEdges: laid.newEdges,
    problems,
  };
}

function highwayOf({ highwayNames }: Network): { names: readonly string[]; index: number } {
  const index = highwayNames.indexOf(PATH_HIGHWAY);
  return index === NONE
    ? { names: [...highwayNames, PATH_HIGHWAY], index: highwayNames.length }
    : { names: highwayNames, index };
}

/** @returns metres of path, or the sentence that says why there is none */
function addPath(draft: Draft, points: readonly Place[], highway: number): number | string {
  const drawn = points.map(vertexOf);
  const length = lengthOf(
    drawn.map(([lonE7]) => lonE7),
    drawn.map(([, latE7]) => latE7),
  );
  if (length > LONGEST_PATH_METRES) {
    return `The path is ${Math.round(length / 1000).toLocaleString("en")} km long; at most ${LONGEST_PATH_METRES / 1000} km can be drawn. Draw it in parts that each join a street.`;
  }
  const joins = ({ lon, lat }: Place) => draft.nearest(lon, lat, PATH_JOIN_METRES);
  if (points.every((point) => joins(point) === null)) {
    return `The path joins no street: none of its points lies within ${PATH_JOIN_METRES} m of one that can be walked. Begin or end it on a street.`;
  }
  const vertices = points.map((point, i) => {
    const place = joins(point);
    return place === null
      ? { lonE7: drawn[i][0], latE7: drawn[i][1], junction: NONE }
      : { lonE7: place.lonE7, latE7: place.latE7, junction: draft.junctionAt(place) };
  });
  for (const end of [vertices[0], vertices[vertices.length - 1]]) {
    if (end.junction === NONE) end.junction = draft.addJunction(end.lonE7, end.latE7);
  }
  let metres = 0;
  for (let first = 0; first + 1 < vertices.length; ) {
    let last = first + 1;
    while (vertices[last].junction === NONE) last++;
    const line = vertices.slice(first, last + 1);
    const street = flatStreet(
      { from: vertices[first].junction, to: vertices[last].junction },
      line.map(({ lonE7 }) => lonE7),
      line.map(({ latE7 }) => latE7),
      { way: NO_WAY, highway },
    );
    // Two points that join at one place have nothing between them.
    if (street.metres > 0) draft.add(street);
    metres += street.metres;
    first = last;
  }
  return metres > 0 ? metres : "The path has no length: all its points lie at one place of a street.";
}

/** @returns the streets blocked, or the sentence that says why there is none */
function blockAt(draft: Draft, { lon, lat }: Place, isSplit: Uint8Array): Street[] | string {
  const place = draft.nearest(lon, lat, BLOCK_METRES);
  if (place === null) return `No street that can be walked lies within ${BLOCK_METRES} m of this place.`;
  const gone: Street[] = [];
  const block = (number: number): void => {
    const street = draft.street(number);
    draft.remove(number);
    gone.push(street);
    for (const end of [street.from, street.to]) {
      if (isSplit[end] !== 1) continue;
      // The same street on the other side of a split; a drawn path that joins here makes it a junction.
      const others = draft.streetsAt(end);
      if (others.length === 1 && draft.street(others[0]).way !== NO_WAY) block(others[0]);
    }
  };
  block(place.street);
  return gone;
}

/** Blocked streets are streets that nobody may walk: linking names the nearest street of any kind. */
function withOthers(network: Network, blocked: readonly Street[]): Pick<Network, "otherSegmentsE7" | "otherIndex"> {
  const segments: number[] = [];
  for (const { lonE7, latE7 } of blocked) {
    for (let p = 1; p < lonE7.length; p++) segments.push(lonE7[p - 1], latE7[p - 1], lonE7[p], latE7[p]);
  }
  if (segments.length === 0) return { otherSegmentsE7: network.otherSegmentsE7, otherIndex: network.otherIndex };
  const otherSegmentsE7 = Int32Array.from([...network.otherSegmentsE7, ...segments]);
  return { otherSegmentsE7, otherIndex: indexSegments(otherSegmentsE7) };
}
