/** The thread that draws the base map: the same tiles as without it, none for whom nobody waits, and a sentence when it ends. */
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { BaseTiles } from "../server/base-tiles.ts";
import { WorkerEnded } from "../server/pool.ts";
import { encodeTile } from "../server/tiles.ts";
import { baseLayers } from "../server/tiles-base.ts";
import { describeOnDatabases, type TestDatabase } from "./databases.ts";
import { storeTown } from "./town-in-database.ts";

const NEVER = new AbortController().signal;
/** The town lies where the equator meets the prime meridian. */
const ADDRESSES = [8, 13, 15].flatMap((z) =>
  [-1, 0].flatMap((x) => [-1, 0].map((y) => ({ z, x: 2 ** (z - 1) + x, y: 2 ** (z - 1) + y }))),
);
/** One that holds streets. */
const [TOWN] = ADDRESSES.filter(({ z, x, y }) => z === 13 && x === 4096 && y === 4095);

describeOnDatabases("base tiles", (connect) => {
  let database: TestDatabase;
  let tiles: BaseTiles;
  beforeAll(async () => {
    database = await connect();
    await storeTown(database.db);
  });
  beforeEach(() => {
    tiles = new BaseTiles(database.address);
  });
  afterEach(() => tiles.close());

  test("are those that this thread draws, however many are asked for at once", async () => {
    const drawn = await Promise.all(ADDRESSES.map((address) => tiles.tile(address, NEVER)));
    const bytes = drawn.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeGreaterThan(1_000);
    for (const [i, address] of ADDRESSES.entries()) {
      expect(Buffer.from(drawn[i]).equals(encodeTile(address, await baseLayers(database.db, address)))).toBe(true);
    }
  });

  test("are not begun for who has gone", async () => {
    const gone = new AbortController();
    const first = ADDRESSES.map((address) => tiles.tile(address, gone.signal).catch((error: Error) => error.message));
    const last = tiles.tile(TOWN, NEVER);
    gone.abort(new Error("gone"));
    expect(new Set(await Promise.all(first))).toEqual(new Set(["gone"]));
    expect((await last).length).toBeGreaterThan(0);
    await expect(tiles.tile(TOWN, AbortSignal.abort(new Error("gone before")))).rejects.toThrow("gone before");
  });

  test("fail with a sentence when the server closes", async () => {
    const open = ADDRESSES.map((address) => expect(tiles.tile(address, NEVER)).rejects.toThrow(WorkerEnded));
    await tiles.close();
    await Promise.all(open);
    await expect(tiles.tile(TOWN, NEVER)).rejects.toThrow("closing");
  });

  // The last one: the table is gone.
  test("say what the database says", async () => {
    await database.db.schema.dropTable("features").cascade().execute();
    await expect(tiles.tile(TOWN, NEVER)).rejects.toThrow('relation "features" does not exist');
  });
});
