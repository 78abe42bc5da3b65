/**
 * Checks requests against the schemas of messages.ts. Fields of a query or a path arrive as text and become numbers or
 * booleans where the schema says so; a JSON body must have the right types already. All wrong fields are named at once.
 */
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { Settings } from "typebox/system";
import { type FieldError, invalidFields } from "./problem.ts";

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** More would only hide the first ones. */
const MOST_ERRORS = 20;
/** No list may be longer than a thousand, no object has as many fields as this, and nothing is nested so deeply. */
const BEGINNING = { items: 1001, fields: 100, depth: 16 };
/** TypeBox stops at 8 by itself, and counts each field too many before it names them together. */
Settings.Set({ maxErrors: BEGINNING.fields + 2 * MOST_ERRORS });

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  return (given: unknown) => {
    const value = httpPart === "body" ? given : withTypes(schema, given);
    if (hasNullCharacter(value))
      return { error: invalidFields(nullCharacters(beginningOf(value)).slice(0, MOST_ERRORS)) };
    if (check.Check(value)) return { value };
    const errors = fieldErrors(check.Errors(beginningOf(value)), value);
    return { error: invalidFields(errors.length > 0 ? errors : fieldErrors(check.Errors(value), value)) };
  };
};

/** The beginning of every list and object. To say all that is wrong with a megabyte would hold up everybody else. */
function beginningOf(value: unknown, depth = BEGINNING.depth): unknown {
  if (value === null || typeof value !== "object") return value;
  if (depth === 0) return null;
  if (Array.isArray(value)) return value.slice(0, BEGINNING.items).map((item) => beginningOf(item, depth - 1));
  const fields: [string, unknown][] = [];
  for (const name in value) {
    if (fields.length === BEGINNING.fields) break;
    fields.push([name, beginningOf((value as Record<string, unknown>)[name], depth - 1)]);
  }
  return Object.fromEntries(fields);
}

