/** The thread that draws the base map: the same tiles as without it, none for whom nobody waits, and a sentence when it ends. */
import { afterEach, expect, test } from "vitest";
import { BaseTiles } from "../server/base-tiles.ts";
import { WorkerEnded } from "../server/pool.ts";
import { encodeTile } from "../server/tiles.ts";
import { baseLayers } from "../server/tiles-base.ts";
import { describeOnDatabases } from "./databases.ts";
import { storeTown } from "./town-in-database.ts";

const NEVER = new AbortController().signal;
/** The town lies where the equator meets the prime meridian. */
const ADDRESSES = [8, 13, 15].flatMap((z) =>
  [-1, 0].flatMap((x) => [-1, 0].map((y) => ({ z, x: 2 ** (z - 1) + x, y: 2 ** (z - 1) + y }))),
);
/** One that holds streets. */
const [TOWN] = ADDRESSES.filter(({ z, x, y }) => z === 13 && x === 4096 && y === 4095);

describeOnDatabases("base tiles", (connect) => {
  let tiles: BaseTiles | undefined;
  afterEach(() => tiles?.close());
  const begin = async () => {
    const { db, address } = await connect();
    await storeTown(db);
    tiles = new BaseTiles(address);
    return { db, tiles };
  };

  test("are those that this thread draws, however many are asked for at once", async () => {
    const { db, tiles } = await begin();
    const drawn = await Promise.all(ADDRESSES.map((address) => tiles.tile(address, NEVER)));
    const bytes = drawn.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeGreaterThan(1_000);
    for (const [i, address] of ADDRESSES.entries()) {
      expect(Buffer.from(drawn[i]).equals(encodeTile(address, await baseLayers(db, address)))).toBe(true);
    }
  });

  test("are not begun for who has gone", async () => {
    const { tiles } = await begin();
    const gone = new AbortController();
    const first = ADDRESSES.map((address) => tiles.tile(address, gone.signal).catch((error: Error) => error.message));
    const last = tiles.tile(TOWN, NEVER);
    gone.abort(new Error("gone"));
    expect(new Set(await Promise.all(first))).toEqual(new Set(["gone"]));
    expect((await last).length).toBeGreaterThan(0);
    await expect(tiles.tile(TOWN, AbortSignal.abort(new Error("gone before")))).rejects.toThrow("gone before");
  });

  test("fail with a sentence when the server closes", async () => {
    const { tiles } = await begin();
    const open = ADDRESSES.map((address) => expect(tiles.tile(address, NEVER)).rejects.toThrow(WorkerEnded));
    await tiles.close();
    await Promise.all(open);
    await expect(tiles.tile(TOWN, NEVER)).rejects.toThrow("closing");
  });

  test("say what the database says", async () => {
    const { db, tiles } = await begin();
    await db.schema.dropTable("features").cascade().execute();
    await expect(tiles.tile(TOWN, NEVER)).rejects.toThrow('relation "features" does not exist');
  });
});
