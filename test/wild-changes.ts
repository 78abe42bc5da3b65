/** Changes of facilities drawn from a seed, and what they come to when somebody makes them for real, one row after another. */
import type { Change } from "../server/api/scenario-messages.ts";
import type { FacilityRow } from "../server/database/territory-rows.ts";
import type { Facilities, Territory } from "../server/territory.ts";
import { place } from "./town.ts";
import { oneOf } from "./wild-town.ts";

type Random = () => number;
const HOURS = ["24/7", "Mo-Fr 09:00-17:00", "Sa 09:00-12:00", null] as const;

const OF_FACILITIES = ["add", "add", "move", "close", "change"] as const;
const ALL = [...OF_FACILITIES, "path", "block"] as const;

/** Some changes of a wild town; also of facilities that earlier ones add, and twice of the same. */
export function wildChanges(
  random: Random,
  { facilities }: Territory,
  count: number,
  { withStreets = false } = {},
): Change[] {
  const somewhere = () => place((random() * 7 - 1) * 200, (random() * 7 - 1) * 200);
  const ids = [...facilities.id];
  return Array.from({ length: count }, (_, i): Change => {
    const key = i + 1;
    const of = { id: oneOf(random, ids), name: "", lon: 0, lat: 0 };
    const service = {
      openingHours: oneOf(random, HOURS),
      staff: oneOf(random, [null, 1, 4]),
      ...(random() < 0.5 && { yearlyCapacity: oneOf(random, [null, 10, 60]) }),
    };
    switch (oneOf<(typeof ALL)[number]>(random, withStreets ? ALL : OF_FACILITIES)) {
      case "add": {
        ids.push(-key);
        const kind = oneOf(random, ["employment-service-station", "odd-jobs-market"] as const);
        return { type: "add-facility", key, facility: { name: `new ${key}`, kind, ...service, ...somewhere() } };
      }
      case "move":
        return { type: "move-facility", key, of, ...somewhere() };
      case "close":
        return { type: "close-facility", key, of };
      case "path":
        return { type: "add-path", key, points: [somewhere(), somewhere()] };
      case "block":
        return { type: "block-street", key, ...somewhere() };
      default:
        return { type: "change-facility", key, of, ...service };
    }
  });
}

/** The rows of the facilities after the changes, as an office would have entered them: new ones last. Street changes do nothing. */
export function rowsAfter(facilities: Facilities, changes: readonly Change[]): FacilityRow[] {
  const rows: FacilityRow[] = Array.from({ length: facilities.count }, (_, row) => ({
    id: facilities.id[row],
    name: facilities.name[row],
    names: facilities.names[row],
    kind: facilities.kind[row],
    level: facilities.level[row],
    status: facilities.status[row],
    openingHours: facilities.openingHours[row],
    staff: facilities.staff[row],
    yearlyCapacity: facilities.yearlyCapacity[row],
    lon: facilities.lon[row],
    lat: facilities.lat[row],
  }));
  for (const change of changes) {
    const at = "of" in change ? rows.findIndex(({ id }) => id === change.of.id) : -1;
    if (change.type === "add-facility") {
      const unknown = { names: {}, level: null, openingHours: null, staff: null, yearlyCapacity: null };
      rows.push({ ...unknown, ...change.facility, id: -change.key, status: "existing" });
    } else if (at === -1) continue;
    else if (change.type === "close-facility") rows[at] = { ...rows[at], status: "closed" };
    else if (change.type === "move-facility") rows[at] = { ...rows[at], lon: change.lon, lat: change.lat };
    else if (change.type === "change-facility") {
      const { type: _, key: __, of: ___, ...fields } = change;
      rows[at] = { ...rows[at], ...fields };
    }
  }
  return rows;
}
