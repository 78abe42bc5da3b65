import { beforeAll, expect, it } from "vitest";
import { migrate } from "../../server/database/migrate.ts";
import { cleanUp, deleteReplacedRows, makeCurrent } from "../../server/database/sources.ts";
import { describeOnDatabases, type TestDatabase } from "../databases.ts";
import { currentImports, gatesByImport, newImport } from "./new-import.ts";

describeOnDatabases("sources", (connect) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await connect();
  });

  it("are there only with the schema of this version, once", async () => {
    expect(await migrate(database.db)).toEqual([]);
  });

  it("show the rows of their last import, and nothing of one that was cut short", async () => {
    const { db } = database;
    const first = await newImport(db, { source: "town", rows: 3, current: true });
    expect(await currentImports(db)).toEqual([first]);
    const second = await newImport(db, { source: "town", rows: 4 });
    const cut = await newImport(db, { source: "valley", rows: 5 });
    expect(await currentImports(db)).toEqual([first]);
    expect(await db.transaction().execute((trx) => makeCurrent(trx, second))).toBe(first);
    expect(await currentImports(db)).toEqual([second]);

    await deleteReplacedRows(db);
    expect(await gatesByImport(db)).toEqual({ [second]: 4, [cut]: 5 });
    expect(await cleanUp(db)).toEqual(["valley"]);
    expect(await gatesByImport(db)).toEqual({ [second]: 4 });
    const record = await db.selectFrom("imports").selectAll().where("id", "=", cut).executeTakeFirstOrThrow();
    expect(record).toMatchObject({ state: "stopped", error: "the program ended during this import" });

    const tooLate = db.transaction().execute((trx) => makeCurrent(trx, cut));
    await expect(tooLate).rejects.toThrow("was ended by another program");
    expect(await currentImports(db)).toEqual([second]);
  });

  it("stay as they are when the transaction that would swap them fails", async () => {
    const { db } = database;
    const before = await currentImports(db);
    const next = await newImport(db, { source: "town", rows: 1 });
    const swap = db.transaction().execute(async (trx) => {
      await makeCurrent(trx, next);
      throw new Error("a facility cannot be stored");
    });
    await expect(swap).rejects.toThrow("a facility cannot be stored");
    expect(await currentImports(db)).toEqual(before);
  });
});
