/**
 * A scenario: named changes, in order, over the present state. This stage makes another territory of the present one and the
 * changes, and no later stage knows of scenarios: what is tried, compared, reviewed or drawn is computed as always, on that territory.
 *
 * Rows of the present keep their place and added ones come after them, as a new facility does that is really entered: ties between
 * facilities at the same distance go the same way. Streets change before facilities, so that each facility joins the streets as they
 * are in the end, whatever the order of the changes; and facilities are joined only where they are new or have moved.
 */
import type { Change, ChangeProblem } from "./api/scenario-messages.ts";
import type { FacilityRow } from "./database/territory-rows.ts";
import { type Links, NONE } from "./network/network.ts";
import { editStreets } from "./street-edits.ts";
import { ACCEPTED_FACILITY_LINK_METRES, type Facilities, facilitiesOn, type Territory } from "./territory.ts";

/** The territory with the changes in place, and what of them has no effect there. */
export interface Changed {
  readonly territory: Territory;
  /** In the order of the changes. */
  readonly problems: readonly ChangeProblem[];
}

export type StreetChange = Extract<Change, { type: "add-path" | "block-street" }>;
export type FacilityChange = Exclude<Change, StreetChange>;

export const isStreetChange = (change: Change): change is StreetChange =>
  change.type === "add-path" || change.type === "block-street";
const isFacilityChange = (change: Change): change is FacilityChange => !isStreetChange(change);

/**
 * The territory as it would be with these changes. Changes apply in order; one that cannot apply leaves the others as they are.
 * The present territory is not touched; columns that nothing changes are shared with it, and no changes give it itself.
 *
 * @param changes keys are different; a facility that one adds is −key for those after it
 */
export function territoryWith(present: Territory, changes: readonly Change[]): Changed {
  const onStreets = withStreets(present, changes.filter(isStreetChange));
  const onFacilities = withFacilities(onStreets.territory, changes.filter(isFacilityChange));
  const order = new Map(changes.map(({ key }, at) => [key, at]));
  return {
    territory: onFacilities.territory,
    problems: [...onStreets.problems, ...onFacilities.problems].sort(
      (a, b) => (order.get(a.key) ?? 0) - (order.get(b.key) ?? 0),
    ),
  };
}

/** Networks and all that searches them are large; one is shown, one is compared with, and one was before the last step. */
const MOST_STREETS = 3;
const knownStreets = new WeakMap<Territory, Map<string, Changed>>();

/** Remembered: while a facility is dragged the streets stay, and what was found on them. */
function withStreets(present: Territory, changes: readonly StreetChange[]): Changed {
  if (changes.length === 0) return { territory: present, problems: [] };
  const known = knownStreets.get(present) ?? new Map<string, Changed>();
  knownStreets.set(present, known);
  const key = JSON.stringify(changes);
  const changed = known.get(key) ?? editStreets(present, changes);
  known.delete(key);
  known.set(key, changed);
  const [oldest] = known.keys();
  if (known.size > MOST_STREETS) known.delete(oldest);
  return changed;
}

function withFacilities(territory: Territory, changes: readonly FacilityChange[]): Changed {
  if (changes.length === 0) return { territory, problems: [] };
  const { facilities } = territory;
  const rowOf = new Map(Array.from(facilities.id, (id, row) => [id, row]));
  const problems: ChangeProblem[] = [];
  /** What the rows become that are not as before, and by the row the change that put it where it stands. */
  const rows = new Map<number, FacilityRow>();
  const placedBy = new Map<number, number>();
  for (const change of changes) {
    if (change.type === "add-facility") {
      const row = rowOf.size;
      rowOf.set(-change.key, row);
      rows.set(row, addedRow(change));
      placedBy.set(row, change.key);
      continue;
    }
    const row = rowOf.get(change.of.id);
    if (row === undefined) {
      problems.push({ key: change.key, code: "no-facility", detail: missing(change) });
      continue;
    }
    rows.set(row, changedRow(rows.get(row) ?? rowAt(facilities, row), change));
    if (change.type === "move-facility") placedBy.set(row, change.key);
  }
  const placedRows = [...placedBy.keys()].sort((a, b) => a - b);
  const placed = facilitiesOn(
    territory,
    placedRows.flatMap((row) => rows.get(row) ?? []),
  );
  placedRows.forEach((row, i) => {
    if (placed.links.edge[i] !== NONE) return;
    problems.push({ key: placedBy.get(row) ?? NONE, code: "no-street", detail: offStreet(placed.links.metres[i]) });
  });
  return { territory: { ...territory, facilities: replaced(facilities, rows, placedRows, placed) }, problems };
}

