/**
 * The peer Valhalla, from npm with its prebuilt programs, installed into the bench's cache; its tiles are built of the same
 * extract. It walks at the asked speed, with every penalty and preference switched off, so that its costs are times.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import type { MultiPolygon, Polygon } from "geojson";
import { hashOf } from "./hash.ts";
import { type Bench, PeerMissing } from "./row.ts";

const PACKAGE = "@valhallajs/valhallajs";
const VERSION = "3.6.1";

export interface LonLat {
  readonly lon: number;
  readonly lat: number;
}

/** Seconds and kilometres between two places, null where Valhalla finds no walk. */
export interface MatrixCell {
  readonly time: number | null;
  readonly distance: number | null;
}

export interface Valhalla {
  readonly version: string;
  /** The isochrone call as its JSON text. */
  isochroneText(from: LonLat, minutes: number, walkingSpeedKmh: number): Promise<string>;
  /** The matrix call as its JSON text. */
  matrixText(from: LonLat, to: readonly LonLat[], walkingSpeedKmh: number): Promise<string>;
  matrix(from: LonLat, to: readonly LonLat[], walkingSpeedKmh: number): Promise<MatrixCell[]>;
  /** Where it joins a place to its own streets. */
  locate(place: LonLat): Promise<LonLat | null>;
}

/** The rings of an isochrone answer. */
export function polygonOf(text: string): Polygon | MultiPolygon {
  return (JSON.parse(text) as { features: { geometry: Polygon | MultiPolygon }[] }).features[0].geometry;
}

/** What is used of the package. */
interface Package {
  readonly VALHALLA_VERSION: string;
  getConfig(options: { tileDir: string; tileExtract: string }): Promise<Config>;
  readonly Actor: new (config: Config) => Actor;
}
interface Config {
  mjolnir: Record<string, unknown>;
  service_limits: { pedestrian: Record<string, number>; max_reachability?: number };
}
type Actor = Readonly<Record<"isochrone" | "matrix" | "locate", (query: string) => Promise<string>>>;

/** Nothing that makes a street more or less pleasant, and no ferries. */
const WITHOUT_PENALTIES = {
  walkway_factor: 1,
  sidewalk_factor: 1,
  alley_factor: 1,
  driveway_factor: 1,
  step_penalty: 0,
  elevator_penalty: 0,
  service_penalty: 0,
  service_factor: 1,
  gate_penalty: 0,
  gate_cost: 0,
  destination_only_penalty: 0,
  private_access_penalty: 0,
  maneuver_penalty: 0,
  alley_penalty: 0,
  use_ferry: 0,
  use_living_streets: 0.5,
  use_hills: 0.5,
  max_hiking_difficulty: 6,
};

/** @throws PeerMissing when the package cannot be installed or its programs do not run here */
export async function openValhalla(bench: Bench, file: string): Promise<Valhalla> {
  const folder = installed(bench);
  const { VALHALLA_VERSION, getConfig, Actor } = createRequire(import.meta.url)(folder) as Package;
  const tileDir = tileFolder(bench, file);
  const config = await getConfig({ tileDir, tileExtract: join(tileDir, "none.tar") }).catch((error: Error) => {
    throw new PeerMissing(`its script for settings needs Python 3 (${error.message})`);
  });
  delete config.mjolnir.tile_extract;
  config.service_limits.pedestrian.max_matrix_location_pairs = 1_000_000;
  if (!existsSync(tileDir)) buildTiles(bench, { folder, config, tileDir, file });
  const actor = new Actor(config);
  const costing = (walkingSpeedKmh: number) => {
    const pedestrian = { ...WITHOUT_PENALTIES, walking_speed: walkingSpeedKmh };
    return { costing: "pedestrian", costing_options: { pedestrian } };
  };
  const matrixText: Valhalla["matrixText"] = (from, to, speed) =>
    actor.matrix(JSON.stringify({ sources: [from], targets: to, ...costing(speed) }));
  return {
    version: VALHALLA_VERSION,
    isochroneText: (from, minutes, speed) =>
      actor.isochrone(
        JSON.stringify({ locations: [from], contours: [{ time: minutes }], polygons: true, ...costing(speed) }),
      ),
    matrixText,
    matrix: async (from, to, speed) => {
      const answer = JSON.parse(await matrixText(from, to, speed)) as { sources_to_targets: MatrixCell[][] };
      return answer.sources_to_targets[0];
    },
    locate: async (place) => {
      const text = await actor.locate(JSON.stringify({ locations: [place], costing: "pedestrian", verbose: false }));
      const [{ edges }] = JSON.parse(text) as { edges: { correlated_lon: number; correlated_lat: number }[] | null }[];
      return edges?.[0] ? { lon: edges[0].correlated_lon, lat: edges[0].correlated_lat } : null;
    },
  };
}

function installed({ cache, say }: Bench): string {
  const prefix = join(cache, "valhalla");
  const folder = join(prefix, "node_modules", ...PACKAGE.split("/"));
  if (!existsSync(folder)) {
    say(`Installing ${PACKAGE} ${VERSION} into the bench's cache …`);
    mkdirSync(prefix, { recursive: true });
    const argv = ["install", "--no-save", "--no-audit", "--no-fund", "--prefix", prefix, `${PACKAGE}@${VERSION}`];
    const { status, stderr } = spawnSync("npm", argv, { encoding: "utf8", cwd: prefix });
    if (status !== 0 || !existsSync(folder)) {
      rmSync(folder, { recursive: true, force: true });
      throw new PeerMissing(`npm cannot install ${PACKAGE}@${VERSION} (${lastLine(stderr ?? "npm is missing")})`);
    }
  }
  return folder;
}

/** Tiles belong to one extract and one version. */
function tileFolder({ cache }: Bench, file: string): string {
  return join(cache, `valhalla-tiles-${hashOf([VERSION, readFileSync(file)])}`);
}

interface TilesToBuild {
  folder: string;
  config: Config;
  tileDir: string;
  file: string;
}

function buildTiles({ say }: Bench, { folder, config, tileDir, file }: TilesToBuild): void {
  say("Building Valhalla's tiles …");
  const draft = `${tileDir}.building`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  const settings = join(draft, "config.json");
  writeFileSync(settings, JSON.stringify({ ...config, mjolnir: { ...config.mjolnir, tile_dir: draft } }));
  const program = join(folder, "bin", "valhalla-cli.js");
  const { status, stderr } = spawnSync(process.execPath, [program, "build_tiles", "-c", settings, file], {
    encoding: "utf8",
    cwd: draft,
  });
  if (status !== 0) {
    throw new PeerMissing(`its tiles cannot be built here (${lastLine(stderr)})`);
  }
  renameSync(draft, tileDir);
}

function lastLine(text: string): string {
  return text.trim().split("\n").pop()?.trim() || "without a message";
}
