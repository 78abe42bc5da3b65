/** Candidates from a list of public buildings or vacant premises: read as imports read their rows, shifted coordinates guarded in the same way. */
import { basename } from "node:path";
import type { SitingRequest } from "../server/api/siting-messages.ts";
import type { Refusal } from "../server/database/rows.ts";
import { UnreadableFile } from "../server/import/importer.ts";
import { readRecords } from "../server/import/records.ts";
import { numberOf } from "../server/import/tables.ts";
import { fieldOf } from "../server/import/vocabulary.ts";
import type { CoordinateSystem } from "../server/words.ts";

type Places = Extract<NonNullable<SitingRequest["candidates"]>, { type: "places" }>["places"];

/** Refused rows that are named. */
const MOST_NAMED = 10;

/**
 * @param isSaid whether the user named the system of the coordinates
 * @throws with the rows that cannot be used, because a list with rows missing would answer another question
 */
export async function readPlaces(
  path: string,
  { coordinates, isSaid }: { coordinates: CoordinateSystem; isSaid: boolean },
): Promise<Places> {
  const refused: Refusal[] = [];
  const { headers, records } = await readRecords({
    path,
    coordinates,
    request: { file: path, ...(isSaid && { coordinates }) },
    progress: () => {},
    signal: new AbortController().signal,
    refuse: (refusal) => refused.push(refusal),
    warn: (sentence) => console.log(sentence),
  });
  const [name, cost] = [fieldOf(headers, "name"), fieldOf(headers, "cost")];
  const places = records.flatMap(({ line, text, geometry }): Places => {
    const stated = text(cost);
    const price = stated === null ? null : numberOf(stated);
    if (stated !== null && (price === null || price < 0)) {
      refused.push({
        line,
        field: cost,
        value: stated,
        problem: "This is no cost.",
        remedy: "Give a number, 0 or more.",
      });
      return [];
    }
    if (geometry.type !== "Point") {
      const remedy = "Give points: the entrance, or the middle.";
      refused.push({
        line,
        field: "geometry",
        value: null,
        problem: `A ${geometry.type} is no place for a site.`,
        remedy,
      });
      return [];
    }
    const [lon, lat] = geometry.coordinates;
    return [{ name: text(name) ?? `${basename(path)} ${line}`, lon, lat, ...(price !== null && { cost: price }) }];
  });
  if (refused.length > 0) {
    refused.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
    const lines = refused.slice(0, MOST_NAMED).map(({ line, field, value, problem, remedy }) => {
      const what = [field, value === null ? null : `"${value}"`].filter((part) => part !== null).join(" ");
      return `  line ${line}: ${what === "" ? "" : `${what}: `}${problem} ${remedy}`;
    });
    const more = refused.length > MOST_NAMED ? [`  and ${refused.length - MOST_NAMED} more`] : [];
    throw new UnreadableFile(
      [`${basename(path)} has ${refused.length} rows that cannot be used:`, ...lines, ...more].join("\n"),
    );
  }
  if (places.length === 0) throw new UnreadableFile(`${basename(path)} has no places.`);
  return places;
}
