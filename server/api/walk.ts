/** The walk from any place to its nearest facility. */
import { distanceMetres } from "../geo.ts";
import { linkPlaces, planNow, slopeOf, standardOf } from "./answers.ts";
import { Walk, WalkQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";

export function walkRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/walk",
    {
      schema: {
        summary: "The walk from a place to its nearest facility",
        description: "At any distance. Without a facility that can be walked to, geometry and facilityId are null.",
        tags: ["walking"],
        querystring: WalkQuery,
        response: { 200: Walk, ...problems(400, 401, 403, 422, 503) },
      },
    },
    async ({ query }): Promise<Walk> => {
      const plan = planNow(parts);
      const { territory } = plan;
      const { facilities } = territory;
      const standard = standardOf(query);
      const links = linkPlaces(plan, [query], () => "/lon");
      const walk = plan.walk(links, standard);
      const same = {
        linkMetres: links.metres[0],
        walkingSpeedKmh: standard.walkingSpeedKmh,
        slope: slopeOf(territory),
      };
      if (walk === null) {
        const none = { facilityId: null, minutes: null, metres: null, facilityLinkMetres: null, straightMetres: null };
        return { type: "Feature", geometry: null, properties: { ...none, ...same } };
      }
      const { facility, minutes, metres, line } = walk;
      return {
        type: "Feature",
        geometry: { type: "LineString", coordinates: line.coordinates },
        properties: {
          facilityId: facilities.id[facility],
          minutes,
          metres,
          facilityLinkMetres: facilities.links.metres[facility],
          straightMetres: distanceMetres(query.lon, query.lat, facilities.lon[facility], facilities.lat[facility]),
          ...same,
        },
      };
    },
  );
}
