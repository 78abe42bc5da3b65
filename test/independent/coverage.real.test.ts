/**
 * The product against the independent slow program of this folder, on real streets and people, from the files through the
 * database to the answers of the API: every minute within a second, and nobody covered by the one and not by the other
 * unless the walk ends within a second of the cutoff. Such cells are printed.
 */
import { readFileSync } from "node:fs";
import type { FastifyInstance } from "fastify";
import { cellToLatLng } from "h3-js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Catchments, Coverage, ImportRequest, Times } from "../../server/api/messages.ts";
import { buildApp } from "../../server/app.ts";
import { ImportJobs } from "../../server/import/jobs.ts";
import { runImport } from "../../server/import/run.ts";
import { LiveTerritory } from "../../server/live.ts";
import { SitingJobs } from "../../server/siting-jobs.ts";
import { plainQuestion } from "../../server/standard.ts";
import { describeOnDatabases } from "../databases.ts";
import { realFile } from "../network/extract.ts";
import { type Place, SlowCity } from "./slow-city.ts";

const METRES_PER_MINUTE = 4_000 / 60;
const SECOND = 1 / 60;
const CUTOFF_MINUTES = 15;
const LINK_METRES = { home: 500, facility: 350 } as const;
/** The longest cutoff that the product offers: the slow program looks no farther. */
const LIMIT_MINUTES = 60;

interface Cell {
  readonly id: string;
  readonly people: number;
  /** By the slow program, to each facility; Infinity beyond the limit. */
  readonly minutes: readonly number[];
}

/** Porto Alegre by the slow program; facilities by their name in the file. */
const portoAlegre = once(() => {
  const city = new SlowCity(realFile("porto-alegre", "streets.osm.pbf"));
  const facilities = readTable("porto-alegre", "places.csv").map(({ id, lon, lat }) => {
    return { name: id, place: city.link(Number(lon), Number(lat), LINK_METRES.facility) };
  });
  const places = facilities.map(({ place }) => place);
  const cells = readTable("porto-alegre", "hexgrid.csv").map(({ id, population }): Cell => {
    const [lat, lon] = cellToLatLng(id);
    const metres = city.walks(city.link(lon, lat, LINK_METRES.home), places, LIMIT_MINUTES * METRES_PER_MINUTE);
    return { id, people: Number(population), minutes: metres.map((each) => each / METRES_PER_MINUTE) };
  });
  return { facilities, cells };
});

/**
 * Walks between seeded random points of Chiang Mai by the slow program, in minutes; every other point lies near a private
 * way or behind a gate, and two walks of five end on one. Points that no street reaches stand apart.
 */
const chiangMai = once(() => {
  const city = new SlowCity(realFile("chiang-mai", "streets.osm.pbf"));
  const random = seeded(15);
  const [west, south, east, north] = [98.9475, 18.7824, 98.9786, 18.8135];
  const behind = city.segments.filter(({ isPrivate }) => isPrivate).map(({ a }) => [city.lon[a], city.lat[a]]);
  const points = Array.from({ length: 330 }, (_, i) => {
    if (i % 2 === 0) return { lon: west + random() * (east - west), lat: south + random() * (north - south) };
    // Up to some 50 m from it.
    const [lon, lat] = behind[Math.floor(random() * behind.length)];
    return { lon: lon + (random() - 0.5) * 0.001, lat: lat + (random() - 0.5) * 0.001 };
  });
  const linked: { point: (typeof points)[number]; place: Place }[] = [];
  const off: typeof points = [];
  for (const point of points) {
    const place = city.link(point.lon, point.lat, LINK_METRES.home);
    if (place === null) off.push(point);
    else linked.push({ point, place });
  }
  const isPrivate = ({ place }: { place: Place }) => place.segment.isPrivate;
  const to = [...linked.filter(isPrivate).slice(0, 2), ...linked.filter((each) => !isPrivate(each)).slice(0, 3)];
  const from = linked.filter((each) => !to.includes(each)).slice(0, 300);
  const places = to.map(({ place }) => place);
  return {
    off,
    from: from.map(({ point }) => point),
    to: to.map(({ point }) => point),
    fromPrivate: from.filter(isPrivate).length,
    minutes: from.map(({ place }) => city.walks(place, places).map((metres) => metres / METRES_PER_MINUTE)),
  };
});

