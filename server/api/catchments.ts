/** Catchments of facilities and of any point, and the table of walks between places. */
import type { Catchment } from "../catchments.ts";
import type { Links } from "../network/network.ts";
import { NONE } from "../network/network.ts";
import type { Times as TimesFound } from "../network/search.ts";
import type { Plan } from "../plan.ts";
import { type Answer, type CatchmentsQuestion, type IsStopped, type Question, Stopped } from "../pool.ts";
import { DEFAULT_CUTOFF_MINUTES, DEFAULT_WALKING_SPEED_KMH, minutesOf } from "../standard.ts";
import type { Facilities } from "../territory.ts";
import { goneSignal, linkPlaces, sendJson, type Where } from "./answers.ts";
import { type CatchmentFeature, Catchments, CatchmentsRequest, Times, TimesRequest } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, Problem, problems } from "./problem.ts";
import { situationOf } from "./situation.ts";

/** More pairs than this would hold up everybody else. */
const MOST_TIMES = 250_000;
/** Places whose catchments or times a worker finds before it turns to other questions. */
const MOST_IN_PART = 8;

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
    async ({ body }, reply) => {
      const where = await situationOf(parts, body.scenario);
      const { facilityIds = [], points = [], geometry = true, cells = false } = body;
      if (facilityIds.length + points.length === 0) {
        throw invalidField("/points", "name at least one place, here or in facilityIds");
      }
      const pace = {
        cutoffsMinutes: body.cutoffMinutes ?? [DEFAULT_CUTOFF_MINUTES],
        walkingSpeedKmh: body.walkingSpeedKmh ?? DEFAULT_WALKING_SPEED_KMH,
      };
      const wants = { ...pace, withOutline: geometry, withCells: cells };
      const signal = goneSignal(reply);
      const facilityLinks = await linksOfIds(parts, where, facilityIds, signal);
      const links = await linkPlaces(parts, where, points, (index) => `/points/${index}`, signal);
      if (isPresent(where) && isLight(facilityIds.length + points.length, wants)) {
        const [name, places] =
          points.length === 1 ? [{ pointIndex: 0 }, links] : [{ facilityId: facilityIds[0] }, facilityLinks];
        const features = catchmentFeatures(where.plan, { ...wants, names: [name], places }, () => false);
        return { type: "FeatureCollection" as const, features };
      }
      const parted: CatchmentsQuestion[] = [
        ...partsOf(facilityIds.length).map(({ from, to }) => {
          const names = facilityIds.slice(from, to).map((facilityId) => ({ facilityId }));
          return { ...wants, names, places: pick(facilityLinks, indexesOf({ from, to })) };
        }),
        ...partsOf(points.length).map(({ from, to }) => {
          const indexes = indexesOf({ from, to });
          return { ...wants, names: indexes.map((pointIndex) => ({ pointIndex })), places: pick(links, indexes) };
        }),
      ];
      const features = await parts.territory.pool.askParts(where.situation, "catchments", parted, signal);
      const between = features.flatMap((bytes, i) => (i === 0 ? [bytes] : [Buffer.from(","), bytes]));
      return sendJson(reply, Buffer.from('{"type":"FeatureCollection","features":['), ...between, Buffer.from("]}"));
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
    async ({ body: { from, to, walkingSpeedKmh = DEFAULT_WALKING_SPEED_KMH } }, reply) => {
      const where = await situationOf(parts);
      const signal = goneSignal(reply);
      if (from.length * to.length > MOST_TIMES) {
        throw invalidField("/to", `from × to must be at most ${MOST_TIMES} pairs, got ${from.length * to.length}`);
      }
      const rows = await linkPlaces(parts, where, from, (index) => `/from/${index}`, signal);
      const columns = await linkPlaces(parts, where, to, (index) => `/to/${index}`, signal);
      const times = await timesInParts(parts, where, { from: rows, to: columns }, signal);
      const table = { ...times, columns: to.length, walkingSpeedKmh };
      return sendJson(reply, await parts.territory.pool.ask(where.situation, "timesTable", table, signal));
    },
  );
}

/** What is found in less than the way to a worker and back: one place, neither outline nor cells, at most so far and so often. */
const LIGHT = { metres: 2_000, cutoffs: 4 };

function isLight(
  places: number,
  { withOutline, withCells, cutoffsMinutes, walkingSpeedKmh }: Omit<CatchmentsQuestion, "places" | "names">,
): boolean {
  const metres = (Math.max(...cutoffsMinutes) / 60) * walkingSpeedKmh * 1000;
  return places === 1 && !withOutline && !withCells && metres <= LIGHT.metres && cutoffsMinutes.length <= LIGHT.cutoffs;
}

