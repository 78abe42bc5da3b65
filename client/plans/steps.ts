/** The steps of a scenario as shapes for the map: what is no facility, and the way that a moved facility goes. */
import type { Feature, LineString, Point } from "geojson";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { Scene, StepMark } from "../map/scene.ts";
import type { PlannedFacility } from "./facilities.ts";

export function stepFeatures(changes: readonly Change[], facilities: readonly PlannedFacility[]): Scene["steps"] {
  const features: Feature<Point | LineString, StepMark>[] = [];
  for (const change of changes) {
    const { key } = change;
    if (change.type === "add-path") {
      const coordinates = change.points.map(({ lon, lat }) => [lon, lat]);
      features.push({
        type: "Feature",
        properties: { role: "path", key },
        geometry: { type: "LineString", coordinates },
      });
    } else if (change.type === "block-street") {
      const coordinates = [change.lon, change.lat];
      features.push({ type: "Feature", properties: { role: "block", key }, geometry: { type: "Point", coordinates } });
    }
  }
  for (const { id: key, from, lon, lat } of facilities) {
    if (from === null) continue;
    const left = [from.lon, from.lat];
    features.push(
      {
        type: "Feature",
        properties: { role: "move", key },
        geometry: { type: "LineString", coordinates: [left, [lon, lat]] },
      },
      { type: "Feature", properties: { role: "left", key }, geometry: { type: "Point", coordinates: left } },
    );
  }
  return { type: "FeatureCollection", features };
}
