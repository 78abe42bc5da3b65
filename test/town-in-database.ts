/** Stores the town of round numbers as its imports would have. */
import type { Kysely } from "kysely";
import { toHex } from "../server/database/geometry.ts";
import { insertRows } from "../server/database/insert.ts";
import type { Database } from "../server/database/rows.ts";
import { makeCurrent } from "../server/database/sources.ts";
import type { SourceKind } from "../server/words.ts";
import { AREAS, degrees, FACILITIES, HOMES, nodeIds, place, SETTLEMENTS, STREETS, TOWN_PEOPLE, YOUNG } from "./town.ts";

async function source(
  db: Kysely<Database>,
  kind: SourceKind,
  name: string,
  store: (importId: number) => Promise<unknown>,
): Promise<void> {
  const { id } = await db
    .insertInto("imports")
    .values({
      source_name: name,
      kind,
      state: "running",
      file_name: `${name}.test`,
      coordinates: "wgs84",
      options: "{}",
      refusals: "[]",
      warnings: "[]",
      conflicts: "[]",
      details: "{}",
      started_at: new Date("2026-01-01T00:00:00Z"),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  await store(id);
  await db.transaction().execute((trx) => makeCurrent(trx, id));
  await db
    .updateTable("imports")
    .set({ ended_at: new Date("2026-01-01T00:01:00Z") })
    .where("id", "=", id)
    .execute();
}

export async function storeTown(db: Kysely<Database>): Promise<void> {
  const nodes = nodeIds();
  await source(db, "streets", "streets", async (import_id) => {
    const rows = STREETS.map(({ wayId, name, points }) => ({
      import_id,
      way_id: wayId,
      highway: "residential",
      name,
      names: { en: name },
      foot: 1,
      bicycle: 1,
      oneway_foot: 0,
      oneway_bicycle: 0,
      bridge: false,
      tunnel: false,
      barrier: false,
      node_ids: points.map(([x, y]) => nodes.get(`${x} ${y}`)),
      geom: toHex({ type: "LineString", coordinates: points.map(([x, y]) => [degrees(x), degrees(y)]) }),
    }));
    await insertRows(
      db,
      "streets",
      {
        import_id: "integer",
        way_id: "bigint",
        highway: "text",
        name: "text",
        names: "jsonb",
        foot: "smallint",
        bicycle: "smallint",
        oneway_foot: "smallint",
        oneway_bicycle: "smallint",
        bridge: "boolean",
        tunnel: "boolean",
        barrier: "boolean",
        node_ids: "bigint[]",
        geom: "geometry",
      },
      rows,
    );
    const pond = [
      [degrees(1500), degrees(200)],
      [degrees(1700), degrees(200)],
      [degrees(1700), degrees(400)],
      [degrees(1500), degrees(200)],
    ];
    await insertRows(
      db,
      "features",
      {
        import_id: "integer",
        osm_id: "bigint",
        layer: "text",
        kind: "text",
        name: "text",
        names: "jsonb",
        barrier: "text",
        geom: "geometry",
      },
      [
        {
          import_id,
          osm_id: 1,
          layer: "water",
          kind: "pond",
          name: "Pond",
          names: {},
          barrier: "water",
          geom: toHex({ type: "Polygon", coordinates: [pond] }),
        },
      ],
    );
  });
  await source(db, "people", "homes", async (import_id) => {
    const group = { import_id, labels: {} };
    await insertRows(
      db,
      "people_groups",
      {
        import_id: "integer",
        position: "integer",
        name: "text",
        label: "text",
        labels: "jsonb",
        role: "text",
        people: "double precision",
      },
      [
        { ...group, position: 0, name: "people", label: "people of the town", role: "total", people: TOWN_PEOPLE },
        { ...group, position: 1, name: "young", label: "young people of the town", role: "within", people: 102.5 },
      ],
    );
    await insertRows(
      db,
      "people",
      {
        import_id: "integer",
        key: "text",
        h3_resolution: "smallint",
        lon: "double precision",
        lat: "double precision",
        counts: "double precision[]",
      },
      HOMES.map(({ key, people, x, y }) => ({
        import_id,
        key,
        h3_resolution: null,
        ...place(x, y),
        counts: [people, YOUNG[key] ?? 0],
      })),
    );
  });
  await source(db, "areas", "areas", (import_id) =>
    insertRows(
      db,
      "areas",
      {
        import_id: "integer",
        code: "text",
        name: "text",
        names: "jsonb",
        level: "text",
        parent_code: "text",
        geom: "geometry",
      },
      AREAS.map(({ parentCode, geometry, ...area }) => ({
        import_id,
        ...area,
        names: {},
        parent_code: parentCode,
        geom: toHex(geometry),
      })),
    ),
  );
  await source(db, "settlements", "settlements", (import_id) =>
    insertRows(
      db,
      "settlements",
      {
        import_id: "integer",
        code: "text",
        name: "text",
        names: "jsonb",
        kind: "text",
        people: "double precision",
        geom: "geometry",
      },
      SETTLEMENTS.map(({ x, y, ...settlement }) => ({
        import_id,
        ...settlement,
        names: {},
        geom: toHex({ type: "Point", coordinates: [degrees(x), degrees(y)] }),
      })),
    ),
  );
  for (const { x, y, ...facility } of FACILITIES) {
    await db
      .insertInto("facilities")
      .values({ ...facility, ...place(x, y), names: "{}" })
      .execute();
  }
}