/** Some places at a time, so that others are answered in between; from the smaller side, as Search.times searches. */
async function timesInParts(
  { territory: { pool } }: Parts,
  { situation }: Where,
  { from, to }: { from: Links; to: Links },
  signal: AbortSignal,
): Promise<TimesFound> {
  const isByRow = from.count <= to.count;
  const parted = partsOf(Math.min(from.count, to.count));
  const some = (links: Links, part: Part) => pick(links, indexesOf(part));
  const found = await pool.askParts(
    situation,
    "times",
    parted.map((part) => (isByRow ? { from: some(from, part), to } : { from, to: some(to, part) })),
    signal,
  );
  const cost = new Float64Array(from.count * to.count);
  const metres = new Float64Array(from.count * to.count);
  found.forEach((times, k) => {
    const { from: first, to: end } = parted[k];
    if (isByRow) {
      cost.set(times.cost, first * to.count);
      metres.set(times.metres, first * to.count);
      return;
    }
    for (let row = 0; row < from.count; row++) {
      const width = end - first;
      cost.set(times.cost.subarray(row * width, (row + 1) * width), row * to.count + first);
      metres.set(times.metres.subarray(row * width, (row + 1) * width), row * to.count + first);
    }
  });
  return { cost, metres };
}

export function timesTable({ cost, metres, columns, walkingSpeedKmh }: Question<"timesTable">): Times {
  const table = (value: (pair: number) => number) =>
    Array.from({ length: cost.length / columns }, (_, row) =>
      Array.from({ length: columns }, (_, column) => {
        const pair = row * columns + column;
        return cost[pair] === NONE ? null : value(pair);
      }),
    );
  return {
    // To the millimetre: the last digits of a sum depend on the side from which it was searched.
    metres: table((pair) => Math.round(metres[pair] * 1000) / 1000),
    minutes: table((pair) => minutesOf(cost[pair], walkingSpeedKmh)),
  };
}

interface Part {
  readonly from: number;
  readonly to: number;
}

/** Places in parts of some 50 ms, in a city and with outlines: what others wait for at most. */
function partsOf(count: number): Part[] {
  const length = Math.ceil(count / MOST_IN_PART);
  return Array.from({ length }, (_, k) => ({ from: k * MOST_IN_PART, to: Math.min(count, (k + 1) * MOST_IN_PART) }));
}

const indexesOf = ({ from, to }: Part) => Array.from({ length: to - from }, (_, i) => from + i);

/** Some rows of the links. */
function pick({ edge, fraction, metres, lon, lat }: Links, rows: readonly number[]): Links {
  const some = (column: Float64Array) => Float64Array.from(rows, (row) => column[row]);
  return {
    count: rows.length,
    edge: Int32Array.from(rows, (row) => edge[row]),
    fraction: some(fraction),
    metres: some(metres),
    lon: some(lon),
    lat: some(lat),
  };
}

/** The features of some places: for each one after another its cutoffs. */
export function catchmentFeatures(
  plan: Plan,
  { places, names, withOutline, withCells, ...pace }: CatchmentsQuestion,
  isStopped: IsStopped,
): CatchmentFeature[] {
  return names.flatMap((name, row) => {
    if (isStopped()) throw new Stopped();
    const found = plan.catchments({ places, row }, pace, { withOutline });
    return found.map((catchment) => feature(plan, name, catchment, pace.walkingSpeedKmh, withCells));
  });
}

const isPresent = ({ situation }: Where) => situation.changes.length === 0;

/**
 * Links of facilities by id, in this order. Those of a scenario are found by a worker, which has them.
 * @throws 404 for an unknown id, 422 for a facility that no street reaches
 */
async function linksOfIds(parts: Parts, where: Where, ids: readonly number[], signal: AbortSignal): Promise<Links> {
  const { plan, situation } = where;
  const { links, unknown } = isPresent(where)
    ? linksOfFacilities(plan.territory.facilities, ids)
    : await parts.territory.pool.ask(situation, "facilityLinks", ids, signal);
  if (unknown.length > 0) {
    const detail = (id: number) => `There is no facility ${id}${isPresent(where) ? "" : " in this scenario"}.`;
    const errors = unknown.map((id) => ({ pointer: `/facilityIds/${ids.indexOf(id)}`, detail: detail(id) }));
    throw new Problem(404, "not-found", errors[0].detail, { errors });
  }
  const off = links.edge.indexOf(NONE);
  if (off !== -1) {
    const metres = links.metres[off];
    const detail = "No street can be walked to from this facility.";
    throw new Problem(422, "off-network", `Facility ${ids[off]}: ${detail}`, {
      errors: [{ pointer: `/facilityIds/${off}`, detail }],
      nearestStreetMetres: Number.isFinite(metres) ? metres : null,
    });
  }
  return links;
}

/** Links of those that there are, in the order of the ids. */
export function linksOfFacilities({ id, links }: Facilities, ids: readonly number[]): Answer<"facilityLinks"> {
  const rowOf = ids.length === 0 ? new Map<number, number>() : new Map(Array.from(id, (own, row) => [own, row]));
  return {
    links: pick(
      links,
      ids.flatMap((asked) => rowOf.get(asked) ?? []),
    ),
    unknown: ids.filter((asked) => !rowOf.has(asked)),
  };
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
