/**
 * Checks requests against the schemas of messages.ts. Fields of a query or a path arrive as text and become numbers or
 * booleans where the schema says so; a JSON body must have the right types already. All wrong fields are named at once.
 */
import type { FastifySchemaCompiler } from "fastify";
import type { TSchema } from "typebox";
import { Compile } from "typebox/compile";
import { type FieldError, invalidFields } from "./problem.ts";

const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;
/** More would only hide the first ones. */
const MOST_ERRORS = 20;

export const validatorCompiler: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  return (given: unknown) => {
    const value = httpPart === "body" ? given : withTypes(schema, given);
    const errors = nullCharacters(value);
    if (errors.length > 0) return { error: invalidFields(errors) };
    if (check.Check(value)) return { value };
    return { error: invalidFields(fieldErrors(check.Errors(value), value)) };
  };
};

interface TypeBoxError {
  readonly keyword: string;
  readonly instancePath: string;
  readonly message: string;
  readonly params: object;
}

function fieldErrors(errors: readonly TypeBoxError[], value: unknown): FieldError[] {
  const byPointer = new Map<string, string[]>();
  const add = (pointer: string, detail: string) => {
    const details = byPointer.get(pointer);
    if (details === undefined) byPointer.set(pointer, [detail]);
    else if (!details.includes(detail)) details.push(detail);
  };
  for (const { keyword, instancePath, message, params } of errors) {
    if (keyword === "required" && "requiredProperties" in params) {
      for (const name of params.requiredProperties as string[]) add(`${instancePath}/${name}`, "is missing");
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

/** The wrong value itself, short. */
function shown(value: unknown, pointer: string): string {
  let found = value;
  for (const step of pointer.split("/").slice(1)) {
    const name = step.replaceAll("~1", "/").replaceAll("~0", "~");
    found = found !== null && typeof found === "object" ? (found as Record<string, unknown>)[name] : undefined;
  }
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
