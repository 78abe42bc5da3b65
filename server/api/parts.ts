/** What the app is made of: main.ts starts these, tests make their own. Routes take them as their second argument. */

import type { IncomingMessage, ServerResponse } from "node:http";
import type { TypeBoxTypeProvider } from "@fastify/type-provider-typebox";
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from "fastify";
import type { Kysely } from "kysely";
import type { Database } from "../database/rows.ts";
import type { LiveTerritory } from "../live.ts";
import type { SitingJobs } from "../siting-jobs.ts";
import type { ImportRecord, ImportRequest } from "./messages.ts";

/** Running and past imports (import/jobs.ts). */
export interface Imports {
  /** Opens an import and runs it in the background. Throws UnreadableFile when it cannot even begin. */
  start(request: ImportRequest): Promise<ImportRecord>;
  /** Stops a running import; null when there is none with this id. */
  stop(id: number): Promise<ImportRecord | null>;
  list(): Promise<ImportRecord[]>;
  get(id: number): Promise<ImportRecord | null>;
}

export interface Parts {
  readonly config: { readonly password: string | null };
  readonly database: { readonly db: Kysely<Database>; readonly kind: "embedded" | "server" };
  readonly territory: LiveTerritory;
  readonly imports: Imports;
  readonly siting: SitingJobs;
  /** Proves that a command of this machine asks. */
  readonly token: string;
  /** Version of the program. */
  readonly version: string;
  /** Folder of the built client; null serves the API only. */
  readonly clientFolder: string | null;
}

export type App = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;
