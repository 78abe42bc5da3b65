/** Editing the changes of a scenario: keys are never given twice, one facility is moved once, and what was added is known to later changes. */
import { describe, expect, it } from "vitest";
import {
  adopted,
  freeName,
  moved,
  nextKey,
  serviced,
  withAppended,
  withChange,
  withClosed,
  withoutChange,
  withReopened,
} from "../../client/plans/edit.ts";
import { facilitiesWith } from "../../client/plans/facilities.ts";
import { lengthOf, metresBetween } from "../../client/plans/texts.ts";
import { unaskedOf } from "../../client/plans/unasked.ts";
import type { Facility } from "../../server/api/messages.ts";
import type { Change } from "../../server/api/scenario-messages.ts";

const station: Facility = {
  id: 17,
  name: "Old station",
  names: {},
  kind: "employment-service-station",
  level: null,
  status: "existing",
  address: null,
  openingHours: null,
  staff: 3,
  yearlyCapacity: null,
  lon: 108,
  lat: 30,
  source: "offices",
  edited: false,
  linkMetres: 4,
  warning: null,
};
const add = (key: number): Change => ({
  type: "add-facility",
  key,
  facility: { name: `New ${key}`, kind: "odd-jobs-market", lon: 109, lat: 31 },
});

describe("keys", () => {
  it("are never given twice, also when the last change is gone or only referred to", () => {
    expect(nextKey([])).toBe(1);
    expect(nextKey([add(4), add(2)])).toBe(5);
    expect(nextKey([add(2)], 9)).toBe(10);
    expect(nextKey([{ type: "close-facility", key: 1, of: { id: -7, name: "x", lon: 0, lat: 0 } }])).toBe(8);
  });

  it("are given anew to what is appended, and references among it follow", () => {
    const move = moved([add(1)], { ...station, id: -1 }, { lon: 1, lat: 2 });
    expect(move).toEqual({ ...add(1), facility: { ...(add(1) as { facility: object }).facility, lon: 1, lat: 2 } });
    const change = serviced([], station, { staff: 9 });
    const close: Change = { type: "close-facility", key: 2, of: { id: -1, name: "New 1", lon: 109, lat: 31 } };
    const all = withAppended([add(3)], [add(1), close, change], 5);
    expect(all.map(({ key }) => key)).toEqual([3, 6, 7, 8]);
    expect(all[2]).toMatchObject({ of: { id: -6 } });
    expect(all[3]).toMatchObject({ of: { id: 17 } });
  });
});

describe("a facility", () => {
  it("is moved once, however often it is dragged", () => {
    const first = moved([add(1)], station, { lon: 108.1, lat: 30.1 });
    expect(first).toMatchObject({ type: "move-facility", key: 2, of: { id: 17, lon: 108, lat: 30 } });
    const changes = withChange([add(1)], first);
    const again = moved(changes, { ...station, lon: 108.1, lat: 30.1 }, { lon: 108.2, lat: 30.2 });
    expect(again).toEqual({ ...first, lon: 108.2, lat: 30.2 });
    expect(withChange(changes, again)).toHaveLength(2);
  });

  it("is changed once, and what was not named before stays out", () => {
    const changes = withChange([], serviced([], station, { staff: 5 }));
    const again = serviced(changes, station, { openingHours: null });
    expect(again).toEqual({ ...changes[0], staff: 5, openingHours: null });
    expect(again).not.toHaveProperty("yearlyCapacity");
  });

  it("that is planned is put into the plan as built, and shown once", () => {
    const planned = { ...station, id: 18, status: "planned" as const, openingHours: "Mo-Fr 09:00-17:00" };
    const change = adopted([add(4)], planned);
    const { name, kind, lon, lat, openingHours } = planned;
    expect(change).toMatchObject({ type: "add-facility", key: 5, facility: { name, kind, lon, lat, openingHours } });
    const shown = facilitiesWith([planned, station], [change]);
    expect(shown.map(({ id, status }) => [id, status])).toEqual([
      [17, "existing"],
      [-5, "existing"],
    ]);
  });

  it("is closed once and reopened; an added one is left out with all that is about it", () => {
    const closed = withClosed(withClosed([], station), station);
    expect(closed).toHaveLength(1);
    expect(withReopened(closed, 17)).toEqual([]);
    const about: Change = { type: "move-facility", key: 2, of: { id: -1, name: "", lon: 0, lat: 0 }, lon: 1, lat: 1 };
    expect(withClosed([add(1), about, add(3)], { ...station, id: -1 })).toEqual([add(3)]);
    expect(withoutChange([add(1), about], 2)).toEqual([add(1)]);
  });
});

describe("facilities of a scenario", () => {
  it("are the stored ones with what the changes do to them, and the added ones after them", () => {
    const of = { id: 17, name: "Old station", lon: 108, lat: 30 };
    const [old, fresh] = facilitiesWith(
      [station],
      [
        { type: "change-facility", key: 1, of, staff: null },
        { type: "move-facility", key: 2, of, lon: 108.5, lat: 30.5 },
        add(3),
        { type: "move-facility", key: 4, of: { ...of, id: -3 }, lon: 1, lat: 1 },
        { type: "close-facility", key: 5, of: { ...of, id: 999 } },
      ],
    );
    expect(old).toMatchObject({ id: 17, staff: null, lon: 108.5, fate: "moved", from: { lon: 108, lat: 30 } });
    expect(fresh).toMatchObject({ id: -3, fate: "added", from: null, lon: 1, status: "existing", staff: null });
  });

  it("are as stored without changes, and closed ones say so", () => {
    expect(facilitiesWith([station], [])).toEqual([{ ...station, fate: "kept", from: null }]);
    expect(facilitiesWith([station], withClosed([], station))[0]).toMatchObject({ status: "closed", fate: "closed" });
  });
});

describe("names and lengths", () => {
  it("takes the first free number", () => {
    expect(freeName(["Plan 1", "Plan 3"], (number) => `Plan ${number}`)).toBe("Plan 2");
  });

  it("measures along the ground", () => {
    expect(metresBetween({ lon: 108, lat: 30 }, { lon: 108, lat: 31 })).toBeCloseTo(111_195, 0);
    const line = [
      { lon: 0, lat: 0 },
      { lon: 0, lat: 1 },
      { lon: 0, lat: 0 },
    ];
    expect(lengthOf(line)).toBeCloseTo(2 * 111_195, 0);
    expect(lengthOf([])).toBe(0);
  });
});

describe("a change that does nothing", () => {
  const nothing = { hours: "any", countCapacity: false };
  const change = serviced([], station, { openingHours: "Mo-Su 08:00-20:00", staff: 4 });

  it("of hours or staff is told what is not asked about", () => {
    expect(unaskedOf(change, station.kind, nothing, "any")).toEqual(["hours", "capacity"]);
    expect(unaskedOf(change, station.kind, { ...nothing, hours: "now" }, "any")).toEqual(["capacity"]);
    expect(unaskedOf(change, station.kind, { hours: "now", countCapacity: true }, "any")).toEqual([]);
    expect(unaskedOf(serviced([], station, { staff: 4 }), station.kind, nothing, "any")).toEqual(["capacity"]);
  });

  it("of a kind that does not count is told that first", () => {
    const kinds = "odd-jobs-market,odd-jobs-post";
    expect(unaskedOf(change, "employment-service-station", nothing, kinds)).toEqual(["kind"]);
    expect(unaskedOf(add(1), "odd-jobs-market", nothing, kinds)).toEqual([]);
    expect(unaskedOf(add(1), undefined, nothing, undefined)).toEqual([]);
  });
});
