import type { MultiPolygon } from "geojson";
import { sql } from "kysely";
import { beforeAll, expect, it } from "vitest";
import { fromHex, toHex } from "../../server/database/geometry.ts";
import { deleteImportRows, insertRows } from "../../server/database/insert.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { gatesByImport, newImport } from "./new-import.ts";

describeOnDatabases("rows", (connect) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connect();
  });

  it("come back as they went in", async () => {
    const { db } = database;
    const import_id = await newImport(db);
    const text = 'He said "\\{1,2}\\", NULL, \t\n and 鹤鸣县 — ’';
    const line: [number, number][] = [
      [100.123456789012, -13.5],
      [100.2, -13.6],
    ];
    const stored = await insertRows(
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
      [
        {
          import_id,
          way_id: 9007199254740991,
          highway: text,
          name: null,
          names: { zh: text },
          foot: 2,
          bicycle: 0,
          oneway_foot: -1,
          oneway_bicycle: 0,
          bridge: true,
          tunnel: false,
          barrier: false,
          node_ids: new Float64Array([1, 9007199254740991]),
          geom: toHex({ type: "LineString", coordinates: line }),
        },
      ],
    );
    expect(stored).toBe(1);
    const row = await db.selectFrom("streets").selectAll().where("import_id", "=", import_id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({
      way_id: 9007199254740991,
      highway: text,
      name: null,
      names: { zh: text },
      foot: 2,
      oneway_foot: -1,
      bridge: true,
      tunnel: false,
      node_ids: [1, 9007199254740991],
    });
    expect(fromHex(row.geom)).toEqual({ type: "LineString", coordinates: line });
  });

  it("keep numbers to the last bit, more than one batch, and arrays of arrays' lengths", async () => {
    const { db } = database;
    const import_id = await newImport(db);
    const rows = Array.from({ length: 12_001 }, (_, i) => ({
      import_id,
      key: `cell ${i}`,
      h3_resolution: i % 2 ? 9 : null,
      lon: i / 3,
      lat: 50 - i / 7,
      counts: new Float64Array([i, i / 9, 1e-300]),
    }));
    const types = {
      import_id: "integer",
      key: "text",
      h3_resolution: "smallint",
      lon: "double precision",
      lat: "double precision",
      counts: "double precision[]",
    } as const;
    expect(await insertRows(db, "people", types, rows)).toBe(12_001);
    const read = await db.selectFrom("people").selectAll().where("import_id", "=", import_id).orderBy("lon").execute();
    expect(read).toEqual(rows.map((row) => ({ ...row, counts: [...row.counts] })));
  });

  it("take bytes", async () => {
    const { db } = database;
    const import_id = await newImport(db);
    const heights = Buffer.from(Float32Array.from([1.5, Number.NaN]).buffer);
    await insertRows(
      db,
      "elevation_tiles",
      {
        import_id: "integer",
        west: "double precision",
        north: "double precision",
        lon_step: "double precision",
        lat_step: "double precision",
        columns: "integer",
        rows: "integer",
        heights: "bytea",
      },
      [{ import_id, west: 1, north: 2, lon_step: 0.1, lat_step: 0.1, columns: 2, rows: 1, heights }],
    );
    const row = await db.selectFrom("elevation_tiles").selectAll().executeTakeFirstOrThrow();
    expect(row.heights.equals(heights)).toBe(true);
  });

  it("are read by PostGIS as the geometries they are", async () => {
    const hole: MultiPolygon = {
      type: "MultiPolygon",
      coordinates: [
        [
          [
            [0, 0],
            [4, 0],
            [4, 4],
            [0, 0],
          ],
          [
            [2, 1],
            [3, 1],
            [3, 2],
            [2, 1],
          ],
        ],
        [
          [
            [9, 9],
            [8, 9],
            [8, 8],
            [9, 9],
          ],
        ],
      ],
    };
    const { rows } = await sql<{ json: string; srid: number; geom: string }>`
      select st_asgeojson(g) as json, st_srid(g) as srid, g as geom from (select ${toHex(hole)}::geometry as g) as one`.execute(
      database.db,
    );
    expect(JSON.parse(rows[0]?.json ?? "")).toMatchObject(hole);
    expect(rows[0]?.srid).toBe(4326);
    expect(fromHex(rows[0]?.geom ?? "")).toEqual(hole);
  });

  it("of an import are deleted, all of them and no others", async () => {
    const { db } = database;
    const [gone, kept] = [await newImport(db, { rows: 7_000 }), await newImport(db, { rows: 7_000 })];
    await deleteImportRows(db, gone);
    expect(await gatesByImport(db)).toEqual({ [kept]: 7_000 });
  });

  it("without a column are refused", async () => {
    const row = { import_id: 1, node_id: undefined, kind: "gate", foot: 1, bicycle: 1 };
    const types = {
      import_id: "integer",
      node_id: "bigint",
      kind: "text",
      foot: "smallint",
      bicycle: "smallint",
    } as const;
    await expect(insertRows(database.db, "gates", types, [row])).rejects.toThrow('A row has no column "node_id"');
  });
});
