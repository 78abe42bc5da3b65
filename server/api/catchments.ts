/** Catchments of facilities and of any point, and the table of walks between places. */
import type { Catchment } from "../catchments.ts";
import type { Links } from "../network/network.ts";
import { NONE } from "../network/network.ts";
import type { Plan } from "../plan.ts";
import { DEFAULT_CUTOFF_MINUTES, DEFAULT_WALKING_SPEED_KMH, minutesOf } from "../standard.ts";
import { linkPlaces, planNow } from "./answers.ts";
import { type CatchmentFeature, Catchments, CatchmentsRequest, Times, TimesRequest } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { type FieldError, invalidField, Problem, problems } from "./problem.ts";

/** More pairs than this would hold up everybody else. */
const MOST_TIMES = 250_000;

export function catchmentRoutes(app: App, parts: Parts): void {
  const tags = ["walking"];

  app.post(
    "/api/catchments",
    {
      schema: {
        summary: "Who can walk to a place in time",
        description:
          "One feature for each place and cutoff: facilities first, then points, cutoffs in the order asked. People are those at the reached demand points; the polygon is for the eye.",
        tags,
        body: CatchmentsRequest,
        response: { 200: Catchments, ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
      },
    },
    async ({ body }): Promise<Catchments> => {
      const plan = planNow(parts);
      const { facilityIds = [], points = [], geometry = true, cells = false } = body;
      if (facilityIds.length + points.length === 0) {
        throw invalidField("/points", "name at least one place, here or in facilityIds");
      }
      const pace = {
        cutoffsMinutes: body.cutoffMinutes ?? [DEFAULT_CUTOFF_MINUTES],
        walkingSpeedKmh: body.walkingSpeedKmh ?? DEFAULT_WALKING_SPEED_KMH,
      };
      const rows = facilityRows(plan, facilityIds);
      const links = linkPlaces(plan, points, (index) => `/points/${index}`);
      const features: CatchmentFeature[] = [];
      const answer = (of: { facilityId: number } | { pointIndex: number }, places: Links, row: number) => {
        for (const catchment of plan.catchments({ places, row }, pace, { withOutline: geometry })) {
          features.push(feature(plan, of, catchment, pace.walkingSpeedKmh, cells));
        }
      };
      facilityIds.forEach((facilityId, i) => {
        answer({ facilityId }, plan.territory.facilities.links, rows[i]);
      });
      points.forEach((_, pointIndex) => {
        answer({ pointIndex }, links, pointIndex);
      });
      return { type: "FeatureCollection", features };
    },
  );

  app.post(
    "/api/times",
    {
      schema: {
        summary: "Walks between all pairs of places, at any distance",
        description: "Row by row from, column by column to; null where nobody can walk.",
        tags,
        body: TimesRequest,
        response: { 200: Times, ...problems(400, 401, 403, 413, 415, 422, 503) },
      },
    },
    async ({ body: { from, to, walkingSpeedKmh = DEFAULT_WALKING_SPEED_KMH } }): Promise<Times> => {
      const plan = planNow(parts);
      if (from.length * to.length > MOST_TIMES) {
        throw invalidField("/to", `from × to must be at most ${MOST_TIMES} pairs, got ${from.length * to.length}`);
      }
      const times = plan.search.times(
        linkPlaces(plan, from, (index) => `/from/${index}`),
        linkPlaces(plan, to, (index) => `/to/${index}`),
      );
      const table = (value: (pair: number) => number) =>
        from.map((_, i) =>
          to.map((_, j) => {
            const pair = i * to.length + j;
            return times.cost[pair] === NONE ? null : value(pair);
          }),
        );
      return {
        metres: table((pair) => times.metres[pair]),
        minutes: table((pair) => minutesOf(times.cost[pair], walkingSpeedKmh)),
      };
    },
  );
}

/** @throws 404 for an unknown id, 422 for a facility that no street reaches */
function facilityRows({ territory: { facilities } }: Plan, ids: readonly number[]): number[] {
  const rowOf = new Map(Array.from(facilities.id, (id, row) => [id, row]));
  const unknown: FieldError[] = ids.flatMap((id, i) =>
    rowOf.has(id) ? [] : [{ pointer: `/facilityIds/${i}`, detail: `There is no facility ${id}.` }],
  );
  if (unknown.length > 0) throw new Problem(404, "not-found", unknown[0].detail, { errors: unknown });
  const rows = ids.map((id) => rowOf.get(id) ?? NONE);
  const off = rows.findIndex((row) => facilities.links.edge[row] === NONE);
  if (off !== -1) {
    const metres = facilities.links.metres[rows[off]];
    const detail = "No street can be walked to from this facility.";
    throw new Problem(422, "off-network", `Facility ${ids[off]}: ${detail}`, {
      errors: [{ pointer: `/facilityIds/${off}`, detail }],
      nearestStreetMetres: Number.isFinite(metres) ? metres : null,
    });
  }
  return rows;
}

function feature(
  { territory: { demand } }: Plan,
  of: { facilityId: number } | { pointIndex: number },
  { outline, ...catchment }: Catchment,
  walkingSpeedKmh: number,
  withCells: boolean,
): CatchmentFeature {
  return {
    type: "Feature",
    geometry: outline === null ? null : outline.polygon,
    properties: {
      ...of,
      cutoffMinutes: catchment.cutoffMinutes,
      walkingSpeedKmh,
      people: catchment.people,
      demandPoints: catchment.points.length,
      linkMetres: catchment.linkMetres,
      streetMetres: catchment.streetMetres,
      ...(outline !== null && {
        areaSquareMetres: outline.squareMetres,
        pedestrianShedRatio: outline.pedestrianShedRatio,
      }),
      ...(withCells && {
        cells: Array.from(catchment.points, (point, i) => ({
          id: demand.id[point],
          people: demand.people[point],
          minutes: catchment.minutes[i],
        })),
      }),
    },
  };
}
