/** What the map shows of a plan that is compared: facilities with its changes, its paths and blocked streets, and which tiles are its own. */
import type { Feature, Point } from "geojson";
import type { Facility } from "../../server/api/messages.ts";
import type { PlanFigures } from "../../server/api/scenario-messages.ts";
import type { Format } from "../format.ts";
import { facilitiesWith, type PlannedFacility } from "../plans/facilities.ts";
import { stepFeatures } from "../plans/steps.ts";
import { isOfKind } from "../rules.ts";
import type { FacilityMark, Scene } from "./scene.ts";

/** @param countedKinds as the answer lists them; those of other kinds are drawn faintly */
export function facilityFeatures(
  list: readonly PlannedFacility[],
  countedKinds: string,
  format: Format,
): Scene["facilities"] {
  return {
    type: "FeatureCollection",
    features: list.map(
      (facility): Feature<Point, FacilityMark> => ({
        type: "Feature",
        properties: {
          id: facility.id,
          name: format.name(facility),
          kind: facility.kind,
          status: facility.status,
          counts: isOfKind({ kind: countedKinds }, facility.kind),
          fate: facility.fate,
        },
        geometry: { type: "Point", coordinates: [facility.lon, facility.lat] },
      }),
    ),
  };
}

/** Facilities and steps of a compared plan, in place of those of the plan that is open. */
export function partsOf(
  { steps }: Pick<PlanFigures, "steps">,
  list: readonly Facility[],
  countedKinds: string,
  format: Format,
): Pick<Scene, "facilities" | "steps"> {
  const changes = steps.map(({ change }) => change);
  const facilities = facilitiesWith(list, changes);
  return {
    facilities: facilityFeatures(facilities, countedKinds, format),
    steps: stepFeatures(changes, facilities),
  };
}

/** Tells tiles of a plan from those of its earlier revisions. */
export const revisionOf = ({ scenario }: Pick<PlanFigures, "scenario">): string =>
  scenario === null ? "0" : `${scenario.id}.${scenario.revision}`;
