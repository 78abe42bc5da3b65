/** The walk from any place to its nearest facility. */
import { distanceMetres } from "../geo.ts";
import type { Plan } from "../plan.ts";
import type { Question } from "../pool.ts";
import { speedOfTotal } from "../standard.ts";
import { goneSignal, linkPlaces, sendJson, slopeOf } from "./answers.ts";
import { Walk, WalkQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";
import { askedOf } from "./question.ts";

export function walkRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/walk",
    {
      schema: {
        summary: "The walk from a place to its nearest facility",
        description:
          "At any distance. Where the standard needs each of several kinds of facility, it is the longest of the walks to the nearest of each. Without a facility that can be walked to, geometry and facilityId are null.",
        tags: ["walking"],
        querystring: WalkQuery,
        response: { 200: Walk, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ query }, reply) => {
      const signal = goneSignal(reply);
      const { plan, situation, asked } = await askedOf(parts, query);
      const links = await linkPlaces(parts, { plan, situation }, [query], () => "/lon", signal);
      return sendJson(reply, await parts.territory.pool.ask(situation, "walk", { links, asked }, signal));
    },
  );
}

export function walkAnswer({ territory, walk }: Plan, { links, asked }: Question<"walk">): Walk {
  const { facilities } = territory;
  const found = walk(links, asked);
  const same = {
    linkMetres: links.metres[0],
    walkingSpeedKmh: speedOfTotal(asked.standard, territory),
    slope: slopeOf(territory),
  };
  if (found === null) {
    const none = { facilityId: null, minutes: null, metres: null, facilityLinkMetres: null, straightMetres: null };
    return { type: "Feature", geometry: null, properties: { ...none, ...same } };
  }
  const { facility, minutes, metres, line } = found;
  return {
    type: "Feature",
    geometry: { type: "LineString", coordinates: line.coordinates },
    properties: {
      facilityId: facilities.id[facility],
      minutes,
      metres,
      facilityLinkMetres: facilities.links.metres[facility],
      straightMetres: distanceMetres(links.lon[0], links.lat[0], facilities.lon[facility], facilities.lat[facility]),
      ...same,
    },
  };
}
