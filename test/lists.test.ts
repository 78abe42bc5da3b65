/** Lists travel as bytes, and are made only where somebody reads them. */
import { describe, expect, it } from "vitest";
import { pack, unpack } from "../server/lists.ts";
import { share } from "../server/network/columns.ts";
import type { Territory } from "../server/territory.ts";
import { randomTown } from "./random-town.ts";

/** As another thread gets it. */
const sent = (value: object) => unpack(structuredClone(pack(value)));
const isMade = (value: object, list: string) => Object.getOwnPropertyDescriptor(value, list)?.get === undefined;

describe("a packed territory", () => {
  it.each([1, 2, 3])("is the same at the other end: town %i", (seed) => {
    const territory = share(randomTown(seed));
    expect(sent(territory)).toEqual(territory);
    expect(sent(sent(territory))).toEqual(territory);
  });

  it("has its columns in the same memory, and its lists unmade until they are read", () => {
    const territory = share(randomTown(4));
    const there = sent(territory) as unknown as Territory;
    territory.demand.lon[0] = 42;
    territory.demand.groups[0][0] = 43;
    expect([there.demand.lon[0], there.demand.groups[0][0]]).toEqual([42, 43]);
    const onward = sent(there) as unknown as Territory;
    for (const { demand } of [there, onward]) expect(isMade(demand, "id")).toBe(false);
    expect(onward.demand.id).toEqual(territory.demand.id);
    expect(onward.demand.id).toBe(onward.demand.id);
    expect(isMade(onward.demand, "id")).toBe(true);
    expect(isMade(there.demand, "id")).toBe(false);
  });

  it("is written once, whoever sends it on", () => {
    const territory = share(randomTown(5));
    const bytes = (value: object) => {
      const { demand } = pack(value);
      return "lists" in demand ? demand.lists.id : undefined;
    };
    const first = bytes(territory);
    expect(first).toBeInstanceOf(SharedArrayBuffer);
    expect(bytes(territory)).toBe(first);
    const there = unpack(pack(territory)) as unknown as Territory;
    expect(bytes(there)).toBe(first);
    // Read, and then part of another territory.
    expect(bytes({ ...there, demand: { ...there.demand } })).toBe(first);
  });
});
