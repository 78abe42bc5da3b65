/**
 * Row "loop": for how long each kind of request blocks the thread that hears all of them, on real territories: one with many streets and
 * homes, one with many cells, one with many areas. Everybody waits for as long as that.
 */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { realFile } from "../../test/network/extract.ts";
import { randomOf } from "../demo/random.ts";
import { dataDirWith, type File, portoAlegreFiles, portoFiles, tableFile } from "./imported.ts";
import { type Block, type Product, startProduct } from "./product.ts";
import { atMost, type Bench, bySize, type Line, type Result, type Row, single } from "./row.ts";

export const loopRow: Row = { name: "loop", title: "Longest block of the event loop by request", run };

/** Nobody waits longer than this for somebody else's request, milliseconds. */
const OWED = 50;

interface Place {
  readonly lon: number;
  readonly lat: number;
}

interface Town {
  readonly title: string;
  readonly subject: string;
  /** Corners between which places are asked for. */
  readonly from: Place;
  readonly to: Place;
  readonly files: readonly File[];
}

interface Asked {
  readonly what: string;
  readonly ask: (product: Product, run: number) => Promise<unknown>;
}

async function run(bench: Bench): Promise<Result> {
  const lines: Line[] = [];
  const notes: string[] = [];
  const runs = bySize(bench, { full: 5, quick: 3, tiny: 1 });
  for (const town of await townsOf(bench)) {
    const dataDir = mkdtempSync(join(tmpdir(), "bench-data-"));
    cpSync(await dataDirWith(bench, town.subject, town.files), dataDir, { recursive: true });
    const product = await startProduct(bench, dataDir);
    try {
      bench.say(town.title);
      const many = bySize(bench, { full: 1_000, quick: 1_000, tiny: 20 });
      const questions = questionsOf(bench, town, await placesNearStreets(product, town, many));
      const samples = new Map<string, Block[]>();
      // What has been asked once is answered from memory, so that the first run counts as much as the others.
      for (let run = 0; run < runs; run++) {
        for (const { what, ask } of questions) {
          const block = await product.watch(() => ask(product, run));
          samples.set(what, [...(samples.get(what) ?? []), block]);
        }
      }
      const longestOf = (blocks: readonly Block[], of: keyof Block) => Math.max(...blocks.map((block) => block[of]));
      const all = [...samples.values()].flat();
      lines.push({
        what: `${town.title}: longest block of the event loop by any request`,
        ours: single(longestOf(all, "wall"), "ms"),
        peer: null,
        target: atMost(OWED),
      });
      lines.push({
        what: `${town.title}: the same in processor time`,
        ours: single(longestOf(all, "processor"), "ms"),
        peer: null,
        target: null,
      });
      const told = [...samples].map(([what, blocks]) => {
        return `${what} ${longestOf(blocks, "wall").toFixed(0)} (${longestOf(blocks, "processor").toFixed(0)})`;
      });
      notes.push(
        `${town.title}, longest of ${runs} in milliseconds, in brackets in processor time: ${told.join("; ")}.`,
      );
    } finally {
      await product.stop();
      rmSync(dataDir, { recursive: true, force: true });
    }
  }
  notes.push(
    "Requests come one by one; what is told is the longest time between two turns of the event loop of the running product while one was answered, less the 2 ms of the clock. It holds the waiting for a processor that other threads and processes have; the processor time does not.",
  );
  return { lines, notes };
}

async function townsOf(bench: Bench): Promise<Town[]> {
  const stations = ({ from, to }: Pick<Town, "from" | "to">, subject: string): File => {
    const names = Array.from({ length: 40 }, (_, i) => i);
    const table = names.map((i) => {
      const { lon, lat } = between(from, to, i / 40, ((7 * i) % 40) / 40);
      return `Station ${i},employment-service-station,${lon.toFixed(6)},${lat.toFixed(6)}`;
    });
    const file = tableFile(bench, `${subject}-stations.csv`, ["name,kind,lon,lat", ...table]);
    return { file, kind: "facilities", name: "stations" };
  };
  if (bench.size === "tiny") {
    const grid = { from: { lon: -8, lat: 41 }, to: { lon: -7.982, lat: 41.013 } };
    const files = [...(await portoFiles(bench)), stations(grid, "grid")];
    return [{ ...grid, title: "A grid of streets", subject: "grid-loop", files }];
  }
  const porto = { from: { lon: -8.67, lat: 41.14 }, to: { lon: -8.56, lat: 41.18 } };
  const alegre = { from: { lon: -51.23, lat: -30.06 }, to: { lon: -51.19, lat: -30.02 } };
  const singapore = { from: { lon: 103.848, lat: 1.276 }, to: { lon: 103.862, lat: 1.29 } };
  const people = { kind: "people", role: "total", label: "people", name: "people" } as const;
  return [
    {
      ...porto,
      title: "Porto",
      subject: "porto-loop",
      files: [...(await portoFiles(bench)), stations(porto, "porto")],
    },
    {
      ...alegre,
      title: "Porto Alegre",
      subject: "porto-alegre-loop",
      files: [...portoAlegreFiles(), stations(alegre, "porto-alegre")],
    },
    {
      ...singapore,
      title: "Singapore",
      subject: "singapore-loop",
      files: [
        { file: realFile("singapore", "bayfront.osm.pbf"), kind: "streets", name: "streets" },
        { ...people, file: realFile("singapore", "population.tif") },
        { file: realFile("singapore", "subzones.geojson"), kind: "areas", level: "township", name: "areas" },
        stations(singapore, "singapore"),
      ],
    },
  ];
}

