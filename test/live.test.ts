/** The live territory while it is rebuilt, and when it cannot be. */
import { afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { LiveTerritory } from "../server/live.ts";
import { plainQuestion } from "../server/standard.ts";
import { describeOnDatabases, type TestDatabase } from "./databases.ts";
import { empty } from "./import/files.ts";
import { storeTown } from "./town-in-database.ts";

describeOnDatabases("live territory", (connect) => {
  let database: TestDatabase;
  let db: TestDatabase["db"];
  let live: LiveTerritory;
  beforeAll(async () => {
    database = await connect();
    ({ db } = database);
  });
  beforeEach(async () => {
    await empty(db);
    live = new LiveTerritory(db, database.address);
  });
  afterEach(() => live.close());
  const covered = (of: LiveTerritory) => of.plan.coverage(plainQuestion()).total.peopleCovered;

  test("answers from the old value while the new one is built", async () => {
    await live.reload();
    expect(live).toMatchObject({ isLoading: false, territory: { version: 1, demand: { count: 0 } } });
    await storeTown(db);
    const rebuilt = live.reload();
    let turns = 0;
    const timer = setInterval(() => turns++, 5);
    expect(live.territory.version).toBe(1);
    await rebuilt;
    clearInterval(timer);
    // The event loop went on.
    expect(turns).toBeGreaterThan(3);
    expect(live.territory.version).toBe(2);
    expect(covered(live)).toBe(19);
  });

  test("calls during a rebuild share one more", async () => {
    const first = live.reload();
    await storeTown(db);
    await Promise.all([first, live.reload(), live.reload()]);
    expect(live.territory.version).toBe(2);
    expect(covered(live)).toBe(19);
  });

  test("the old territory stays when the rows contradict each other", async () => {
    await storeTown(db);
    await live.reload();
    await db.updateTable("people_groups").set({ people: 600 }).where("name", "=", "people").execute();
    await expect(live.reload()).rejects.toThrow(
      '"homes" (people of the town) held 600 people in its file, but the database gives 511: import it again.',
    );
    expect(live.territory.version).toBe(1);
    expect(covered(live)).toBe(19);
    await db.updateTable("people_groups").set({ people: 511, role: "total" }).execute();
    await expect(live.reload()).rejects.toThrow("homes");
    // Facilities can be edited all the same.
    await live.facilitiesChanged();
    expect(live.territory.version).toBe(2);
  });

  test("an edit before the first territory stands leaves it loading", async () => {
    await storeTown(db);
    await live.facilitiesChanged();
    expect(live).toMatchObject({ isLoading: true, territory: { version: 0 } });
    await live.reload();
    expect(covered(live)).toBe(19);
  });

  test("a rebuild that failed is tried again for who asked meanwhile, and says why it failed", async () => {
    await storeTown(db);
    await db.updateTable("people_groups").set({ people: 600 }).where("name", "=", "people").execute();
    const first = live.reload();
    const failed = expect(first).rejects.toThrow("The stored territory cannot be built: ");
    const second = live.reload();
    // Asked while the first one was at work, and the rows are good again by the time that it has failed.
    await first.catch(() =>
      db.updateTable("people_groups").set({ people: 511 }).where("name", "=", "people").execute(),
    );
    await failed;
    await second.catch(() => live.reload());
    expect(live.failure).toBeNull();
    expect(covered(live)).toBe(19);
  });
});
