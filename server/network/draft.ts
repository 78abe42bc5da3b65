/**
 * A draft of changed streets over a finished network: what is gone of it and what was made. It answers where the nearest street is
 * as the streets stand so far, so that changes apply one after another; edit.ts lays it into a network in the end.
 */
import Flatbush from "flatbush";
import { distanceMetres, METRES_PER_DEGREE, metresPerDegreeLon } from "../geo.ts";
import { accessOf, junctionOf, onewayOf } from "./edges.ts";
import { degreesOf, type Network, UNITS_PER_DEGREE, unitsOf } from "./network.ts";
import { type Access, OPEN } from "./pieces.ts";

/** A street between two junctions. Its shape has both ends, units of coordinates. */
export interface Street {
  readonly from: number;
  readonly to: number;
  readonly access: Access;
  /** 0 both ways, 1 only from → to, -1 only to → from. */
  readonly oneway: number;
  readonly metres: number;
  /** Flat-equivalent centimetres. */
  readonly forward: number;
  readonly backward: number;
  readonly lonE7: readonly number[];
  readonly latE7: readonly number[];
  readonly way: number;
  readonly highway: number;
}

/** A place on a street: on segment `point` of its shape, `along` it (0–1). */
export interface StreetPlace {
  readonly street: number;
  readonly point: number;
  readonly along: number;
  /** From the place asked about. */
  readonly metres: number;
  readonly lonE7: number;
  readonly latE7: number;
}

/** Streets are numbered: those of the network are its edges, made ones come after them. Junctions likewise: the first copy of those of the network, then new ones. */
export class Draft {
  readonly network: Network;
  /** Edges of the network that are no more. */
  readonly goneEdges = new Set<number>();
  /** By number − edgeCount; null when gone again. */
  readonly made: (Street | null)[] = [];
  /** New junctions, by number − nodeCount. */
  readonly newLonE7: number[] = [];
  readonly newLatE7: number[] = [];
  readonly #index: Flatbush | null;

  constructor(network: Network) {
    this.network = network;
    this.#index = network.segmentIndex === null ? null : Flatbush.from(network.segmentIndex);
  }

  street(street: number): Street {
    const { network } = this;
    const made = this.made[street - network.edgeCount];
    if (made === null || (street < network.edgeCount && this.goneEdges.has(street))) {
      throw new Error(`Street ${street} of the draft is gone.`);
    }
    return made ?? streetOf(network, street);
  }

  /** @returns its number */
  add(street: Street): number {
    return this.network.edgeCount + this.made.push(street) - 1;
  }

  remove(street: number): void {
    if (street < this.network.edgeCount) this.goneEdges.add(street);
    else this.made[street - this.network.edgeCount] = null;
  }

  /** @returns its number */
  addJunction(lonE7: number, latE7: number): number {
    this.newLatE7.push(latE7);
    return this.network.nodeCount + this.newLonE7.push(lonE7) - 1;
  }

