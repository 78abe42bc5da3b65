/** After a statement that fails, each answer still belongs to its own question. */
import { type Kysely, sql } from "kysely";
import { beforeAll, expect, test } from "vitest";
import type { Database } from "../../server/database/rows.ts";
import { describeOnDatabases } from "../databases.ts";

const echo = async (db: Kysely<Database>, value: number) =>
  (await sql<{ value: number }>`select ${value}::integer as value`.execute(db)).rows[0]?.value;

describeOnDatabases("errors of statements", (connect) => {
  let db: Kysely<Database>;
  beforeAll(async () => {
    ({ db } = await connect());
  });

  test.each([
    ["in parsing", sql`select nope, ${1}::integer`],
    ["in a parameter", sql`select ${"99999999999999"}::integer`],
    ["while running", sql`select 1 / ${0}::integer`],
    ["without parameters", sql`select 1 / 0`],
  ])("an error %s shifts no later answer", async (_, failing) => {
    for (let round = 0; round < 3; round++) {
      await expect(failing.execute(db)).rejects.toThrow();
      const values = [round, round + 10, round + 20];
      expect(await Promise.all(values.map((value) => echo(db, value)))).toEqual(values);
      for (const value of values) expect(await echo(db, value)).toBe(value);
    }
  });

  test("an error inside a transaction rolls it back, and the next one is whole", async () => {
    const failing = db.transaction().execute(async (trx) => {
      await sql`insert into sources (name, kind, import_id) values (${"lost"}, 'streets', ${-1})`.execute(trx);
    });
    await expect(failing).rejects.toThrow();
    expect(await echo(db, 7)).toBe(7);
    expect((await db.selectFrom("sources").selectAll().execute()).length).toBe(0);
  });
});
