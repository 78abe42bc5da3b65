/**
 * How commands ask the program: a running server where there is one, else the program opened here on its own database, without
 * a port. Both answer through the same routes.
 */
import { randomBytes } from "node:crypto";
import { join } from "node:path";
import packages from "../package.json" with { type: "json" };
import type { Problem } from "../server/api/messages.ts";
import { buildApp } from "../server/app.ts";
import { readConfig } from "../server/config.ts";
import { connect } from "../server/database/connection.ts";
import { migrate } from "../server/database/migrate.ts";
import { ImportJobs } from "../server/import/jobs.ts";
import { LiveTerritory } from "../server/live.ts";
import { findRunning } from "../server/running.ts";
import { SitingJobs } from "../server/siting-jobs.ts";

export interface Answer {
  readonly status: number;
  readonly disposition: string;
  readonly bytes: Uint8Array;
}

type Method = "GET" | "POST" | "DELETE";

/** Asks for a path of the API; the body is sent as JSON. */
export type Ask = (method: Method, path: string, body?: object) => Promise<Answer>;

/**
 * The running server, or the program opened here without listening.
 * @param sayRunning what to tell when a server at this address does the work
 */
export async function openProgram(
  sayRunning: (url: string) => string,
): Promise<{ ask: Ask; close: () => Promise<void> }> {
  const config = readConfig(process.env, process.cwd());
  const server = findRunning(config.dataDir);
  if (server !== null) {
    console.log(sayRunning(server.url));
    return {
      ask: async (method, path, body) => {
        const response = await fetch(`${server.url}${path}`, {
          method,
          headers: headersOf(server.token, body),
          ...(body !== undefined && { body: JSON.stringify(body) }),
        });
        const disposition = response.headers.get("content-disposition") ?? "";
        return { status: response.status, disposition, bytes: new Uint8Array(await response.arrayBuffer()) };
      },
      close: async () => {},
    };
  }
  const database = await connect(config, (sentence) => console.log(sentence));
  const territory = new LiveTerritory(database.db, database.address, join(config.dataDir, "network.snapshot"));
  const imports = new ImportJobs(database.db, database.address, () => territory.reload());
  const siting = new SitingJobs();
  const close = async () => {
    await siting.close();
    await imports.close();
    await territory.close();
    await database.close();
  };
  try {
    await migrate(database.db);
    await territory.reload();
    const token = randomBytes(32).toString("base64url");
    const { version } = packages;
    const app = await buildApp({ config, database, territory, imports, siting, token, version, clientFolder: null });
    return {
      ask: async (method, url, body) => {
        const answer = await app.inject({
          method,
          url,
          headers: headersOf(token, body),
          ...(body !== undefined && { payload: JSON.stringify(body) }),
        });
        const disposition = String(answer.headers["content-disposition"] ?? "");
        return { status: answer.statusCode, disposition, bytes: answer.rawPayload };
      },
      close: async () => {
        await app.close();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function headersOf(token: string, body: object | undefined): Record<string, string> {
  return { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) };
}

/** Milliseconds between questions to a server that is still loading, and how often it is asked. */
const ASK_AGAIN = 1_000;
const MOST_TIMES = 600;

/** @throws with the server's own sentence when there is no answer */
export async function askUntilLoaded(ask: Ask, method: Method, path: string, body?: object): Promise<Answer> {
  for (let time = 1; ; time++) {
    const answer = await ask(method, path, body);
    if (answer.status < 300) return answer;
    const problem = JSON.parse(Buffer.from(answer.bytes).toString("utf8")) as Problem;
    const isLoading = answer.status === 503 && problem.type.endsWith("loading");
    if (!isLoading || time === MOST_TIMES) {
      throw new Error(
        problem.errors?.map(({ pointer, detail }) => `${pointer.slice(1)} ${detail}`).join("; ") || problem.detail,
      );
    }
    if (time === 1) console.log(problem.detail);
    await new Promise((done) => setTimeout(done, ASK_AGAIN));
  }
}

/** The same for a JSON answer. */
export async function askJson<T>(ask: Ask, method: Method, path: string, body?: object): Promise<T> {
  const { bytes } = await askUntilLoaded(ask, method, path, body);
  return JSON.parse(Buffer.from(bytes).toString("utf8")) as T;
}

/** One of the words of an option. @throws with a sentence that lists them */
export function oneOf<W extends string>(option: string, value: string, words: readonly W[]): W {
  const word = words.find((each) => each === value);
  if (word === undefined) throw new Error(`${option} is "${value}" but must be one of ${words.join(", ")}.`);
  return word;
}