describeOnDatabases("an independent slow program agrees", (connect) => {
  describe("on Porto Alegre", () => {
    let product: Product;
    beforeAll(async () => {
      product = await startProduct(connect, [
        { file: realFile("porto-alegre", "streets.osm.pbf") },
        { file: realFile("porto-alegre", "hexgrid.csv"), kind: "people", columns: ["population"] },
        {
          file: realFile("porto-alegre", "places.csv"),
          kind: "facilities",
          facilityKind: "employment-service-station",
        },
      ]);
    });
    afterAll(() => product.close());

    test("cell by cell on the minutes to the nearest facility, and on who is covered", async () => {
      const { facilities, cells } = portoAlegre();
      const { territory } = product.live;
      const nearest = product.live.plan.nearest(plainQuestion());
      const rowOf = new Map(territory.demand.id.map((id, row) => [id, row]));
      expect(territory.demand.count).toBe(cells.length);

      const near: string[] = [];
      const wrong: string[] = [];
      let people = 0;
      let peopleCovered = 0;
      for (const { id, people: inCell, minutes } of cells) {
        const row = rowOf.get(id) ?? -1;
        const slow = Math.min(...minutes);
        const fast = minutesOf(nearest.cost[row]);
        const facility = facilities.findIndex(({ name }) => name === territory.facilities.name[nearest.facility[row]]);
        const told = `${id} (${inCell} people): slow ${slow.toFixed(3)} min, product ${fast.toFixed(3)} min`;
        expect(territory.demand.people[row], id).toBe(inCell);
        people += inCell;
        if (fast <= CUTOFF_MINUTES) peopleCovered += inCell;
        if (!isSame(slow, fast, LIMIT_MINUTES)) wrong.push(told);
        // Whichever the product calls the nearest is as near as the nearest of the slow program.
        else if (slow < Infinity && !isSame(minutes[facility], slow, LIMIT_MINUTES)) wrong.push(`${told}, facility`);
        if (Math.abs(slow - CUTOFF_MINUTES) <= SECOND || Math.abs(fast - CUTOFF_MINUTES) <= SECOND) near.push(told);
        else if (slow <= CUTOFF_MINUTES !== fast <= CUTOFF_MINUTES) wrong.push(`${told}, covered by one only`);
      }
      print(`within a second of ${CUTOFF_MINUTES} minutes`, near);
      expect(wrong).toEqual([]);

      const coverage = await product.ask<Coverage>("GET", `/api/coverage?cutoffMinutes=${CUTOFF_MINUTES}`);
      expect(coverage.total).toMatchObject({ people, peopleCovered, facilities: facilities.length });
      expect(people).toBe(812_935);
      const byMinute = coverage.peopleByMinute.reduce((sum, each) => sum + each, 0);
      expect(byMinute + coverage.peopleUnreached).toBe(people);
      const inTime = coverage.peopleByMinute.slice(0, CUTOFF_MINUTES).reduce((sum, each) => sum + each, 0);
      expect(inTime).toBe(peopleCovered);
    });

    test("on the cells of each catchment at 5, 10 and 15 minutes", async () => {
      const { facilities, cells } = portoAlegre();
      const { id: ids, name: names } = product.live.territory.facilities;
      const { features } = await product.ask<Catchments>("POST", "/api/catchments", {
        facilityIds: [...ids],
        cutoffMinutes: [5, 10, 15],
        geometry: false,
        cells: true,
      });
      expect(features.length).toBe(3 * facilities.length);
      const near: string[] = [];
      for (const { properties } of features) {
        const { cutoffMinutes } = properties;
        const name = names[ids.indexOf(properties.facilityId ?? -1)];
        const column = facilities.findIndex((facility) => facility.name === name);
        const reached = new Map(properties.cells?.map((cell) => [cell.id, cell]));
        expect(properties.demandPoints).toBe(reached.size);
        let people = 0;
        for (const cell of cells) {
          const slow = cell.minutes[column];
          const found = reached.get(cell.id);
          const told = `${name}, ${cutoffMinutes} min, ${cell.id}: slow ${slow.toFixed(3)} min`;
          if (found !== undefined) {
            expect(Math.abs(found.minutes - slow), told).toBeLessThan(SECOND);
            expect(found.minutes).toBeLessThanOrEqual(cutoffMinutes);
            expect(found.people).toBe(cell.people);
            people += cell.people;
          }
          if (Math.abs(slow - cutoffMinutes) <= SECOND) near.push(`${told}, product ${found?.minutes ?? "not"}`);
          else expect(found !== undefined, told).toBe(slow <= cutoffMinutes);
        }
        expect(properties.people).toBe(people);
      }
      print("within a second of a catchment's cutoff", near);
    });
  });

  describe("on Chiang Mai, with its private ways, gates and steps", () => {
    let product: Product;
    beforeAll(async () => {
      product = await startProduct(connect, [{ file: realFile("chiang-mai", "streets.osm.pbf") }]);
    });
    afterAll(() => product.close());

    test("on the minutes between 300 places and 5", async () => {
      const { from, to, minutes, fromPrivate } = chiangMai();
      expect([from.length, to.length]).toEqual([300, 5]);
      expect(fromPrivate).toBeGreaterThan(50);
      const times = await product.ask<Times>("POST", "/api/times", { from, to });
      const wrong = from.flatMap((point, i) =>
        to.flatMap((_, j) => {
          const fast = times.minutes[i][j] ?? Infinity;
          return isSame(minutes[i][j], fast, Infinity) ? [] : [{ point, to: j, slow: minutes[i][j], fast }];
        }),
      );
      expect(wrong).toEqual([]);
    });

    test("on the places that no street reaches", async () => {
      const { off, to } = chiangMai();
      for (const point of off) {
        const answer = await product.app.inject({ method: "POST", url: "/api/times", payload: { from: [point], to } });
        expect(answer.statusCode, JSON.stringify(point)).toBe(422);
      }
    });
  });
});

