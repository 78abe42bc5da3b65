/** Service standards: those that come with the product, to be looked at and copied, and the office's own, to be edited. */
import {
  addStandard,
  changeStandard,
  findStandard,
  listStandards,
  removeStandard,
  type StoredStandard,
} from "../database/standards.ts";
import { asksForRide, SHIPPED_STANDARDS, whatIsWrong } from "../standard.ts";
import { ListedStandard, StandardDocument, StandardList, StandardParams } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, notFound, Problem, problems } from "./problem.ts";

export function standardRoutes(app: App, parts: Parts): void {
  const { db } = parts.database;
  const tags = ["standards"];

  app.get(
    "/api/standards",
    {
      schema: { summary: "All service standards", tags, response: { 200: StandardList, ...problems(401, 403) } },
    },
    async (): Promise<StandardList> => {
      const shipped = SHIPPED_STANDARDS.map((standard) => ({
        standard: documentOf(standard),
        shipped: true,
        editedAt: null,
      }));
      return { standards: [...shipped, ...(await listStandards(db)).map(listed)] };
    },
  );

  app.get(
    "/api/standards/:id",
    {
      schema: {
        summary: "One service standard",
        tags,
        params: StandardParams,
        response: { 200: ListedStandard, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }): Promise<ListedStandard> => {
      const shipped = SHIPPED_STANDARDS.find((standard) => standard.id === id);
      if (shipped !== undefined) return { standard: documentOf(shipped), shipped: true, editedAt: null };
      const stored = await findStandard(db, id);
      if (stored === null) throw noStandard(id);
      return listed(stored);
    },
  );

  app.post(
    "/api/standards",
    {
      schema: {
        summary: "Add a service standard",
        description:
          "The first standard that asks for rides makes the server read the streets for bicycles; until then questions about it are answered with 503.",
        tags,
        body: StandardDocument,
        response: { 201: ListedStandard, ...problems(400, 401, 403, 409, 413, 415) },
      },
    },
    async ({ body }, reply): Promise<ListedStandard> => {
      check(body);
      const stored = await addStandard(db, body);
      if (stored === null) {
        throw new Problem(
          409,
          "conflict",
          `There is a standard "${body.id}" already: change that one, or take another id.`,
        );
      }
      readBicycleStreets(parts, body);
      reply.code(201).header("location", `/api/standards/${body.id}`);
      return listed(stored);
    },
  );

  app.put(
    "/api/standards/:id",
    {
      schema: {
        summary: "Replace a service standard",
        tags,
        params: StandardParams,
        body: StandardDocument,
        response: { 200: ListedStandard, ...problems(400, 401, 403, 404, 409, 413, 415) },
      },
    },
    async ({ params: { id }, body }): Promise<ListedStandard> => {
      refuseShipped(id);
      if (body.id !== id) throw invalidField("/id", `must be the id of the address, "${id}", got "${body.id}"`);
      check(body);
      const stored = await changeStandard(db, body);
      if (stored === null) throw noStandard(id);
      readBicycleStreets(parts, body);
      return listed(stored);
    },
  );

  app.delete(
    "/api/standards/:id",
    {
      schema: {
        summary: "Remove a service standard",
        tags,
        params: StandardParams,
        response: { 204: { description: "Removed" }, ...problems(400, 401, 403, 404, 409) },
      },
    },
    async ({ params: { id } }, reply) => {
      refuseShipped(id);
      if (!(await removeStandard(db, id))) throw noStandard(id);
      reply.code(204);
      return null;
    },
  );
}

const noStandard = (id: string) => notFound(`There is no standard "${id}".`);

function refuseShipped(id: string): void {
  if (!SHIPPED_STANDARDS.some((standard) => standard.id === id)) return;
  throw new Problem(409, "conflict", `"${id}" comes with the product and cannot be changed: copy it under another id.`);
}

function check(document: StandardDocument): void {
  refuseShipped(document.id);
  const [wrong] = whatIsWrong(document);
  if (wrong !== undefined) throw invalidField("", wrong.replace(/\.$/, ""));
}

/** The territory is built again, in the background, when this is the first standard with rides. */
function readBicycleStreets({ territory }: Parts, document: StandardDocument): void {
  if (!asksForRide(document) || territory.territory.bicycle !== null) return;
  // A failure stands in territory.failure, which the health tells.
  territory.reload().catch(() => undefined);
}

function listed({ standard, editedAt }: StoredStandard): ListedStandard {
  return { standard, shipped: false, editedAt: editedAt.toISOString() };
}

/** Shipped standards are readonly; messages are plain. */
function documentOf(standard: (typeof SHIPPED_STANDARDS)[number]): StandardDocument {
  return structuredClone(standard) as StandardDocument;
}