  /** The nearest place that can be walked on, whatever lies between; ties go to the lower street. Null when there is none within the metres (≤). */
  nearest(lon: number, lat: number, metres: number): StreetPlace | null {
    const { network } = this;
    const { segmentEdge, segmentPoint, shapeLonE7, shapeLatE7 } = network;
    const metresPerLon = metresPerDegreeLon(lat);
    let best: StreetPlace | null = null;
    const look = (street: number, point: number, lon1: number, lat1: number, lon2: number, lat2: number): void => {
      const ax = (degreesOf(lon1) - lon) * metresPerLon;
      const ay = (degreesOf(lat1) - lat) * METRES_PER_DEGREE;
      const dx = degreesOf(lon2 - lon1) * metresPerLon;
      const dy = degreesOf(lat2 - lat1) * METRES_PER_DEGREE;
      const square = dx * dx + dy * dy;
      if (square === 0) return;
      const along = Math.max(0, Math.min(1, -(ax * dx + ay * dy) / square));
      const away = Math.hypot(ax + along * dx, ay + along * dy);
      const isBetter =
        best === null ||
        away < best.metres ||
        (away === best.metres && (street < best.street || (street === best.street && point < best.point)));
      if (away > metres || !isBetter) return;
      const lonE7 = Math.round(lon1 + along * (lon2 - lon1));
      const latE7 = Math.round(lat1 + along * (lat2 - lat1));
      best = { street, point, along, metres: away, lonE7, latE7 };
    };
    const [x, y] = [lon * UNITS_PER_DEGREE, lat * UNITS_PER_DEGREE];
    const dx = (metres / metresPerLon) * UNITS_PER_DEGREE;
    const dy = (metres / METRES_PER_DEGREE) * UNITS_PER_DEGREE;
    this.#index?.search(x - dx, y - dy, x + dx, y + dy, (s) => {
      const edge = segmentEdge[s];
      const p = segmentPoint[s];
      if (!this.goneEdges.has(edge)) {
        look(edge, p - network.edgeShape[edge], shapeLonE7[p], shapeLatE7[p], shapeLonE7[p + 1], shapeLatE7[p + 1]);
      }
      return false;
    });
    this.made.forEach((street, k) => {
      if (street === null) return;
      const { lonE7, latE7 } = street;
      for (let p = 0; p + 1 < lonE7.length; p++) {
        look(network.edgeCount + k, p, lonE7[p], latE7[p], lonE7[p + 1], latE7[p + 1]);
      }
    });
    return best;
  }

  /** The junction at a place: an end of the street, or a new one that splits it. What it costs to walk the street stays the same. */
  junctionAt(place: StreetPlace): number {
    const street = this.street(place.street);
    const { lonE7, latE7 } = street;
    const last = lonE7.length - 1;
    const isAt = (p: number) => lonE7[p] === place.lonE7 && latE7[p] === place.latE7;
    if (place.point === 0 && isAt(0)) return street.from;
    if (place.point === last - 1 && isAt(last)) return street.to;
    const junction = this.addJunction(place.lonE7, place.latE7);
    const share = shareAt(street, place);
    const forward = Math.round(share * street.forward);
    const backward = Math.round(share * street.backward);
    this.remove(place.street);
    this.add({
      ...street,
      to: junction,
      metres: share * street.metres,
      forward,
      backward,
      lonE7: [...lonE7.slice(0, place.point + 1), place.lonE7],
      latE7: [...latE7.slice(0, place.point + 1), place.latE7],
    });
    this.add({
      ...street,
      from: junction,
      metres: (1 - share) * street.metres,
      forward: street.forward - forward,
      backward: street.backward - backward,
      lonE7: [place.lonE7, ...lonE7.slice(place.point + 1)],
      latE7: [place.latE7, ...latE7.slice(place.point + 1)],
    });
    return junction;
  }

  /** Numbers of the streets that touch a junction, a loop once. */
  streetsAt(junction: number): number[] {
    const { network } = this;
    const found = new Set<number>();
    for (let node = junction; node < network.nodeCount; node++) {
      if (junctionOf(network, node) !== junction) break;
      for (let a = network.firstArc[node]; a < network.firstArc[node + 1]; a++) {
        const edge = network.arcEdge[a];
        if (edge >= 0 && !this.goneEdges.has(edge)) found.add(edge);
      }
    }
    this.made.forEach((street, k) => {
      if (street?.from === junction || street?.to === junction) found.add(network.edgeCount + k);
    });
    return [...found];
  }
}

/** An edge of a network as a street. */
export function streetOf(network: Network, edge: number): Street {
  const [first, end] = [network.edgeShape[edge], network.edgeShape[edge + 1]];
  return {
    from: junctionOf(network, network.edgeFrom[edge]),
    to: junctionOf(network, network.edgeTo[edge]),
    access: accessOf(network, edge),
    oneway: onewayOf(network, edge),
    metres: network.edgeMetres[edge],
    forward: network.edgeCost[edge],
    backward: network.edgeCostBack[edge],
    lonE7: [...network.shapeLonE7.subarray(first, end)],
    latE7: [...network.shapeLatE7.subarray(first, end)],
    way: network.edgeWay[edge],
    highway: network.edgeHighway[edge],
  };
}

/** Share of a street's length that lies before a place on it. */
function shareAt({ lonE7, latE7 }: Street, { point, along }: StreetPlace): number {
  let before = 0;
  let total = 0;
  for (let p = 0; p + 1 < lonE7.length; p++) {
    const metres = lengthOf(lonE7.slice(p, p + 2), latE7.slice(p, p + 2));
    if (p < point) before += metres;
    else if (p === point) before += along * metres;
    total += metres;
  }
  return total === 0 ? 0 : Math.min(1, before / total);
}

/** Great-circle length of a line, metres. */
export function lengthOf(lonE7: readonly number[], latE7: readonly number[]): number {
  let metres = 0;
  for (let p = 0; p + 1 < lonE7.length; p++) {
    metres += distanceMetres(
      degreesOf(lonE7[p]),
      degreesOf(latE7[p]),
      degreesOf(lonE7[p + 1]),
      degreesOf(latE7[p + 1]),
    );
  }
  return metres;
}

/** A new street on flat ground that everybody may walk, both ways. */
export function flatStreet(
  ends: { from: number; to: number },
  lonE7: readonly number[],
  latE7: readonly number[],
  kind: { way: number; highway: number },
): Street {
  const metres = lengthOf(lonE7, latE7);
  const centimetres = Math.round(100 * metres);
  return {
    ...ends,
    access: OPEN,
    oneway: 0,
    metres,
    forward: centimetres,
    backward: centimetres,
    lonE7,
    latE7,
    ...kind,
  };
}

/** A place as a vertex of a drawn line, units of coordinates. */
export function vertexOf({ lon, lat }: { readonly lon: number; readonly lat: number }): [lonE7: number, latE7: number] {
  return [unitsOf(lon), unitsOf(lat)];
}
