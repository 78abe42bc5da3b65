/**
 * The direction of the data, as ARCHITECTURE.md tells it: each stage knows only what stands before it. The imports of all
 * files are read, and followed, so that a stage does not come to know a later one through a third file either.
 */
import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";

interface Import {
  /** Path from the root of the repository, or the name of a package. */
  target: string;
  typeOnly: boolean;
}

const STATEMENT = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\bfrom\s+)?"([^"]+)"|\bimport\("([^"]+)"\)/gm;

function importsOf(file: string): Import[] {
  return [...readFileSync(file, "utf8").matchAll(STATEMENT)].map(([, type, stated, dynamic]) => {
    const name = stated ?? dynamic ?? "";
    return { target: name.startsWith(".") ? join(dirname(file), name) : name, typeOnly: type !== undefined };
  });
}

const files = globSync("{server,client}/**/*.{ts,tsx}").sort();
const imports = new Map(files.map((file) => [file, importsOf(file)]));

/** All that a file imports, also through other files. */
function reachedFrom(file: string, follow: (step: Import) => boolean): Set<string> {
  const reached = new Set<string>();
  const open = [file];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const step of imports.get(next) ?? []) {
      if (!follow(step) || reached.has(step.target)) continue;
      reached.add(step.target);
      open.push(step.target);
    }
  }
  return reached;
}

/** The messages are a contract that imports nothing but words and the standard: their types may be used before the API. */
const MESSAGES = /^server\/api\/([a-z]+-)?messages\.ts$/;
const isMessageType = ({ target, typeOnly }: Import) => typeOnly && MESSAGES.test(target);

const SPINE: ((file: string) => boolean)[] = [
  (file) => /^server\/(geo|words|text)\.ts$/.test(file) || file.startsWith("server/hours/"),
  (file) => file.startsWith("server/network/"),
  (file) =>
    /^server\/(territory|standard|demand|areas|settlements|barrier-names|scenario|scenario-file|street-edits)\.ts$/.test(
      file,
    ) || file.startsWith("server/places/"),
  (file) => /^server\/(catchments|nearness|counting)\.ts$/.test(file),
  (file) => file === "server/reach.ts",
  (file) => file === "server/outcome.ts" || file.startsWith("server/access/"),
  (file) => /^server\/(coverage|comparison)\.ts$/.test(file),
  (file) => file === "server/gaps.ts",
  (file) => file.startsWith("server/reasons/"),
  (file) => file.startsWith("server/review/") || file.startsWith("server/siting/"),
  (file) => file === "server/plan.ts",
  (file) => file === "server/pool.ts",
  (file) => file === "server/live.ts",
  (file) => file.startsWith("server/api/"),
  (file) => /^server\/(app|pool-worker)\.ts$/.test(file),
  (file) => file === "server/main.ts",
];
const place = (file: string) => SPINE.findIndex((holds) => holds(file));
const isStage = (file: string) => place(file) > 0 && place(file) <= place("server/plan.ts");

it("finds the imports", () => {
  expect(imports.get("server/coverage.ts")?.map((step) => step.target)).toContain("server/network/search.ts");
  for (const [at, holds] of SPINE.entries()) expect(files.some(holds), `place ${at} of the spine`).toBe(true);
});

describe.each(files.filter((file) => place(file) >= 0))("%s", (file) => {
  it("knows nothing that stands after it", () => {
    const later = [...reachedFrom(file, (step) => !isMessageType(step))].filter((found) => place(found) > place(file));
    expect(later).toEqual([]);
  });
});

describe.each(files.filter(isStage))("%s", (file) => {
  it("is pure: no files, network, database or server", () => {
    const outside = [...reachedFrom(file, (step) => !step.typeOnly)].filter((found) =>
      /^(node:(?!util|buffer|assert|zlib)|pg$|kysely|fastify|@fastify|@electric-sql)/.test(found),
    );
    expect(outside).toEqual([]);
  });
});

describe.each(files.filter((file) => /^server\/(database|import)\//.test(file)))("%s", (file) => {
  it("knows no stage", () => {
    const stages = [...reachedFrom(file, (step) => !isMessageType(step))].filter(
      (found) => isStage(found) || /^server\/(api|app|main)\b/.test(found),
    );
    expect(stages).toEqual([]);
  });
});

describe.each(files.filter((file) => file.startsWith("client/")))("%s", (file) => {
  it("takes only types from the server, of its messages, words and documents", () => {
    const taken = (imports.get(file) ?? []).filter(({ target }) => target.startsWith("server/"));
    expect(taken.filter(({ typeOnly }) => !typeOnly)).toEqual([]);
    expect(
      taken.filter(
        ({ target }) => !/^server\/(api\/.*|words\.ts|geo\.ts|standard\.ts|review\/document\.ts)$/.test(target),
      ),
    ).toEqual([]);
  });
});
