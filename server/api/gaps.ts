/** Coverage gaps, the largest first. */
import { FEW_FOOTPATH_METRES_PER_PERSON, FEW_FOOTPATH_PEOPLE, type Gap } from "../gaps.ts";
import { NONE } from "../network/network.ts";
import { outlineOf } from "../outline.ts";
import type { Plan } from "../plan.ts";
import type { Question } from "../pool.ts";
import type { Territory } from "../territory.ts";
import { goneSignal, sendJson, standardUsed } from "./answers.ts";
import { type GapFeature, Gaps, GapsQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";
import { askedOf } from "./question.ts";

export function gapRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/gaps",
    {
      schema: {
        summary: "Where people live who are not covered",
        description: `Neighbouring uncovered, inhabited demand points are gathered into one gap, within the smallest area that they lie in, and ranked by people. fewFootpaths warns where ${FEW_FOOTPATH_PEOPLE} people or more have less than ${FEW_FOOTPATH_METRES_PER_PERSON} m of mapped street each: the map may be missing paths there.`,
        tags: ["coverage"],
        querystring: GapsQuery,
        response: { 200: Gaps, ...problems(400, 401, 403, 404, 422, 503) },
      },
    },
    async ({ query: { limit, ...query } }, reply) => {
      const signal = goneSignal(reply);
      const { situation, asked } = await askedOf(parts, query);
      const question = { asked, ...(limit !== undefined && { limit }) };
      return sendJson(reply, await parts.territory.pool.ask(situation, "gaps", question, signal));
    },
  );
}

export function gapsAnswer({ territory, gaps }: Plan, { asked, limit }: Question<"gaps">): Gaps {
  const found = gaps(asked);
  return {
    type: "FeatureCollection",
    standard: standardUsed(territory, asked),
    people: found.reduce((sum, gap) => sum + gap.people, 0),
    gaps: found.length,
    features: found.slice(0, limit).map((gap, i) => feature(territory, gap, i + 1)),
  };
}

function feature(territory: Territory, gap: Gap, rank: number): GapFeature {
  const { demand, areas, facilities } = territory;
  return {
    type: "Feature",
    id: rank,
    geometry: outlineOf(territory, gap.points),
    properties: {
      rank,
      people: gap.people,
      demandPoints: gap.points.length,
      name: gap.name,
      names: { ...gap.names },
      namedAfter: gap.namedAfter,
      areaCode: gap.area === NONE ? null : areas.code[gap.area],
      lon: demand.lon[gap.centre],
      lat: demand.lat[gap.centre],
      nearestFacilityId: gap.facility === NONE ? null : facilities.id[gap.facility],
      nearestFacilityName: gap.facility === NONE ? null : facilities.name[gap.facility],
      nearestMinutes: gap.minutes,
      nearestMetres: gap.metres,
      meanMinutes: gap.meanMinutes,
      nearestStraightMetres: gap.straightMetres,
      peopleWithoutStreet: gap.peopleWithoutStreet,
      footpathMetresPerPerson: gap.footpathMetresPerPerson,
      fewFootpaths: gap.fewFootpaths,
    },
  };
}
