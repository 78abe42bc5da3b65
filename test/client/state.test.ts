/** The shareable part of the state survives the address bar, and a damaged address gives a working desk. */
import { describe, expect, it } from "vitest";
import { fromHash, START, type State, toHash } from "../../client/state.ts";

const FAR_FROM_START: State = {
  ...START,
  standard: "city-15-countryside-5km",
  hours: "after-work:2.5:2026-11-23",
  ownDistrictOnly: true,
  countCapacity: true,
  scenario: 7,
  part: "settlements",
  comparison: { before: 2, after: 11 },
  kept: 12,
  plans: ["present", 7, 4],
  difference: { plan: 4, against: 7 },
  compareAs: "swipe",
  colours: "place",
  cutoffMinutes: 10,
  kind: "odd-jobs-market",
  walkingSpeedKmh: 4.8,
  view: "areas",
  selected: { type: "area", code: "519900/002" },
  within: "519900",
  layers: ["cells", "circles"],
  position: { zoom: 12.5, lat: 29.91234, lon: 108.98765 },
};

describe("hash of the state", () => {
  it("is empty for the start", () => {
    expect(toHash(START)).toBe("");
    expect(fromHash("")).toEqual(START);
  });

  it("brings every shareable field back", () => {
    expect(fromHash(`#${toHash(FAR_FROM_START)}`)).toEqual(FAR_FROM_START);
  });

  it.each([
    { type: "spot", lat: -29.912345, lon: 108.987654 },
    { type: "facility", id: 17 },
    { type: "facility", id: -3 },
    { type: "gap", rank: 3 },
    { type: "area", code: "a b&c=d/é" },
    { type: "settlement", code: "S/1" },
  ] as const)("brings the chosen $type back", (selected) => {
    expect(fromHash(toHash({ ...START, selected })).selected).toEqual(selected);
  });

  it("keeps what only this moment knows out of links", () => {
    const draft = { id: null, lon: 1, lat: 2, picking: true };
    const moment = { draft, hovered: { type: "gap", rank: 1 }, tool: "path", revision: 4 } as const;
    expect(toHash({ ...START, ...moment })).toBe("");
  });

  it("keeps all layers off", () => {
    expect(fromHash(toHash({ ...START, layers: [] })).layers).toEqual([]);
  });

  it.each([
    "cutoff=0",
    "cutoff=61",
    "cutoff=ten",
    "kind=toString",
    "speed=0",
    "speed=NaN",
    "view=nowhere",
    "part=nowhere",
    "colours=red",
    "standard=../x",
    "hours=tomorrow",
    "hours=2026-11-28",
    "own=yes",
    "compare=3",
    "plan=0",
    "plan=1e3",
    "plan=-2",
    "plan=1234567890",
    "compare=3/3",
    "at=gap/x",
    "at=gap/0",
    "at=facility/1.5",
    "at=facility/0",
    "at=spot/91/0",
    "at=spot/1",
    "at=area/",
    "map=5",
    "map=99/1/1",
    "map=5/x/1",
  ])("falls back to the start for %s", (hash) => {
    expect(fromHash(hash)).toEqual(START);
  });

  it("takes whole minutes only, as the slider does", () => {
    expect(fromHash("cutoff=12.4").cutoffMinutes).toBe(12);
  });
});
