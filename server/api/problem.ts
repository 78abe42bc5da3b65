/**
 * What is wrong with a request, as RFC 9457 problem documents. Every error of the API leaves through this file, so that a
 * caller finds the same fields each time and bad input never looks like a fault of the server.
 */
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { WorkerEnded } from "../pool.ts";
import { Problem as ProblemDocument } from "./messages.ts";

const TITLES: Readonly<Record<string, string>> = {
  "invalid-field": "A field is wrong",
  "not-json": "The body is not JSON",
  "bad-request": "The request cannot be read",
  "sign-in": "Sign in",
  forbidden: "Not allowed",
  "not-found": "Not found",
  conflict: "Not possible now",
  "kept-format": "Kept by another version",
  standard: "The standard cannot be used",
  siting: "The request cannot be sited",
  "too-large": "The request is too large",
  "media-type": "Send JSON",
  "unreadable-file": "The file cannot be read",
  "unknown-facility": "A facility is not known here",
  "off-network": "No street can be reached",
  "far-from-street": "Far from any street",
  loading: "The territory is being loaded",
  gone: "Nobody waits for the answer",
  ended: "The computation ended early",
  unexpected: "A fault of the server",
};

export interface FieldError {
  /** JSON pointer into the body ("/points/0/lat"), or "/name" of a query or path field. */
  readonly pointer: string;
  readonly detail: string;
}

/** An answer other than the asked one. Throw it anywhere in a route. */
export class Problem extends Error {
  readonly status: number;
  readonly kind: string;
  readonly errors: readonly FieldError[];
  /** For points off the network: null when there is no street at all. Undefined for other problems. */
  readonly nearestStreetMetres: number | null | undefined;

  constructor(
    status: number,
    kind: string,
    detail: string,
    more: { errors?: readonly FieldError[]; nearestStreetMetres?: number | null } = {},
  ) {
    super(detail);
    this.status = status;
    this.kind = kind;
    this.errors = more.errors ?? [];
    this.nearestStreetMetres = more.nearestStreetMetres;
  }
}

export function notFound(detail: string): Problem {
  return new Problem(404, "not-found", detail);
}

/** Several wrong fields at once: the detail is the first, with its pointer. */
export function invalidFields(errors: readonly FieldError[]): Problem {
  const [first, ...others] = errors;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return new Problem(
    400,
    "invalid-field",
    `${first?.pointer || "The body"}${first?.pointer ? ": " : " "}${first?.detail ?? "is invalid"}${more}.`,
    {
      errors,
    },
  );
}

export function invalidField(pointer: string, detail: string): Problem {
  return invalidFields([{ pointer, detail }]);
}

/** Errors that Fastify itself raises while it reads a request. */
const FRAMEWORK_PROBLEMS: Readonly<Record<string, Problem>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: new Problem(400, "not-json", "The body cannot be parsed as JSON."),
  FST_ERR_CTP_EMPTY_JSON_BODY: new Problem(400, "not-json", "The body is empty: send a JSON object."),
  FST_ERR_CTP_BODY_TOO_LARGE: new Problem(
    413,
    "too-large",
    "The body is larger than the server takes: ask for fewer places at once.",
  ),
  FST_ERR_CTP_INVALID_MEDIA_TYPE: new Problem(415, "media-type", "Send the body as application/json."),
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: new Problem(
    400,
    "bad-request",
    "The body's length differs from its Content-Length header.",
  ),
  FST_ERR_BAD_URL: new Problem(400, "bad-request", "The address has an invalid percent escape."),
  FST_ERR_MAX_PARAM_LENGTH: new Problem(404, "not-found", "No such address."),
};

function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof WorkerEnded)
    return new Problem(503, "ended", `${error.message} Ask again, or for less at once.`);
  const { code, statusCode } = error as Partial<FastifyError>;
  const known = FRAMEWORK_PROBLEMS[code ?? ""];
  if (known) return known;
  if (error instanceof SyntaxError && statusCode === 400) {
    return new Problem(400, "not-json", `The body cannot be parsed as JSON: ${error.message}.`);
  }
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500) {
    return new Problem(statusCode, "bad-request", (error as Error).message);
  }
  return null;
}

/** The one error handler of the app. */
export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem === null) request.log.error({ err: error, url: request.url }, "request failed");
  const { status, kind, message, errors, nearestStreetMetres } =
    problem ?? new Problem(500, "unexpected", "The server failed on this request. Its log says more.");
  const document: ProblemDocument = {
    type: `urn:service-circles:${kind}`,
    title: TITLES[kind] ?? kind,
    status,
    detail: message,
    ...(errors.length > 0 && { errors: [...errors] }),
    ...(nearestStreetMetres !== undefined && { nearestStreetMetres }),
  };
  // The serializer of the route belongs to its own answers, so the document is sent as text.
  return reply.code(status).type("application/problem+json; charset=utf-8").send(JSON.stringify(document));
}

/** The problems of a route, for its schema. */
export function problems(...statuses: readonly number[]): Record<number, object> {
  return Object.fromEntries(
    statuses.map((status) => [
      status,
      {
        description: DESCRIPTIONS[status] ?? "A problem",
        content: { "application/problem+json": { schema: ProblemDocument } },
      },
    ]),
  );
}

const DESCRIPTIONS: Readonly<Record<number, string>> = {
  400: "A field is wrong: `errors` has the pointer of each",
  401: "A password is needed",
  403: "Asked from a place that may not",
  404: "There is nothing with this id or address",
  409: "Not possible now",
  413: "The body is too large",
  415: "The body is not JSON",
  422: "The place or file cannot be used: `detail` says why",
  503: "The territory is being loaded, or the computation ended early",
};
