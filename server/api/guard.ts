/**
 * Who may ask, and from where. The server listens on loopback without a password, or elsewhere with one (config.ts), and
 * each case has its own danger:
 *
 * - Without a password any web page that the planner visits could make the browser ask this server. A page of another
 *   origin cannot read answers, but it could change things, and with a name that it lets point to 127.0.0.1 (DNS rebinding)
 *   it could read, too. So the Host must be a name of this machine, and a change must come from a page of this server or
 *   from no page at all.
 * - With a password everything asks for it (HTTP Basic, any user name).
 *
 * Commands such as `npm run import` prove themselves by the token of the file in the data folder.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import type { FastifyReply, FastifyRequest } from "fastify";
import { Problem } from "./problem.ts";

/** Who asks. Accounts and roles will be further fields. */
export interface User {
  readonly name: string;
}

declare module "fastify" {
  interface FastifyRequest {
    user: User;
  }
}

const COMMAND: User = { name: "command" };
const LOCAL: User = { name: "local" };

/** Methods that change nothing and may be asked from anywhere. */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

/** What goes out with every answer. Workers are the map's; images may be made in the page. */
const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'self'",
    "script-src 'self'",
    "worker-src 'self' blob:",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "font-src 'self' data:",
    "connect-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
};

export interface Guard {
  /** For Fastify's onRequest: sets `request.user` or answers with a problem. */
  check(request: FastifyRequest, reply: FastifyReply): Promise<void>;
  /** For routes that name files on this machine. */
  requireToken(request: FastifyRequest): void;
}

export function guardOf({ password, token }: { password: string | null; token: string }): Guard {
  const userOf = (request: FastifyRequest): User | null => {
    const [, scheme = "", credentials = ""] = /^(\S+) +(.*)$/.exec(request.headers.authorization ?? "") ?? [];
    if (scheme.toLowerCase() === "bearer") return isSame(credentials, token) ? COMMAND : null;
    if (password === null) return LOCAL;
    if (scheme.toLowerCase() !== "basic") return null;
    const [name, ...rest] = Buffer.from(credentials, "base64").toString("utf8").split(":");
    return isSame(rest.join(":"), password) ? { name: name || "planner" } : null;
  };

  return {
    async check(request, reply) {
      reply.headers(HEADERS);
      if (password === null) checkHost(request);
      if (!SAFE_METHODS.has(request.method)) checkOrigin(request);
      const user = userOf(request);
      if (user === null) {
        if (password !== null) reply.header("www-authenticate", 'Basic realm="Service circles", charset="UTF-8"');
        throw new Problem(
          401,
          "sign-in",
          "This needs a password or the server's token, and what was sent is not right.",
        );
      }
      request.user = user;
    },
    requireToken(request) {
      if (request.user === COMMAND) return;
      throw new Problem(
        403,
        "forbidden",
        "This names a file on the server's disk, so it takes the token that the server wrote into its data folder (Authorization: Bearer …). `npm run import` does that.",
      );
    },
  };
}

/** Compares in a time that does not tell how much was right. */
function isSame(given: string, expected: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

const LOOPBACK = /^(localhost|(.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

function checkHost(request: FastifyRequest): void {
  const host = hostName(request.headers.host ?? "");
  if (host !== null && LOOPBACK.test(host)) return;
  throw new Problem(
    403,
    "forbidden",
    `This server answers to localhost only, and was asked as "${request.headers.host ?? ""}". To open it to others set HOST and PASSWORD.`,
  );
}

function checkOrigin(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  const site = request.headers["sec-fetch-site"];
  const isOurs = origin === undefined || (origin !== "null" && URL.parse(origin)?.host === host);
  if (isOurs && (site === undefined || site === "same-origin" || site === "none")) return;
  throw new Problem(403, "forbidden", "Only pages of this server may change something.");
}

/** The name without the port. */
function hostName(host: string): string | null {
  return URL.parse(`http://${host}`)?.hostname ?? null;
}
