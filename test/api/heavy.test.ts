/**
 * What takes long is not computed by the thread that hears requests, and not for a client that has gone away: each heavy route asks a
 * worker, with a signal that is aborted when the connection closes.
 */
import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { describeOnDatabases } from "../databases.ts";
import { place } from "../town.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

const places = (count: number) => Array.from({ length: count }, (_, i) => place(i * 10, 0));
const { lon, lat } = place(0, 0);

/** What a worker is asked for each heavy request. */
const HEAVY: [asked: string, method: "GET" | "POST", url: string, body?: object][] = [
  ["coverage", "GET", "/api/coverage?cutoffMinutes=7"],
  ["gaps", "GET", "/api/gaps"],
  ["areas", "GET", "/api/areas"],
  ["placeKinds", "GET", "/api/place-kinds"],
  ["settlements", "GET", "/api/settlements"],
  ["walk", "GET", `/api/walk?lon=${lon}&lat=${lat}`],
  ["tile", "GET", "/api/tiles/areas/11/1024/1023"],
  ["tile", "GET", "/api/tiles/settlements/11/1024/1023"],
  ["tile", "GET", "/api/tiles/cells/11/1024/1023"],
  ["base tile", "GET", "/api/tiles/base/11/1024/1023"],
  ["catchments", "POST", "/api/catchments", { points: places(1) }],
  ["catchments", "POST", "/api/catchments", { points: places(2), geometry: false }],
  ["catchments", "POST", "/api/catchments", { points: places(1), geometry: false, cells: true }],
  ["catchments", "POST", "/api/catchments", { points: places(1), geometry: false, cutoffMinutes: [60] }],
  ["catchments", "POST", "/api/catchments", { points: places(1), geometry: false, cutoffMinutes: [1, 2, 3, 4, 5] }],
  ["link", "POST", "/api/catchments", { points: places(21), geometry: false }],
  ["link", "POST", "/api/times", { from: places(21), to: places(1) }],
  ["times", "POST", "/api/times", { from: places(2), to: places(2) }],
];

describeOnDatabases("a heavy request", (connect) => {
  let served: Served;
  let port: number;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
    await served.app.listen({ port: 0, host: "127.0.0.1" });
    port = (served.app.server.address() as AddressInfo).port;
  });
  afterAll(() => served.close());
  afterEach(() => vi.restoreAllMocks());

  /** Workers that never answer: resolves with what the first one is asked, and the signal that it may stop. */
  const asked = () =>
    new Promise<{ what: string; signal: AbortSignal | undefined }>((resolve) => {
      const { pool, baseTiles } = served.territory;
      const never = <T>(what: string, signal: AbortSignal | undefined) => {
        resolve({ what, signal });
        return new Promise<T>((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
      };
      vi.spyOn(pool, "ask").mockImplementation((_, name, __, signal) => never(name, signal));
      vi.spyOn(pool, "askParts").mockImplementation((_, name, __, signal) => never(name, signal));
      vi.spyOn(baseTiles, "tile").mockImplementation((_, signal) => never("base tile", signal));
    });

  describe.each(HEAVY)("for %s by %s %s", (what, method, path, body) => {
    test("goes to a worker, and is cancelled when its client goes away", async () => {
      const worker = asked();
      const headers = body === undefined ? {} : { "content-type": "application/json" };
      const client = request({ host: "127.0.0.1", port, method, path, headers });
      client.on("error", () => undefined);
      client.end(body === undefined ? undefined : JSON.stringify(body));
      const { what: found, signal } = await worker;
      expect(found).toBe(what);
      expect(signal?.aborted).toBe(false);
      const gone = new Promise((resolve) => signal?.addEventListener("abort", resolve));
      client.destroy();
      await gone;
    });
  });

  test("makes no list of the territory in this thread", async () => {
    for (const [, method, path, body] of HEAVY) {
      const answer = method === "GET" ? await served.get(path) : await served.send(method, path, body);
      expect(answer.status).toBe(200);
    }
    const { id } = (await served.send("POST", "/api/facilities", { name: "New", kind: "service-window", lon, lat }))
      .body;
    expect((await served.send("POST", "/api/catchments", { facilityIds: [id], geometry: false })).status).toBe(200);
    expect((await served.send("DELETE", `/api/facilities/${id}`)).status).toBe(204);
    for (const path of ["health", "territory", "sources", "facilities"]) await served.get(`/api/${path}`);
    const { demand, areas, settlements } = served.territory.territory;
    const unmade = (value: object) =>
      Object.entries(Object.getOwnPropertyDescriptors(value)).flatMap(([name, { get }]) => (get ? [name] : []));
    expect(unmade(demand)).toEqual(["id"]);
    expect(unmade(areas)).toEqual(["code", "name", "names", "level", "geometry"]);
    expect(unmade(settlements)).toContain("geometry");
    expect((await served.send("PUT", "/api/place-kinds/1001", { kind: "countryside" })).status).toBe(200);
    expect(unmade(served.territory.territory.demand)).toEqual(["id"]);
    expect(unmade(served.territory.territory.areas)).toContain("geometry");
  });

  test("a light one is answered where it is heard", async () => {
    const { pool } = served.territory;
    const ask = vi.spyOn(pool, "ask");
    const askParts = vi.spyOn(pool, "askParts");
    const answer = await served.send("POST", "/api/catchments", { points: places(1), geometry: false });
    expect(answer.status).toBe(200);
    expect(ask).not.toHaveBeenCalled();
    expect(askParts).not.toHaveBeenCalled();
  });
});
