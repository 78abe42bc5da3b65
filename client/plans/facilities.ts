/** Facilities as a scenario has them: the stored ones with its changes, and what happened to each. For lists, cards and map. */
import { useMemo } from "react";
import type { Facility } from "../../server/api/messages.ts";
import type { Change } from "../../server/api/scenario-messages.ts";
import { useFacilities } from "../api.ts";
import { usePlan } from "./store.ts";

/** What the scenario does to a facility; of several the one that weighs most. */
export type Fate = "kept" | "added" | "moved" | "changed" | "closed";

/** Those that are shown by a badge, in the order of the legend. */
export const FATES = ["added", "moved", "changed", "closed"] as const satisfies readonly Fate[];

export interface PlannedFacility extends Facility {
  readonly fate: Fate;
  /** Where a moved one stands at present. */
  readonly from: { readonly lon: number; readonly lat: number } | null;
}

/** The list with the changes in order; added ones come last, with −key for an id. A planned one that the scenario adds is shown once, as added. */
export function facilitiesWith(list: readonly Facility[], changes: readonly Change[]): PlannedFacility[] {
  const all = new Map<number, PlannedFacility>(
    list.map((facility) => [facility.id, { ...facility, fate: "kept", from: null }]),
  );
  for (const change of changes) {
    if (change.type === "add-facility") {
      const planned = twinOf(list, change, "planned");
      if (planned !== undefined) all.delete(planned.id);
      all.set(-change.key, added(change));
    }
    if ("of" in change) {
      const facility = all.get(change.of.id);
      if (facility !== undefined) all.set(facility.id, changed(facility, change));
    }
  }
  return [...all.values()];
}

/** The stored facility that an added one stands for, by name and kind: planned, or built by now. */
export function twinOf(
  list: readonly Facility[],
  { facility: { name, kind } }: Extract<Change, { type: "add-facility" }>,
  status: Facility["status"],
): Facility | undefined {
  return list.find((one) => one.status === status && one.name === name && one.kind === kind);
}

function added({ key, facility }: Extract<Change, { type: "add-facility" }>): PlannedFacility {
  return {
    ...facility,
    id: -key,
    level: facility.level ?? null,
    names: facility.names ?? {},
    openingHours: facility.openingHours ?? null,
    staff: facility.staff ?? null,
    yearlyCapacity: facility.yearlyCapacity ?? null,
    status: "existing",
    address: null,
    source: null,
    edited: false,
    linkMetres: null,
    warning: null,
    fate: "added",
    from: null,
  };
}

function changed(facility: PlannedFacility, change: Extract<Change, { of: unknown }>): PlannedFacility {
  const isNew = facility.fate === "added";
  switch (change.type) {
    case "move-facility": {
      const from = isNew ? null : (facility.from ?? { lon: facility.lon, lat: facility.lat });
      return { ...facility, lon: change.lon, lat: change.lat, from, fate: isNew ? "added" : "moved" };
    }
    case "close-facility":
      return { ...facility, status: "closed", fate: "closed" };
    case "change-facility": {
      const { openingHours, staff, yearlyCapacity } = change;
      return {
        ...facility,
        ...(openingHours === undefined ? {} : { openingHours }),
        ...(staff === undefined ? {} : { staff }),
        ...(yearlyCapacity === undefined ? {} : { yearlyCapacity }),
        fate: facility.fate === "kept" ? "changed" : facility.fate,
      };
    }
  }
}

/** The facilities of the scenario that is shown, else the stored ones; undefined until they are known. */
export function useShownFacilities(): PlannedFacility[] | undefined {
  const list = useFacilities().data;
  const changes = usePlan()?.changes;
  return useMemo(() => (list === undefined ? undefined : facilitiesWith(list, changes ?? [])), [list, changes]);
}