/** Each kind of request, the heaviest that the API takes of it. */
function questionsOf(bench: Bench, { files }: Town, places: readonly Place[]): Asked[] {
  const get = (path: string): Asked => ({ what: path, ask: ({ url }) => fetched(`${url}${path}`) });
  const post = (what: string, path: string, body: object): Asked => {
    return { what, ask: ({ url }) => sent(`${url}${path}`, "POST", JSON.stringify(body)) };
  };
  const many = places.length;
  const side = bySize(bench, { full: 500, quick: 300, tiny: 10 });
  const [centre] = places;
  return [
    ...[
      "health",
      "territory",
      "areas",
      "settlements",
      "sources",
      "facilities",
      "imports",
      "standards",
      "place-kinds",
      "openapi.json",
    ].map((name) => get(`/api/${name}`)),
    { what: "coverage", ask: ({ url }, run) => fetched(`${url}/api/coverage?cutoffMinutes=${5 + run}`) },
    { what: "gaps", ask: ({ url }, run) => fetched(`${url}/api/gaps?limit=10000&cutoffMinutes=${5 + run}`) },
    get(`/api/walk?lon=${centre.lon}&lat=${centre.lat}`),
    post("catchment, plain", "/api/catchments", { points: [centre], geometry: false, cutoffMinutes: [60] }),
    post("catchment with polygon and cells", "/api/catchments", { points: [centre], cells: true, cutoffMinutes: [60] }),
    post(`${many} catchments`, "/api/catchments", { points: places, geometry: false }),
    post(`${many / 10} catchments with polygons and cells`, "/api/catchments", {
      points: places.slice(0, many / 10),
      cutoffMinutes: [5, 10, 15],
      cells: true,
    }),
    post(`${side} × ${side} times`, "/api/times", { from: places.slice(0, side), to: places.slice(-side) }),
    { what: "a wrong body of 300 kB", ask: ({ url }) => sent(`${url}/api/times`, "POST", wrongBody(), 400) },
    ...[8, 10, 11, 12, 13, 14, 15].flatMap((z) =>
      ["base", "cells"].map((layer) => ({
        what: `${layer} tile, zoom ${z}`,
        ask: ({ url }: Product, run: number) => fetched(`${url}${tileAt(layer, z, places[run])}`),
      })),
    ),
    ...["areas", "settlements"].map((layer) => get(tileAt(layer, 11, centre))),
    {
      what: "adding a facility",
      ask: async ({ url }, run) => {
        const { lon, lat } = places[run];
        const body = { name: `New ${run}`, kind: "service-window", lon, lat, acceptFarFromStreet: true };
        const response = await sent(`${url}/api/facilities`, "POST", JSON.stringify(body), 201);
        const { id } = (await response.json()) as { id: number };
        await sent(`${url}/api/facilities/${id}`, "PATCH", JSON.stringify({ name: `Newer ${run}` }));
        await sent(`${url}/api/facilities/${id}`, "DELETE", null, 204);
      },
    },
    {
      what: "a correction of city and countryside",
      ask: async ({ url }) => {
        const { areas } = (await (await fetch(`${url}/api/areas`)).json()) as { areas: { code: string }[] };
        if (areas.length === 0) return;
        const path = `${url}/api/place-kinds/${encodeURIComponent(areas[0].code)}`;
        await sent(path, "PUT", JSON.stringify({ kind: "countryside" }));
        await sent(path, "DELETE", null, 204);
      },
    },
    {
      what: "an import and the new territory",
      ask: (product, run) => (run < 2 ? product.import(files[files.length - 1]) : Promise.resolve()),
    },
  ];
}

/** Seeded places from which streets can be walked to, the product says. */
async function placesNearStreets({ url }: Product, { from, to }: Town, count: number): Promise<Place[]> {
  const random = randomOf("bench/loop");
  const places: Place[] = [];
  while (places.length < count) {
    const place = between(from, to, random(), random());
    const body = JSON.stringify({ points: [place], geometry: false, cutoffMinutes: [1] });
    const headers = { "content-type": "application/json" };
    const response = await fetch(`${url}/api/catchments`, { method: "POST", body, headers });
    await response.arrayBuffer();
    if (response.ok) places.push(place);
  }
  return places;
}

async function fetched(url: string): Promise<void> {
  const response = await fetch(url);
  await response.arrayBuffer();
  if (!response.ok) throw new Error(`${url} was answered with ${response.status}.`);
}

async function sent(url: string, method: string, body: string | null, expected = 200): Promise<Response> {
  const headers: Record<string, string> = body === null ? {} : { "content-type": "application/json" };
  const response = await fetch(url, { method, body, headers });
  const text = await response.text();
  if (response.status !== expected) throw new Error(`${method} ${url} was answered with ${response.status}: ${text}`);
  return new Response(text === "" ? null : text);
}

/** As large as the server takes, and wrong in every field. */
function wrongBody(): string {
  const wrong = { lon: "east", lat: 91, height: 3 };
  return JSON.stringify({ from: Array.from({ length: 6_600 }, () => wrong), to: 7 });
}

function tileAt(layer: string, z: number, { lon, lat }: Place): string {
  const x = Math.floor(((lon + 180) / 360) * 2 ** z);
  const latitude = (lat * Math.PI) / 180;
  const y = Math.floor(((1 - Math.asinh(Math.tan(latitude)) / Math.PI) / 2) * 2 ** z);
  return `/api/tiles/${layer}/${z}/${x}/${y}`;
}

function between(from: Place, to: Place, east: number, north: number): Place {
  return { lon: from.lon + east * (to.lon - from.lon), lat: from.lat + north * (to.lat - from.lat) };
}
