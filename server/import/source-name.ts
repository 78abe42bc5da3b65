/**
 * The name that a file gives its source when the user gives none. Importing under a name again replaces the source, so two
 * files of one command must not come to the same name.
 */
import { basename } from "node:path";
import type { SourceKind } from "../words.ts";
import { recogniseKind } from "./recognise.ts";

const LONGEST_NAME = 80;

/** The file's name without its extensions. */
export function nameOfFile(file: string): string {
  const stem = basename(file).replace(
    /(?:\.(?:osm|pbf|gz|bz2|zip|tiff?|hgt|csv|tsv|txt|xlsx|(?:geo)?json|shp|gpkg|kml|fgb))+$/i,
    "",
  );
  return (stem || basename(file)).slice(0, LONGEST_NAME);
}

/**
 * Refuses files of which one would replace another: those of equal name and kind (of another kind, the kind is added to
 * the name). A file whose kind does not show is left to its import, which says so.
 *
 * @param kind of all files, where the user says it
 * @throws Error, a sentence with both files and what to do
 */
export async function refuseSameNames(files: readonly string[], kind?: SourceKind): Promise<void> {
  const named = Map.groupBy(files, nameOfFile);
  for (const [name, same] of named) {
    if (same.length < 2) continue;
    const fileOfKind = new Map<SourceKind, string>();
    for (const file of same) {
      const its = kind ?? (await recogniseKind(file).catch(() => null));
      if (its === null) continue;
      const first = fileOfKind.get(its);
      if (first !== undefined) {
        throw new Error(
          `${first} and ${file} would both become the source "${name}" of kind ${its}, and the second would replace the first: import each with its own --name, in a command of its own.`,
        );
      }
      fileOfKind.set(its, file);
    }
  }
}
