/** Areas, settlements and the sources of everything. */
import { listSources } from "../database/source-records.ts";
import { importRecord } from "../import/run.ts";
import { NONE } from "../network/network.ts";
import { asMultiPolygon, boundsOf, innerPoint } from "../point-in-area.ts";
import { presentOf } from "../pool.ts";
import type { Territory } from "../territory.ts";
import { goneSignal, peopleBase, planNow, sendJson } from "./answers.ts";
import { type Area, AreaList, AreasQuery, type Settlement, SettlementList, SourceList } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";

export function areaRoutes(app: App, parts: Parts): void {
  const tags = ["territory"];

  app.get(
    "/api/areas",
    {
      schema: {
        summary: "Areas of one level, or of all",
        tags,
        querystring: AreasQuery,
        response: { 200: AreaList, ...problems(400, 401, 403, 503) },
      },
    },
    async ({ query }, reply) => {
      const { territory } = planNow(parts);
      return sendJson(reply, await parts.territory.pool.ask(presentOf(territory), "areas", query, goneSignal(reply)));
    },
  );

  app.get(
    "/api/settlements",
    {
      schema: {
        summary: "Settlements with a place to show them",
        tags,
        response: { 200: SettlementList, ...problems(401, 403, 503) },
      },
    },
    async (_, reply) => {
      const { territory } = planNow(parts);
      return sendJson(
        reply,
        await parts.territory.pool.ask(presentOf(territory), "settlements", null, goneSignal(reply)),
      );
    },
  );

  app.get(
    "/api/sources",
    {
      schema: {
        summary: "The current sources: file, licence, date, and what each counts",
        tags,
        response: { 200: SourceList, ...problems(401, 403) },
      },
    },
    async (): Promise<SourceList> => {
      const sources = await listSources(parts.database.db);
      const { groups } = parts.territory.territory;
      return {
        sources: sources.map((source) => ({
          name: source.name,
          kind: source.kind,
          import: importRecord(source.import),
          groups: groups.filter((group) => group.source === source.name).map(peopleBase),
        })),
      };
    },
  );
}

export function areasAnswer(territory: Territory, { level }: AreasQuery): AreaList {
  const people = peopleByArea(territory);
  const rows = [...territory.areas.code.keys()];
  return {
    areas: rows
      .filter((row) => level === undefined || territory.areas.level[row] === level)
      .map((row) => area(territory, row, people[row])),
  };
}

export function settlementsAnswer({ settlements }: Territory): SettlementList {
  return { settlements: [...settlements.code.keys()].map((row) => settlement(settlements, row)) };
}

function peopleByArea({ demand, areas }: Territory): Float64Array {
  const people = new Float64Array(areas.count);
  for (const column of demand.area) {
    column.forEach((area, point) => {
      if (area !== NONE) people[area] += demand.people[point];
    });
  }
  return people;
}

function area({ areas }: Territory, row: number, people: number): Area {
  return {
    code: areas.code[row],
    name: areas.name[row],
    names: { ...areas.names[row] },
    level: areas.level[row],
    parentCode: areas.parent[row] === NONE ? null : areas.code[areas.parent[row]],
    areaSquareMetres: areas.squareMetres[row],
    people,
    bounds: boundsOf(areas.geometry[row]),
  };
}

function settlement(settlements: Territory["settlements"], row: number): Settlement {
  const geometry = settlements.geometry[row];
  const [lon, lat] = geometry.type === "Point" ? geometry.coordinates : innerPoint(asMultiPolygon(geometry));
  return {
    code: settlements.code[row],
    name: settlements.name[row],
    names: { ...settlements.names[row] },
    kind: settlements.kind[row],
    people: settlements.people[row],
    lon,
    lat,
  };
}