type OfFacility = Exclude<FacilityChange, { type: "add-facility" }>;

function missing({ of }: OfFacility): string {
  return of.id < 0
    ? `No change before this one adds a facility with the number ${-of.id} ("${of.name}").`
    : `Facility ${of.id} ("${of.name}") is not there any more.`;
}

function offStreet(metres: number): string {
  const nearest = Number.isFinite(metres)
    ? `the nearest is ${Math.round(metres).toLocaleString("en")} m away`
    : "there is none within 100 km";
  return `Nobody can walk here: ${nearest}, or water, a railway or an expressway lies between. At most ${ACCEPTED_FACILITY_LINK_METRES.toLocaleString("en")} m off the street are accepted.`;
}

function addedRow({ key, facility }: Extract<Change, { type: "add-facility" }>): FacilityRow {
  const { name, names = {}, kind, level = null, openingHours = null, staff = null, yearlyCapacity = null } = facility;
  const { lon, lat } = facility;
  return { id: -key, name, names, kind, level, status: "existing", openingHours, staff, yearlyCapacity, lon, lat };
}

function changedRow(row: FacilityRow, change: OfFacility): FacilityRow {
  switch (change.type) {
    case "move-facility":
      return { ...row, lon: change.lon, lat: change.lat };
    case "close-facility":
      return { ...row, status: "closed" };
    case "change-facility": {
      const { openingHours = row.openingHours, staff = row.staff, yearlyCapacity = row.yearlyCapacity } = change;
      return { ...row, openingHours, staff, yearlyCapacity };
    }
  }
}

function rowAt(facilities: Facilities, row: number): FacilityRow {
  return {
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
  };
}

/**
 * The facilities with some rows replaced and some after them.
 * @param rows all that change, by row
 * @param placedRows those of them that have a place of their own, ascending; `placed` has their links and areas
 */
function replaced(
  facilities: Facilities,
  rows: ReadonlyMap<number, FacilityRow>,
  placedRows: readonly number[],
  placed: Facilities,
): Facilities {
  const count = Math.max(facilities.count, ...[...rows.keys()].map((row) => row + 1));
  /** The same list where nothing in it changes. */
  const list = <Value>(values: readonly Value[], ofRow: (row: FacilityRow) => Value): readonly Value[] => {
    if (count === facilities.count && [...rows].every(([row, to]) => Object.is(values[row], ofRow(to)))) return values;
    const changed = [...values];
    for (const [row, to] of rows) changed[row] = ofRow(to);
    return changed;
  };
  const column = (values: Float64Array, ofPlaced: Float64Array) => {
    const changed = new Float64Array(count);
    changed.set(values);
    placedRows.forEach((row, i) => {
      changed[row] = ofPlaced[i];
    });
    return changed;
  };
  const indexes = (values: Int32Array, ofPlaced: Int32Array) => {
    const changed = new Int32Array(count);
    changed.set(values);
    placedRows.forEach((row, i) => {
      changed[row] = ofPlaced[i];
    });
    return changed;
  };
  const links = (own: Links, ofPlaced: Links): Links => ({
    count,
    edge: indexes(own.edge, ofPlaced.edge),
    fraction: column(own.fraction, ofPlaced.fraction),
    metres: column(own.metres, ofPlaced.metres),
    lon: column(own.lon, ofPlaced.lon),
    lat: column(own.lat, ofPlaced.lat),
  });
  return {
    count,
    id: indexes(facilities.id, placed.id),
    name: list(facilities.name, ({ name }) => name),
    names: list(facilities.names, ({ names }) => names),
    kind: list(facilities.kind, ({ kind }) => kind),
    level: list(facilities.level, ({ level }) => level),
    status: list(facilities.status, ({ status }) => status),
    openingHours: list(facilities.openingHours, ({ openingHours }) => openingHours),
    staff: list(facilities.staff, ({ staff }) => staff),
    yearlyCapacity: list(facilities.yearlyCapacity, ({ yearlyCapacity }) => yearlyCapacity),
    lon: column(facilities.lon, placed.lon),
    lat: column(facilities.lat, placed.lat),
    links: links(facilities.links, placed.links),
    rideLinks:
      facilities.rideLinks === null || placed.rideLinks === null ? null : links(facilities.rideLinks, placed.rideLinks),
    area: facilities.area.map((own, level) => indexes(own, placed.area[level])),
  };
}
