/** The obvious twin of server/access/capacity.ts: pairs as objects, sorted by comparing, people handed out one pair after another. */
import type { Pairs } from "../../server/access/pairs.ts";

export interface SlowPair {
  readonly facility: number;
  readonly point: number;
  readonly cost: number;
}

export interface SlowFlow extends SlowPair {
  readonly people: number;
}

export function listPairs({ first, point, cost }: Pairs<Int32Array | Float64Array>): SlowPair[] {
  const list: SlowPair[] = [];
  for (let facility = 0; facility + 1 < first.length; facility++) {
    for (let k = first[facility]; k < first[facility + 1]; k++) list.push({ facility, point: point[k], cost: cost[k] });
  }
  return list;
}

export function pairsOf(list: readonly SlowPair[], facilities: number): Pairs {
  const sorted = [...list].sort((a, b) => a.facility - b.facility || a.point - b.point);
  const first = Array.from({ length: facilities + 1 }, (_, f) => sorted.filter(({ facility }) => facility < f).length);
  return {
    first: Int32Array.from(first),
    point: Int32Array.from(sorted, ({ point }) => point),
    cost: Int32Array.from(sorted, ({ cost }) => cost),
  };
}

export function slowAssign(list: readonly SlowPair[], demand: readonly number[], capacity: readonly number[]) {
  const left = [...demand];
  const room = [...capacity];
  const flows: SlowFlow[] = [];
  for (const pair of [...list].sort((a, b) => a.cost - b.cost || a.facility - b.facility || a.point - b.point)) {
    const people = Math.min(left[pair.point], room[pair.facility]);
    if (people === 0) continue;
    left[pair.point] -= people;
    room[pair.facility] -= people;
    flows.push({ ...pair, people });
  }
  const total = (of: readonly SlowFlow[]) => of.reduce((sum, { people }) => sum + people, 0);
  const isInReach = (p: number) => list.some(({ point }) => point === p);
  return {
    served: demand.map((_, p) => total(flows.filter(({ point }) => point === p))),
    overCapacity: left.map((people, p) => (isInReach(p) ? people : 0)),
    outOfReach: left.map((people, p) => (isInReach(p) ? 0 : people)),
    load: capacity.map((_, f) => total(flows.filter(({ facility }) => facility === f))),
    /** By point, in the order of their costs. */
    flows: demand.map((_, p) => flows.filter(({ point }) => point === p)),
  };
}
