/** Siting: a request begins a job, the job is followed, stopped, forgotten. Requests that make no sense are refused before any work. */
import { NONE } from "../network/network.ts";
import type { Situation } from "../pool.ts";
import { refuseTogether } from "../siting/refusals.ts";
import { SitingRefused } from "../siting/refused.ts";
import type { Question } from "../standard.ts";
import { ACCEPTED_FACILITY_LINK_METRES } from "../territory.ts";
import { goneSignal } from "./answers.ts";
import { IdParams } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { notFound, Problem, problems } from "./problem.ts";
import { questionOf } from "./question.ts";
import { SitingJob, SitingJobList, SitingRequest } from "./siting-messages.ts";
import { situationOf } from "./situation.ts";

/** 5,000 places with names. */
const MOST_BODY_BYTES = 2_000_000;
const MOST_NAMED = 20;

export function sitingRoutes(app: App, parts: Parts): void {
  const tags = ["siting"];
  const { siting } = parts;

  app.post(
    "/api/siting",
    {
      bodyLimit: MOST_BODY_BYTES,
      schema: {
        summary: "Find the best sites for new facilities, with a proven bound",
        description:
          "Answers at once with a job to be followed; one runs at a time. Its result names the sites in the order in which to build them, what each gains, and what nobody can exceed. Its changes come after those of the scenario that it started from; the scenario of all of them covers exactly peopleCovered.",
        tags,
        body: SitingRequest,
        response: { 202: SitingJob, ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
      },
    },
    async ({ body }, reply): Promise<SitingJob> => {
      const signal = goneSignal(reply);
      const { situation, plan } = await situationOf(parts, body.scenario ?? null);
      const { territory } = plan;
      const { standard, cutoffMinutes, kind, walkingSpeedKmh, hours, ownDistrictOnly, countCapacity } = body;
      const query = { standard, cutoffMinutes, kind, walkingSpeedKmh, hours, ownDistrictOnly, countCapacity };
      const question = await questionOf(parts, territory, query);
      try {
        refuseTogether(territory, question, body);
        refuseUnknown(situation, body);
      } catch (error) {
        if (error instanceof SitingRefused) throw refusal(error);
        throw error;
      }
      await refuseOffStreet(parts, situation, question, body, signal);
      const job = siting.start({ territory, changes: situation.changes, question, request: body });
      reply.code(202).header("location", `/api/siting/${job.id}`);
      return job;
    },
  );

  app.get(
    "/api/siting",
    {
      schema: {
        summary: "Jobs of siting, the latest first, without their results",
        tags,
        response: { 200: SitingJobList, ...problems(401, 403) },
      },
    },
    async (): Promise<SitingJobList> => ({
      jobs: siting.list().map(({ history: _, result: __, ...job }) => job),
    }),
  );

  app.get(
    "/api/siting/:id",
    {
      schema: {
        summary: "A job of siting: how far it is, how answer and bound come together, and its result",
        tags,
        params: IdParams,
        response: { 200: SitingJob, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }): Promise<SitingJob> => siting.get(id) ?? missing(id),
  );

  app.delete(
    "/api/siting/:id",
    {
      schema: {
        summary: "Stop a job early, or forget one that is over",
        description:
          "A running job ends with the best that it has found, and its gap: 200 with the job, to be followed until it is over. A job that is over is forgotten: 204.",
        tags,
        params: IdParams,
        response: {
          200: SitingJob,
          204: { description: "Forgotten" },
          ...problems(400, 401, 403, 404),
        },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!siting.forget(id)) return siting.stop(id) ?? missing(id);
      reply.code(204);
      return null;
    },
  );
}

function missing(id: number): never {
  throw notFound(`There is no job of siting ${id}: GET /api/siting lists them.`);
}

function refusal({ pointer, message }: SitingRefused): Problem {
  return new Problem(422, "siting", `${pointer.slice(1) || "The request"} ${message}.`, {
    errors: [{ pointer, detail: message }],
  });
}

/** Areas and facilities that are not there; those that a scenario adds or closes are known to the job alone. */
function refuseUnknown({ territory, changes }: Situation, { inside, outside, movable }: SitingRequest): void {
  const codes = new Set(territory.areas.code);
  for (const [field, where] of Object.entries({ inside, outside })) {
    where?.areaCodes?.forEach((code, n) => {
      if (!codes.has(code)) throw new SitingRefused(`/${field}/areaCodes/${n}`, `names no area: "${code}"`);
    });
  }
  if (changes.length > 0) return;
  movable?.facilityIds.forEach((id, n) => {
    if (!territory.facilities.id.includes(id))
      throw new SitingRefused(`/movable/facilityIds/${n}`, `names no facility: ${id}`);
  });
}

/** Places from which no street can be reached, unless nothing is walked or ridden. @throws 422 naming them */
async function refuseOffStreet(
  { territory: { pool } }: Parts,
  situation: Situation,
  { standard }: Question,
  { candidates, goal }: SitingRequest,
  signal: AbortSignal,
): Promise<void> {
  if (candidates?.type !== "places") return;
  const rules = standard.tiers.flatMap(({ city, countryside, settlements }) => {
    return [city, countryside, ...settlements.map(({ rule }) => rule)];
  });
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  if (!isWalk && rules.every(({ by }) => by === "radius")) return;
  const { places } = candidates;
  const question = {
    lon: Float64Array.from(places, ({ lon }) => lon),
    lat: Float64Array.from(places, ({ lat }) => lat),
    maxMetres: ACCEPTED_FACILITY_LINK_METRES,
  };
  const { edge, metres } = await pool.ask(situation, "link", question, signal);
  const errors = [...edge.keys()]
    .filter((n) => edge[n] === NONE)
    .map((n) => {
      const where = Number.isFinite(metres[n]) ? `${Math.round(metres[n]).toLocaleString("en")} m` : "over 100 km";
      const detail = `("${places[n].name}") cannot be walked to: the nearest street is ${where} away, or water, a railway or an expressway lies between`;
      return { pointer: `/candidates/places/${n}`, detail };
    });
  if (errors.length === 0) return;
  const more = errors.length === 1 ? "" : ` (and ${errors.length - 1} more)`;
  const [first] = errors;
  throw new Problem(422, "siting", `${first.pointer.slice(1)} ${first.detail}${more}: leave it out.`, {
    errors: errors.slice(0, MOST_NAMED),
  });
}
