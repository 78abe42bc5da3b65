/** Imports: begin one (commands of this machine only), follow it, stop it, read its record. */
import { UnreadableFile } from "../import/importer.ts";
import type { Guard } from "./guard.ts";
import { IdParams, ImportList, ImportRecord, ImportRequest } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { notFound, Problem, problems } from "./problem.ts";

export function importRoutes(app: App, { imports }: Parts, guard: Guard): void {
  const tags = ["imports"];

  app.get(
    "/api/imports",
    {
      schema: {
        summary: "Records of all imports, the latest first",
        tags,
        response: { 200: ImportList, ...problems(401, 403) },
      },
    },
    async (): Promise<ImportList> => ({ imports: await imports.list() }),
  );

  app.get(
    "/api/imports/:id",
    {
      schema: {
        summary: "The record of an import, with its progress while it runs",
        tags,
        params: IdParams,
        response: { 200: ImportRecord, ...problems(400, 401, 403, 404) },
      },
    },
    async ({ params: { id } }): Promise<ImportRecord> => (await imports.get(id)) ?? missing(id),
  );

  app.post(
    "/api/imports",
    {
      schema: {
        summary: "Import a file of the server's disk",
        description: "Takes the token that the server wrote into its data folder. Answers at once; follow the record.",
        tags,
        body: ImportRequest,
        response: { 202: ImportRecord, ...problems(400, 401, 403, 413, 415, 422) },
      },
      preHandler: async (request) => guard.requireToken(request),
    },
    async ({ body }, reply) => {
      const record = await imports.start(body).catch((error: unknown) => {
        if (error instanceof UnreadableFile) throw new Problem(422, "unreadable-file", error.message);
        throw error;
      });
      reply.code(202).header("location", `/api/imports/${record.id}`);
      return record;
    },
  );

  app.delete(
    "/api/imports/:id",
    {
      schema: {
        summary: "Stop a running import",
        description: "The old state stays. The record stays too, with the state stopped.",
        tags,
        params: IdParams,
        response: { 200: ImportRecord, ...problems(400, 401, 403, 404, 409) },
      },
    },
    async ({ params: { id } }): Promise<ImportRecord> => {
      const before = (await imports.get(id)) ?? missing(id);
      if (before.state !== "running") {
        throw new Problem(
          409,
          "conflict",
          `Import ${id} is over already (${before.state}), so there is nothing to stop.`,
        );
      }
      return (await imports.stop(id)) ?? missing(id);
    },
  );
}

function missing(id: number): never {
  throw notFound(`There is no import ${id}.`);
}