interface TypeBoxError {
  readonly keyword: string;
  readonly schemaPath: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

/** One of several kinds of value that a field "type" tells apart, as a schema path, and that field. */
const KIND = /^(?<union>.*\/anyOf)\/\d+$/;
const TYPE_OF_KIND = /^(?<kind>.*\/anyOf\/\d+)\/properties\/type$/;

/**
 * Of a value that may be of several kinds, each with its own "type", all kinds are tried, and what is wrong with each is told. Here
 * only what is wrong with the kind that it says it is, or that it is of none of them.
 */
function errorsOfOwnKind(errors: readonly TypeBoxError[]): readonly TypeBoxError[] {
  /** Kinds (schema path) that a value (instance path) is not of, with the type that it would have to have. */
  const others = new Map<string, { kind: string; at: string; type: unknown }>();
  for (const { keyword, schemaPath, instancePath, params } of errors) {
    const kind = TYPE_OF_KIND.exec(schemaPath)?.groups?.kind;
    if (keyword !== "const" || kind === undefined || !("allowedValue" in params)) continue;
    const at = instancePath.slice(0, -"/type".length);
    others.set(`${kind} ${at}`, { kind, at, type: params.allowedValue });
  }
  if (others.size === 0) return errors;
  const isWithin = (path: string, outer: string) => path === outer || path.startsWith(`${outer}/`);
  const own = errors.filter(({ keyword, schemaPath, instancePath }) => {
    const isOfOther = ({ kind, at }: { kind: string; at: string }) =>
      isWithin(schemaPath, kind) && isWithin(instancePath, at);
    return keyword !== "anyOf" && ![...others.values()].some(isOfOther);
  });
  const unions = Map.groupBy(others.values(), ({ kind, at }) => `${KIND.exec(kind)?.groups?.union} ${at}`);
  const ofNone = [...unions.values()].flatMap((kinds): TypeBoxError[] => {
    const [{ kind, at }] = kinds;
    const union = KIND.exec(kind)?.groups?.union ?? kind;
    if (own.some(({ schemaPath, instancePath }) => isWithin(schemaPath, union) && isWithin(instancePath, at)))
      return [];
    const params = { allowedValues: kinds.map(({ type }) => type) };
    return [{ keyword: "enum", schemaPath: union, instancePath: `${at}/type`, message: "", params }];
  });
  return [...own, ...ofNone];
}

function fieldErrors(all: readonly TypeBoxError[], value: unknown): FieldError[] {
  const errors = errorsOfOwnKind(all);
  const byPointer = new Map<string, string[]>();
  const add = (pointer: string, detail: string) => {
    const details = byPointer.get(pointer);
    if (details === undefined) byPointer.set(pointer, [detail]);
    else if (!details.includes(detail)) details.push(detail);
  };
  for (const { keyword, instancePath, message, params } of errors) {
    if (keyword === "required" && "requiredProperties" in params) {
      for (const name of params.requiredProperties as string[]) {
        // It may stand beyond the beginning.
        if (!Object.hasOwn(Object(valueAt(value, instancePath)), name)) add(`${instancePath}/${name}`, "is missing");
      }
    } else if (keyword === "additionalProperties" && "additionalProperties" in params) {
      for (const name of params.additionalProperties as string[]) {
        add(`${instancePath}/${escaped(name)}`, "is not a field of this request");
      }
    } else if (keyword === "enum" && "allowedValues" in params) {
      add(
        instancePath,
        `must be one of ${(params.allowedValues as unknown[]).join(", ")}, got ${shown(value, instancePath)}`,
      );
    } else if (keyword !== "anyOf" && keyword !== "boolean") {
      add(instancePath, `${message}, got ${shown(value, instancePath)}`);
    }
  }
  return [...byPointer].slice(0, MOST_ERRORS).map(([pointer, details]) => ({ pointer, detail: details.join(", or ") }));
}

/** PostgreSQL stores every character but this one. */
const NULL_CHARACTER = "\u0000";

/** Looks only, and makes nothing. What is nested more deeply than any schema is refused without that. */
function hasNullCharacter(value: unknown, depth = BEGINNING.depth): boolean {
  if (typeof value === "string") return value.includes(NULL_CHARACTER);
  if (value === null || typeof value !== "object" || depth === 0) return false;
  if (Array.isArray(value)) return value.some((item) => hasNullCharacter(item, depth - 1));
  for (const name in value) {
    if (name.includes(NULL_CHARACTER)) return true;
    if (hasNullCharacter((value as Record<string, unknown>)[name], depth - 1)) return true;
  }
  return false;
}

function nullCharacters(value: unknown, pointer = ""): FieldError[] {
  if (typeof value === "string") {
    return value.includes(NULL_CHARACTER) ? [{ pointer, detail: "has a null character (U+0000)" }] : [];
  }
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) => [
    ...nullCharacters(name, pointer),
    ...nullCharacters(inner, `${pointer}/${escaped(name)}`),
  ]);
}

const escaped = (name: string) => name.replaceAll("~", "~0").replaceAll("/", "~1");

function valueAt(value: unknown, pointer: string): unknown {
  let found = value;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = found !== null && typeof found === "object" ? (found as Record<string, unknown>)[name] : undefined;
  }
  return found;
}

/** The wrong value itself, short. */
function shown(value: unknown, pointer: string): string {
  const found = beginningOf(valueAt(value, pointer));
  const text = found === undefined ? "nothing" : JSON.stringify(found);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** The fields of a query or path with numbers and booleans made of their text. Text that is neither stays, to be refused. */
function withTypes(schema: TSchema, given: unknown): unknown {
  const properties = "properties" in schema ? (schema.properties as Record<string, { type?: string }>) : {};
  const value: Record<string, unknown> = {};
  for (const [name, text] of Object.entries(given ?? {})) {
    const type = properties[name]?.type;
    if (typeof text !== "string") value[name] = text;
    else if ((type === "number" || type === "integer") && NUMBER.test(text)) value[name] = Number(text);
    else if (type === "boolean" && (text === "true" || text === "false")) value[name] = text === "true";
    else value[name] = text;
  }
  return value;
}
