/** City and countryside: who lives in which, what tells it, and the office's corrections by area. */
import type { FastifyReply } from "fastify";
import { correctPlace, takeBackCorrection } from "../database/place-kinds.ts";
import { NONE } from "../network/network.ts";
import { placeSummary } from "../places/place-summary.ts";
import { presentOf } from "../pool.ts";
import type { Territory } from "../territory.ts";
import { baseOf, goneSignal, planNow, sendJson } from "./answers.ts";
import { PlaceCorrectionInput, PlaceCorrectionParams, PlaceKinds } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { notFound, problems } from "./problem.ts";

const METHOD =
  "Degree of Urbanisation, level 1 (European Commission, ILO, FAO, OECD, UN-Habitat, World Bank: Applying the Degree of Urbanisation, 2021), on cells of 1 km², density on land as far as water areas are mapped (not the sea), without the option for built-up cells. Urban centres and urban clusters are city.";

export function placeKindRoutes(app: App, parts: Parts): void {
  const { db } = parts.database;
  const tags = ["places"];

  app.get(
    "/api/place-kinds",
    {
      schema: {
        summary: "City and countryside: people of each, what tells it, cautions, corrections",
        tags,
        response: { 200: PlaceKinds, ...problems(401, 403, 503) },
      },
    },
    async (_, reply) => answer(parts, reply),
  );

  app.put(
    "/api/place-kinds/:areaCode",
    {
      schema: {
        summary: "Say by hand whether an area is city or countryside",
        description: "Of nested areas with a correction the smallest holds. The correction outlives imports.",
        tags,
        params: PlaceCorrectionParams,
        body: PlaceCorrectionInput,
        response: { 200: PlaceKinds, ...problems(400, 401, 403, 404, 413, 415, 503) },
      },
    },
    async ({ params: { areaCode }, body: { kind } }, reply) => {
      if (!planNow(parts).territory.areas.code.includes(areaCode)) {
        throw notFound(`There is no area with the code "${areaCode}".`);
      }
      await correctPlace(db, areaCode, kind);
      await parts.territory.placesChanged();
      return answer(parts, reply);
    },
  );

  app.delete(
    "/api/place-kinds/:areaCode",
    {
      schema: {
        summary: "Take a correction back",
        tags,
        params: PlaceCorrectionParams,
        response: { 204: { description: "Taken back" }, ...problems(400, 401, 403, 404, 503) },
      },
    },
    async ({ params: { areaCode } }, reply) => {
      if (!(await takeBackCorrection(db, areaCode))) {
        throw notFound(`There is no correction for an area with the code "${areaCode}".`);
      }
      await parts.territory.placesChanged();
      reply.code(204);
      return null;
    },
  );
}

async function answer(parts: Parts, reply: FastifyReply): Promise<FastifyReply> {
  const { territory } = planNow(parts);
  return sendJson(reply, await parts.territory.pool.ask(presentOf(territory), "placeKinds", null, goneSignal(reply)));
}

export function placeKindsAnswer(territory: Territory): PlaceKinds {
  const { people, density, cautions } = placeSummary(territory);
  return {
    base: baseOf(territory),
    territoryVersion: territory.version,
    people: [...people],
    density: density && { method: METHOD, ...density },
    cautions: [...cautions],
    corrections: territory.placeCorrections.map(({ areaCode, kind }) => {
      return { areaCode, kind, area: areaOf(territory, areaCode) };
    }),
  };
}

/** The area of a code, of several the one of the largest level. */
function areaOf({ areas, levels, demand }: Territory, code: string): PlaceKinds["corrections"][number]["area"] {
  const rows = areas.code.flatMap((other, row) => (other === code ? [row] : []));
  const row = levels.flatMap((level) => rows.filter((each) => areas.level[each] === level)).at(0) ?? NONE;
  if (row === NONE) return null;
  const at = levels.indexOf(areas.level[row]);
  let people = 0;
  demand.area[at].forEach((area, point) => {
    if (area === row) people += demand.people[point];
  });
  return { name: areas.name[row], names: { ...areas.names[row] }, level: areas.level[row], people };
}
