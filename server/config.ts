/**
 * The environment, read once into a frozen value. All that is wrong is named in one sentence, so that nobody repairs one
 * setting only to learn of the next.
 */
import { isIP } from "node:net";
import { resolve } from "node:path";

export interface Config {
  /** 0 takes any free port. */
  readonly port: number;
  readonly host: string;
  /** Absolute path of the folder with the embedded database and the file that says where the server runs. */
  readonly dataDir: string;
  /** A PostgreSQL server with PostGIS; null for the embedded database. */
  readonly databaseUrl: string | null;
  /** Asked from every visitor (HTTP Basic, any user name); null only on loopback. */
  readonly password: string | null;
}

/** The settings cannot be used; the message is one sentence that names each wrong one with what it should be. */
export class ConfigError extends Error {}

export const MIN_PASSWORD_CHARACTERS = 10;

/**
 * Reads PORT, HOST, DATA_DIR, DATABASE_URL and PASSWORD; an empty one counts as not set.
 *
 * @param folder what a relative DATA_DIR is relative to
 * @throws {ConfigError}
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>, folder: string): Config {
  const wrong: string[] = [];
  const port = environment.PORT || "8080";
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    wrong.push(`PORT is "${port}" but must be a whole number from 0 to 65535`);
  }
  const host = environment.HOST || "127.0.0.1";
  const hostIsName = isIP(host) !== 0 || /^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(host);
  if (!hostIsName) wrong.push(`HOST is "${host}" but must be one address or host name to listen on`);
  const password = environment.PASSWORD || null;
  if (password !== null && password.length < MIN_PASSWORD_CHARACTERS) {
    wrong.push(
      `PASSWORD has ${password.length} character${password.length === 1 ? "" : "s"} but must have at least ${MIN_PASSWORD_CHARACTERS}`,
    );
  }
  if (hostIsName && !isLoopback(host) && password === null) {
    wrong.push(`HOST is "${host}", which others can reach, so PASSWORD must be set`);
  }
  const databaseUrl = environment.DATABASE_URL || null;
  if (databaseUrl !== null && !/^postgres(ql)?:$/.test(protocolOf(databaseUrl))) {
    // The value is not shown: it may hold a password.
    wrong.push("DATABASE_URL must look like postgres://user:password@host:5432/database");
  }
  if (wrong.length > 0) throw new ConfigError(`The settings cannot be used: ${wrong.join("; ")}.`);
  return Object.freeze({
    port: Number(port),
    host,
    dataDir: resolve(folder, environment.DATA_DIR || ".data"),
    databaseUrl,
    password,
  });
}

/** True for addresses that only this machine reaches. */
export function isLoopback(host: string): boolean {
  return host.toLowerCase() === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function protocolOf(url: string): string {
  return URL.parse(url)?.protocol ?? "";
}
