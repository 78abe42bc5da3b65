/**
 * Administrative areas with name, code and level. Codes and levels come from the file's own fields in Chinese or English;
 * Chinese division codes state their level by themselves. Parents by code where the file has them, else by geometry later.
 */
import { basename } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import type { Kysely } from "kysely";
import { toHex } from "../database/geometry.ts";
import { insertRows } from "../database/insert.ts";
import type { Conflict, Database } from "../database/rows.ts";
import type { AreaLevel } from "../words.ts";
import { type Reading, type ReadingResult, UnreadableFile } from "./importer.ts";
import { multiPolygonOf, repairOutlines } from "./polygons.ts";
import { Converter, textOf } from "./records.ts";
import { readVectorFile, type VectorFeature, type VectorFile } from "./vector-files.ts";
import {
  AREA_LEVEL_CHOICES,
  areaLevelOf,
  fieldOf,
  levelOfChineseCode,
  levelOfOsm,
  nameColumns,
  normalised,
  URBAN_RURAL_CHOICES,
  urbanRuralCodeOf,
} from "./vocabulary.ts";

const TYPES = {
  import_id: "integer",
  code: "text",
  name: "text",
  names: "jsonb",
  level: "text",
  parent_code: "text",
  urban_rural_code: "smallint",
  geom: "geometry",
} as const;

/** Imports a file of polygons as areas. */
export async function importAreas(reading: Reading): Promise<ReadingResult> {
  reading.progress("reading", null);
  const file = await readVectorFile(reading.path);
  await breathe();
  reading.signal.throwIfAborted();
  const fields = chooseFields(reading, file);
  const converter = new Converter(reading);
  const rows: Record<keyof typeof TYPES, unknown>[] = [];
  const featureOfCode = new Map<string, number>();
  const levels = new Map<AreaLevel, number>();
  for (const feature of file.features) {
    if (feature.number % 50 === 0) {
      reading.progress("reading", feature.number / file.features.length);
      await breathe();
      reading.signal.throwIfAborted();
    }
    const row = readArea(reading, fields, feature, featureOfCode, converter);
    if (!row) continue;
    levels.set(row.level, (levels.get(row.level) ?? 0) + 1);
    rows.push({ import_id: reading.importId, ...row });
  }
  converter.warnNearEdge();
  reading.progress("storing", null);
  await insertRows(reading.db, "areas", TYPES, rows);
  const empty = await repairOutlines(reading, "areas");
  for (const code of empty) {
    reading.refuse({
      line: featureOfCode.get(code) ?? null,
      field: "geometry",
      value: null,
      problem: `The outline of the area with the code ${code} encloses nothing.`,
      remedy: "Draw the outline again.",
    });
  }
  const fictional = file.features.length > 0 && file.features.some((feature) => feature.properties.fictional === true);
  return {
    rowsRead: file.features.length,
    rowsKept: rows.length - empty.length,
    details: {
      coordinateSystem: file.coordinateSystem,
      nameField: fields.name,
      codeField: fields.code ?? "none: numbered",
      levelFrom: fields.levelFrom,
      levels: Object.fromEntries(levels),
      ...(fields.urbanRural !== null && {
        urbanRuralField: fields.urbanRural,
        urbanRuralCodes: rows.filter((row) => row.urban_rural_code !== null).length,
      }),
      ...(file.encoding ? { encoding: file.encoding } : {}),
      ...(fictional ? { fictional: true } : {}),
    },
    commit: (trx) => refuseSameAreas(trx, reading),
  };
}

/** An area that two sources hold would share its people with itself, and one of the two would show none. */
async function refuseSameAreas(trx: Kysely<Database>, { importId, sourceName }: Reading): Promise<Conflict[]> {
  const same = await trx
    .selectFrom("areas")
    .innerJoin("areas as others", (join) =>
      join.onRef("others.code", "=", "areas.code").onRef("others.level", "=", "areas.level"),
    )
    .innerJoin("sources", "sources.import_id", "others.import_id")
    .select(["areas.code", "areas.name", "areas.level", "sources.name as source"])
    .where("areas.import_id", "=", importId)
    .where("sources.name", "!=", sourceName)
    .orderBy("areas.id")
    .orderBy("others.id")
    .limit(1)
    .executeTakeFirst();
  if (same) {
    throw new UnreadableFile(
      `The ${same.level} ${same.name} (code ${same.code}) of "${sourceName}" is in the source "${same.source}" already, and an area can stand in one source only: import this file with --name "${same.source}" to replace that source, or give its areas other codes.`,
    );
  }
  return [];
}

interface Fields {
  readonly name: string;
  /** Null: areas are numbered. */
  readonly code: string | null;
  readonly parent: string | null;
  /** The statistics bureau's urban–rural classification. */
  readonly urbanRural: string | null;
  readonly names: [header: string, language: string][];
  readonly levelFrom: string;
  /** The level of a feature, or the refused value with its field. */
  readonly levelOf: (
    feature: VectorFeature,
    code: string,
  ) => AreaLevel | { field: string | null; value: string | null };
}

