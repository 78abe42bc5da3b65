/** Data folders with real files imported by the product itself, kept until the files or the code that stores them change. */
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { ImportRequest } from "../../server/api/messages.ts";
import { inputOf, PRODUCT_RULE, readExtract, realFile } from "../../test/network/extract.ts";
import { hashOf } from "./hash.ts";
import { startProduct } from "./product.ts";
import type { Bench } from "./row.ts";
import { fileOfTown, homesAlong } from "./town.ts";

/** Their code decides what an import stores. */
const FOLDERS = ["migrations", "server/import", "server/database"];

/** A file with what `npm run import` would be told of it. */
export type File = Omit<ImportRequest, "name"> & { readonly name: string };

/**
 * A data folder in which these files have been imported, one after another.
 * Start the product on a copy where a row changes what is stored.
 */
export async function dataDirWith(bench: Bench, subject: string, files: readonly File[]): Promise<string> {
  const said = files.map(({ file, ...how }) => JSON.stringify(how));
  const folder = join(
    bench.cache,
    `${subject}-${hashOf([...said, ...files.map(({ file }) => readFileSync(file))], FOLDERS)}`,
  );
  if (existsSync(folder)) return folder;
  bench.say(`Importing ${subject} …`);
  const draft = await bench.newDataDir();
  const product = await startProduct(bench, draft);
  try {
    for (const file of files) await product.import(file);
  } finally {
    await product.stop();
  }
  // Copied, because the temporary folder may lie on another disk; named at last, so that it is whole.
  cpSync(draft, `${folder}.copying`, { recursive: true });
  renameSync(`${folder}.copying`, folder);
  rmSync(draft, { recursive: true, force: true });
  return folder;
}

/** Porto's streets and its seeded homes. */
export async function portoFiles(bench: Bench): Promise<File[]> {
  const file = fileOfTown(bench, "porto");
  const homes = homesAlong(inputOf(await readExtract(file), PRODUCT_RULE).streets, "porto");
  const table = homes.lon.map((lon, i) => `${lon.toFixed(7)},${homes.lat[i].toFixed(7)},${homes.people[i]}`);
  const people = tableFile(bench, "homes.csv", ["lon,lat,people", ...table]);
  return [
    { file, kind: "streets", name: "streets" },
    { file: people, kind: "people", name: "homes", role: "total" },
  ];
}

/** Porto Alegre's streets, people in hexagons, and heights. */
export function portoAlegreFiles(): File[] {
  const file = (name: string) => realFile("porto-alegre", name);
  return [
    { file: file("streets.osm.pbf"), kind: "streets", name: "streets" },
    {
      file: file("hexgrid.csv"),
      kind: "people",
      role: "total",
      label: "people",
      name: "people",
      columns: ["population"],
    },
    { file: file("elevation.tif"), kind: "elevation", name: "heights" },
  ];
}

/** Writes a table into the cache; returns its path. */
export function tableFile(bench: Bench, name: string, lines: readonly string[]): string {
  mkdirSync(bench.cache, { recursive: true });
  const file = join(bench.cache, name);
  writeFileSync(file, [...lines, ""].join("\n"));
  return file;
}
