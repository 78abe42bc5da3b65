/** Whether the server is well, and what the territory is. */

import { NONE } from "../network/network.ts";
import { baseOf, peopleBase, planNow } from "./answers.ts";
import { Health, TerritorySummary } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";

export function territoryRoutes(app: App, parts: Parts): void {
  app.get(
    "/api/health",
    {
      schema: {
        summary: "Is the server well, and what does it hold",
        tags: ["territory"],
        response: { 200: Health, ...problems(401, 403) },
      },
    },
    async (): Promise<Health> => {
      const { territory, isLoading, failure } = parts.territory;
      return {
        status: failure !== null ? "failed" : isLoading ? "loading" : "ok",
        version: parts.version,
        database: parts.database.kind,
        people: territory.total === NONE ? 0 : territory.groups[territory.total].people,
        facilities: territory.facilities.count,
        streets: territory.streets,
        territoryVersion: territory.version,
      };
    },
  );

  app.get(
    "/api/territory",
    {
      schema: {
        summary: "The territory: name, extent, levels of areas, groups of people",
        tags: ["territory"],
        response: { 200: TerritorySummary, ...problems(401, 403, 503) },
      },
    },
    async (): Promise<TerritorySummary> => {
      const { territory } = planNow(parts);
      return {
        name: territory.name,
        names: { ...territory.names },
        fictional: territory.fictional,
        version: territory.version,
        bounds: territory.bounds,
        levels: [...territory.levels],
        base: baseOf(territory),
        groups: territory.groups.map(peopleBase),
        demandPoints: territory.demand.count,
        facilities: territory.facilities.count,
        walkableKilometres: territory.network.walkableMetres / 1000,
        heights: territory.network.heights,
      };
    },
  );
}