function chooseFields(reading: Reading, file: VectorFile): Fields {
  const { fields } = file;
  const pair = fieldOf(fields, "name") === null ? finestNameAndCode(file) : null;
  const name = fieldOf(fields, "name") ?? pair?.name;
  if (name === undefined) {
    throw new UnreadableFile(
      `${basename(reading.path)} has no field for the name of an area (name, 名称): its fields are ${fields.join(", ") || "none"}.`,
    );
  }
  if (pair)
    reading.warn(
      `No field is called name or 名称, so names were read from "${pair.name}"${pair.code ? ` and codes from "${pair.code}"` : ""}.`,
    );
  const code =
    fieldOf(fields, "code") ??
    pair?.code ??
    fields.find((field) => ["id", "osmid", "gid", "fid"].includes(normalised(field))) ??
    null;
  if (code === null)
    reading.warn(
      "The file has no codes, so the areas were numbered in its order; a new version of it may number them otherwise.",
    );
  return {
    name,
    code,
    parent: fieldOf(fields, "parent"),
    urbanRural: fieldOf(fields, "urbanRural"),
    names: nameColumns(fields),
    ...chooseLevel(reading, file, code),
  };
}

/**
 * Statistical offices name the fields of several levels alike (subzone_n with subzone_c, region_n with region_c). The
 * level of the file is the one with the most different names.
 */
function finestNameAndCode({ fields, features }: VectorFile): { name: string; code: string | null } | null {
  const nameEnd = /[_ ]?(?:name|nm|n|名称|名)$/i;
  const different = (field: string) => new Set(features.map((feature) => feature.properties[field])).size;
  const candidates = fields
    .filter((field) => nameEnd.test(field) && features.some((feature) => typeof feature.properties[field] === "string"))
    .filter((field) => /(?:name|名称|名|_nm|_n)$/i.test(field))
    .sort((a, b) => different(b) - different(a));
  const [name] = candidates;
  if (name === undefined) return null;
  const stem = name.replace(nameEnd, "");
  const code = fields.find(
    (field) => field.startsWith(stem) && /^[_ ]?(?:code|cd|c|id|代码|编码)$/i.test(field.slice(stem.length)),
  );
  return { name, code: code ?? null };
}

function chooseLevel(
  { request, warn, path }: Reading,
  { fields, features }: VectorFile,
  code: string | null,
): Pick<Fields, "levelFrom" | "levelOf"> {
  const { level } = request;
  if (level !== undefined) return { levelFrom: "the request", levelOf: () => level };
  const field = fieldOf(fields, "level");
  if (field !== null) {
    return {
      levelFrom: field,
      levelOf: ({ properties }) =>
        areaLevelOf(textOf(properties[field]) ?? "") ?? { field, value: textOf(properties[field]) },
    };
  }
  // The table of a Shapefile cuts names off at ten characters.
  const osm = fields.find((each) => ["adminlevel", "adminleve"].includes(normalised(each)));
  if (osm !== undefined) {
    warn(
      `Levels were read from OpenStreetMap's admin_level as it is used in China (4 province, 5 prefecture, 6 county, 8 township, 10 village).`,
    );
    return {
      levelFrom: osm,
      levelOf: ({ properties }) =>
        levelOfOsm(textOf(properties[osm]) ?? "") ?? { field: osm, value: textOf(properties[osm]) },
    };
  }
  if (
    code !== null &&
    features.every(({ properties }) => levelOfChineseCode(textOf(properties[code]) ?? "") !== null)
  ) {
    return {
      levelFrom: `length of ${code}`,
      levelOf: (_, value) => levelOfChineseCode(value) ?? { field: code, value },
    };
  }
  throw new UnreadableFile(
    `${basename(path)} does not say the level of its areas: say it with --level (province, prefecture, county, township or village), or add a field level (级别).`,
  );
}

function readArea(
  reading: Reading,
  fields: Fields,
  feature: VectorFeature,
  featureOfCode: Map<string, number>,
  converter: Converter,
) {
  const { number: line, properties } = feature;
  const refuse = (field: string | null, value: string | null, problem: string, remedy: string) => {
    reading.refuse({ line, field, value, problem, remedy });
    return null;
  };
  const name = textOf(properties[fields.name]);
  if (name === null) return refuse(fields.name, null, "The area has no name.", "Give it a name.");
  const code = fields.code === null ? String(line) : textOf(properties[fields.code]);
  if (code === null)
    return refuse(fields.code, null, `The area ${name} has no code.`, "Give each area a code of its own.");
  const first = featureOfCode.get(code);
  if (first !== undefined) {
    return refuse(fields.code, code, `Feature ${first} has this code already.`, "Give each area a code of its own.");
  }
  const level = fields.levelOf(feature, code);
  if (typeof level !== "string") {
    return refuse(
      level.field,
      level.value,
      "This is no known level.",
      `Use one of ${AREA_LEVEL_CHOICES}, or say the level of all with --level.`,
    );
  }
  const urbanRural = fields.urbanRural === null ? null : textOf(properties[fields.urbanRural]);
  const urbanRuralCode = urbanRural === null ? null : urbanRuralCodeOf(urbanRural);
  if (urbanRural !== null && urbanRuralCode === null) {
    return refuse(
      fields.urbanRural,
      urbanRural,
      `The area ${name} has no known urban–rural code.`,
      `Use one of ${URBAN_RURAL_CHOICES}, or leave it empty: the density of people then tells city from countryside.`,
    );
  }
  const geometry = converter.convert(line, feature.geometry);
  if (!geometry) return null;
  const outline = multiPolygonOf(geometry);
  if (typeof outline === "string")
    return refuse("geometry", null, outline, "Draw the outline again, or remove the feature.");
  featureOfCode.set(code, line);
  const names: Record<string, string> = {};
  for (const [header, language] of fields.names) {
    const text = textOf(properties[header]);
    if (text !== null) names[language] = text;
  }
  return {
    code,
    name,
    names,
    level,
    parent_code: fields.parent === null ? null : textOf(properties[fields.parent]),
    urban_rural_code: urbanRuralCode,
    geom: toHex(outline),
  };
}
