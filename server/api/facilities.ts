/** Facilities: list, add, change, remove. Every answer says how the place joins the streets. */
import {
  addFacility,
  changeFacility,
  type FacilityRecord,
  type FacilityValues,
  findFacility,
  listFacilities,
  removeFacility,
} from "../database/facilities.ts";
import { parseHours } from "../hours/hours.ts";
import { FACILITY_LINK_METRES, FACILITY_WARN_METRES, type Links, NONE } from "../network/network.ts";
import { presentOf } from "../pool.ts";
import { ACCEPTED_FACILITY_LINK_METRES } from "../territory.ts";
import { goneSignal, linksOf, planNow } from "./answers.ts";
import { Facility, FacilityInput, FacilityList, FacilityPatch, IdParams } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, notFound, Problem, problems } from "./problem.ts";

export function facilityRoutes(app: App, parts: Parts): void {
  const { db } = parts.database;
  const tags = ["facilities"];

  app.get(
    "/api/facilities",
    { schema: { summary: "All facilities", tags, response: { 200: FacilityList, ...problems(401, 403) } } },
    async (): Promise<FacilityList> => {
      const records = await listFacilities(db);
      const linkOf = links(parts);
      return { facilities: records.map((record) => facility(record, linkOf(record.id))) };
    },
  );

  app.get(
    "/api/facilities/:id",
    {
      schema: {
        summary: "One facility",
        tags,
        params: IdParams,
        response: { 200: Facility, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }): Promise<Facility> => {
      const record = await findFacility(db, id);
      if (record === null) throw noFacility(id);
      return facility(record, links(parts)(id));
    },
  );

  app.post(
    "/api/facilities",
    {
      schema: {
        summary: "Add a facility by hand",
        description: `A place over ${FACILITY_LINK_METRES} m from every street that can be walked to is refused with 422 unless acceptFarFromStreet is true.`,
        tags,
        body: FacilityInput,
        response: { 201: Facility, ...problems(400, 401, 403, 413, 415, 422, 503) },
      },
    },
    async ({ body }, reply) => {
      checkHours(body.openingHours);
      await checkPlace(parts, body, body.acceptFarFromStreet ?? false, goneSignal(reply));
      const { name, kind, lon, lat, status = "existing" } = body;
      const record = await addFacility(db, { ...valuesOf(body), name, kind, lon, lat, status });
      await parts.territory.facilitiesChanged();
      reply.code(201).header("location", `/api/facilities/${record.id}`);
      return facility(record, links(parts)(record.id));
    },
  );

  app.patch(
    "/api/facilities/:id",
    {
      schema: {
        summary: "Change some fields of a facility by hand",
        tags,
        params: IdParams,
        body: FacilityPatch,
        response: { 200: Facility, ...problems(400, 401, 403, 404, 413, 415, 422, 503) },
      },
    },
    async ({ params: { id }, body }, reply): Promise<Facility> => {
      const before = await findFacility(db, id);
      if (before === null) throw noFacility(id);
      // What an import kept may stay: whoever corrects a name need not know the hours.
      if (body.openingHours !== before.opening_hours) checkHours(body.openingHours);
      const place = { lon: body.lon ?? before.lon, lat: body.lat ?? before.lat };
      const hasMoved = place.lon !== before.lon || place.lat !== before.lat;
      if (hasMoved) await checkPlace(parts, place, body.acceptFarFromStreet ?? false, goneSignal(reply));
      const values = valuesOf(body);
      if (Object.keys(values).length === 0) return facility(before, links(parts)(id));
      const record = await changeFacility(db, id, values);
      if (record === null) throw noFacility(id);
      await parts.territory.facilitiesChanged();
      return facility(record, links(parts)(id));
    },
  );

  app.delete(
    "/api/facilities/:id",
    {
      schema: {
        summary: "Remove a facility",
        tags,
        params: IdParams,
        response: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }, reply) => {
      if (!(await removeFacility(db, id))) throw noFacility(id);
      await parts.territory.facilitiesChanged();
      reply.code(204);
      return null;
    },
  );
}

const noFacility = (id: number) => notFound(`There is no facility ${id}.`);

/** Only the fields that were given. */
function valuesOf(body: FacilityPatch): FacilityValues {
  const { acceptFarFromStreet: _, names, openingHours, yearlyCapacity, ...same } = body;
  return {
    ...same,
    ...(names !== undefined && { names: JSON.stringify(names) }),
    ...(openingHours !== undefined && { opening_hours: openingHours }),
    ...(yearlyCapacity !== undefined && { yearly_capacity: yearlyCapacity }),
  };
}

/** Refuses opening hours that nobody could answer by. */
function checkHours(text: string | null | undefined): void {
  const hours = parseHours(text ?? null);
  if (!("problem" in hours)) return;
  const { position, problem, remedy } = hours;
  throw invalidField("/openingHours", `at character ${position}: ${problem} ${remedy.replace(/\.$/, "")}`);
}

/** Refuses a place that is too far from the streets, unless it is accepted. */
async function checkPlace(
  parts: Parts,
  { lon, lat }: { lon: number; lat: number },
  isAccepted: boolean,
  signal: AbortSignal,
): Promise<void> {
  const plan = planNow(parts);
  if (isAccepted || plan.territory.network.edgeCount === 0) return;
  const place = { lon: Float64Array.of(lon), lat: Float64Array.of(lat), maxMetres: FACILITY_LINK_METRES };
  const link = await linksOf(parts, { plan, situation: presentOf(plan.territory) }, place, signal);
  if (link.edge[0] !== NONE) return;
  const metres = Number.isFinite(link.metres[0]) ? link.metres[0] : null;
  const found =
    metres === null ? "There is no street within 100 km" : `The nearest street is ${Math.round(metres)} m away`;
  throw new Problem(
    422,
    "far-from-street",
    `${found}, and within ${FACILITY_LINK_METRES} m none can be walked to from here. Check the place and its coordinate system, or send acceptFarFromStreet: true.`,
    {
      errors: [
        { pointer: "/lon", detail: "is too far from any street" },
        { pointer: "/lat", detail: "is too far from any street" },
      ],
      nearestStreetMetres: metres,
    },
  );
}

interface Link {
  readonly metres: number;
  readonly isLinked: boolean;
}

/** Answers how a facility of the current territory joins the streets; null for one that it does not know yet. */
function links({ territory: { territory } }: Parts): (id: number) => Link | null {
  const { id: ids, links }: { id: Int32Array; links: Links } = territory.facilities;
  const rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
  return (id) => {
    const row = rowOf.get(id);
    return row === undefined ? null : { metres: links.metres[row], isLinked: links.edge[row] !== NONE };
  };
}

function facility(record: FacilityRecord, link: Link | null): Facility {
  return {
    id: record.id,
    name: record.name,
    names: record.names,
    kind: record.kind,
    level: record.level,
    status: record.status,
    address: record.address,
    openingHours: record.opening_hours,
    staff: record.staff,
    yearlyCapacity: record.yearly_capacity,
    lon: record.lon,
    lat: record.lat,
    source: record.source_name,
    edited: record.edited_at !== null,
    linkMetres: link?.isLinked ? link.metres : null,
    warning: warningOf(link),
  };
}

function warningOf(link: Link | null): Facility["warning"] {
  if (link === null) return null;
  if (!link.isLinked || link.metres > ACCEPTED_FACILITY_LINK_METRES) return "no-street";
  return link.metres > FACILITY_WARN_METRES ? "far-from-street" : null;
}