/** The same walk to within a second; beyond the limit the slow program looked no farther. */
function isSame(slow: number, fast: number, limit: number): boolean {
  if (slow === Infinity) return fast >= limit - SECOND;
  return Math.abs(slow - fast) < SECOND;
}

/** Minutes of the product's centimetres, which are -1 where there is no walk. */
function minutesOf(centimetres: number): number {
  return centimetres < 0 ? Infinity : centimetres / 100 / METRES_PER_MINUTE;
}

interface Product {
  readonly live: LiveTerritory;
  readonly app: FastifyInstance;
  ask<Answer>(method: "GET" | "POST", url: string, payload?: object): Promise<Answer>;
  close(): Promise<void>;
}

/** Imports the files and starts what answers requests, as main.ts does. */
async function startProduct(
  connect: Parameters<Parameters<typeof describeOnDatabases>[1]>[0],
  files: readonly ImportRequest[],
): Promise<Product> {
  const { db, address, kind } = await connect();
  for (const file of files) {
    const record = await runImport(db, file, { onProgress: () => undefined, signal: new AbortController().signal });
    expect(record).toMatchObject({ state: "stored", error: null, rowsRefused: 0 });
  }
  const live = new LiveTerritory(db, address);
  await live.reload();
  const imports = new ImportJobs(db, address, () => live.reload());
  const app = await buildApp({
    config: { password: null },
    database: { db, kind },
    territory: live,
    imports,
    siting: new SitingJobs(),
    token: "token",
    version: "0",
    clientFolder: null,
  });
  return {
    live,
    app,
    ask: async (method, url, payload) => {
      const answer = await app.inject({ method, url, payload });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json();
    },
    close: async () => {
      await app.close();
      await imports.close();
      await live.close();
    },
  };
}

/** Rows of a plain CSV file without quotes, by header. */
function readTable(folder: string, name: string): Record<string, string>[] {
  const [header, ...lines] = readFileSync(realFile(folder, name), "utf8").trim().split(/\r?\n/);
  const columns = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, i) => [columns[i], value])));
}

function print(title: string, lines: readonly string[]): void {
  console.log([`${lines.length} cells ${title}`, ...lines].join("\n  "));
}

/** Both databases are compared with the same slow answers, found when first asked for. */
function once<Value>(make: () => Value): () => Value {
  let made: { value: Value } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
