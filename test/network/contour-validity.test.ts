/** Outlines as the database judges them: valid by the rules of OGC, with nothing that its own repair would change. */
import { sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import { buildNetwork } from "../../server/network/build.ts";
import { reachPolygon } from "../../server/network/contour.ts";
import { createLinker } from "../../server/network/link.ts";
import { createSearch } from "../../server/network/search.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { random, randomStreets } from "./random-streets.ts";

const OUTLINES = 300;

describeOnDatabases("outlines", (connect) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connect();
  });

  test("are valid by ST_IsValid, and ST_MakeValid has nothing to mend", async () => {
    const outlines = Array.from({ length: OUTLINES }, (_, seed) => {
      const network = buildNetwork(randomStreets(seed + 2_000, seed % 5));
      const next = random(seed);
      const links = createLinker(network).linkPoint(10 + next() * 0.006, 47 + next() * 0.006, { maxMetres: 300 });
      return JSON.stringify(reachPolygon(createSearch(network).toward(links, 0, 120_000 * next())));
    });
    const { rows } = await sql<{ reason: string; rings: number; seed: number }>`
      select n::int as seed, ST_IsValidReason(g) as reason, ST_NRings(g)::int - ST_NRings(ST_MakeValid(g))::int as rings
      from unnest(${sql.val(outlines)}::text[]) with ordinality as outline (json, n),
        lateral (select ST_GeomFromGeoJSON(json) as g) as geometry
      where not ST_IsValid(g) or ST_NRings(g) <> ST_NRings(ST_MakeValid(g))`.execute(database.db);
    expect(rows).toEqual([]);
    expect(outlines.filter((outline) => outline.length > 500).length).toBeGreaterThan(100);
  });
});
