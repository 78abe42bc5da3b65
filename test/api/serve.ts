/** The app on a database, without a port: requests are injected. */
import type { InjectOptions } from "fastify";
import type { App } from "../../server/api/parts.ts";
import { buildApp } from "../../server/app.ts";
import { ImportJobs } from "../../server/import/jobs.ts";
import { LiveTerritory } from "../../server/live.ts";
import { SitingJobs } from "../../server/siting-jobs.ts";
import type { TestDatabase } from "../databases.ts";

export const TOKEN = "the token of the tests";

export interface Served {
  readonly app: App;
  readonly territory: LiveTerritory;
  get(url: string, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: "POST" | "PUT" | "PATCH" | "DELETE",
    url: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

export interface Answer {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, unknown>;
  readonly text: string;
  readonly bytes: Buffer;
  // Answers are compared with what is expected of them, field by field.
  readonly body: Record<string, never> & { errors?: { pointer: string; detail: string }[] };
}

export async function serve(database: TestDatabase, password: string | null = null): Promise<Served> {
  const territory = new LiveTerritory(database.db, database.address);
  const imports = new ImportJobs(database.db, database.address, () => territory.reload());
  const siting = new SitingJobs();
  const app = await buildApp({
    config: { password },
    database,
    territory,
    imports,
    siting,
    token: TOKEN,
    version: "test",
    clientFolder: null,
  });
  const ask = async (options: InjectOptions): Promise<Answer> => {
    const response = await app.inject(options);
    const type = String(response.headers["content-type"] ?? "");
    return {
      status: response.statusCode,
      type,
      headers: response.headers,
      text: response.body,
      bytes: response.rawPayload,
      body: type.includes("json") ? response.json() : {},
    };
  };
  return {
    app,
    territory,
    get: (url, headers = {}) => ask({ method: "GET", url, headers }),
    send: (method, url, body, headers = {}) =>
      ask({
        method,
        url,
        ...(body !== undefined && { payload: typeof body === "string" ? body : JSON.stringify(body) }),
        headers: { ...(body !== undefined && { "content-type": "application/json" }), ...headers },
      }),
    close: async () => {
      await app.close();
      await siting.close();
      await imports.close();
      await territory.close();
    },
  };
}
