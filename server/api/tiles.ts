/** The map's vector tiles, of the present state and of scenarios, kept in memory for as long as the territory stays. */
import { createHash, randomUUID } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { Static } from "typebox";
import type { Plan } from "../plan.ts";
import type { Situation, TileQuestion } from "../pool.ts";
import { PLAIN_ID, type Question, speedOfTotal } from "../standard.ts";
import { areaLayers, encodeTile, settlementLayers, tileBounds } from "../tiles.ts";
import { cellLayers } from "../tiles-cells.ts";
import { goneSignal } from "./answers.ts";
import { TileParams, TileQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, problems } from "./problem.ts";
import { askedOf } from "./question.ts";
import type { Change } from "./scenario-messages.ts";
import { situationOf } from "./situation.ts";

type Params = Static<typeof TileParams>;
type Query = Static<typeof TileQuery>;

interface Tile {
  readonly zipped: Buffer;
  readonly etag: string;
}

/** All tiles of a city at the zooms of a working day. */
const MOST_CACHE_BYTES = 64 * 1024 * 1024;
/** An empty tile still costs its key. */
const ENTRY_BYTES = 200;

const zip = promisify(gzip);
const unzip = promisify(gunzip);

export function tileRoutes(app: App, parts: Parts): void {
  const tiles = new TileCache();
  // Versions begin again when the server does, so a browser must not take an older server's tile for this one's.
  const run = randomUUID();

  const make = (
    situation: Situation,
    { layer, ...address }: Params,
    what: Pick<TileQuestion, "asked" | "withReasons" | "compareWith">,
    signal: AbortSignal,
  ): Promise<Uint8Array> => {
    const { pool, baseTiles } = parts.territory;
    if (layer === "base") return baseTiles.tile(address, signal);
    return pool.ask(situation, "tile", { layer, ...address, ...what }, signal);
  };

  const answer = async (
    { params, query, headers }: FastifyRequest<{ Params: Params; Querystring: Query }>,
    reply: FastifyReply,
  ) => {
    checkAddress(params);
    const { version: _, reasons: withReasons = false, compareWith: other, ...fields } = query;
    const { situation, asked } = await askedOf(parts, params.layer === "cells" ? fields : {});
    const { version } = situation.territory;
    const compareWith = params.layer === "cells" ? await changesOfPlan(parts, other) : null;
    const what = { asked, withReasons, compareWith };
    const shown = params.layer === "cells" ? whatCellsShow(situation, what) : "";
    const key = [params.layer, params.z, params.x, params.y, shown].join("/");
    const tile = await tiles.get(version, key, goneSignal(reply), async (signal) => {
      const zipped = await zip(await make(situation, params, what, signal));
      const hash = createHash("sha256").update(`${run} ${version} ${key}`).digest("base64url").slice(0, 22);
      return { zipped, etag: `"${hash}"` };
    });
    reply.headers({ etag: tile.etag, "cache-control": "private, no-cache", vary: "accept-encoding" });
    if (headers["if-none-match"]?.includes(tile.etag)) return reply.code(304).send();
    reply.type("application/vnd.mapbox-vector-tile");
    if (/\bgzip\b/.test(headers["accept-encoding"] ?? "")) {
      return reply.header("content-encoding", "gzip").send(tile.zipped);
    }
    return reply.send(await unzip(tile.zipped));
  };

  const schema = {
    summary: "A vector tile of the map",
    description:
      "Layers: base (source layers water, green, builtup, railway, streets, place), areas (areas, area-labels), settlements (settlements, settlement-labels), cells (cells: people, minutes on foot to the nearest facility that counts, and, where the question is more than a plain cutoff, covered: the share of people who are; with reasons=true also covered and the reason of most who are not; with compareWith also covered and before: the share who are covered there; the question matters to these only). Answers carry an ETag.",
    tags: ["map"],
    params: TileParams,
    querystring: TileQuery,
    response: {
      200: {
        description: "Vector tile, version 2",
        content: { "application/vnd.mapbox-vector-tile": { schema: { type: "string", format: "binary" } } },
      },
      ...problems(400, 401, 403, 404, 422, 503),
    },
  };
  app.get("/api/tiles/:layer/:z/:x/:y", { schema }, answer);
  app.get("/api/tiles/:layer/:z/:x/:y.mvt", { schema: { ...schema, hide: true } }, answer);
}

/** A tile of what the territory holds. */
export function tileOf(plan: Plan, { layer, asked, withReasons, compareWith, ...address }: TileQuestion): Uint8Array {
  const { territory } = plan;
  const bounds = tileBounds(address);
  switch (layer) {
    case "areas":
      return encodeTile(address, areaLayers(territory, bounds));
    case "settlements":
      return encodeTile(address, settlementLayers(territory, bounds));
    case "cells": {
      const isByCutoff = isByMinutes(asked) && !withReasons && compareWith === null;
      const served = isByCutoff ? null : plan.outcome(asked).served;
      const before = compareWith === null ? null : plan.with(compareWith).outcome(asked).served;
      const reasons = withReasons ? plan.reasons(asked).reason : null;
      const walkingSpeedKmh = speedOfTotal(asked.standard, territory);
      const layers = cellLayers(
        territory,
        { nearest: plan.nearest(asked), walkingSpeedKmh, served, reasons, before },
        { z: address.z, bounds },
      );
      // Neighbouring cells share their edges, which simplifying each alone would tear apart.
      return encodeTile(address, layers, { exact: true });
    }
  }
}

/** Whether comparing a cell's minutes with a cutoff says who is covered: then one tile serves all cutoffs. */
function isByMinutes({ standard, circumstances }: Question): boolean {
  return standard.id === PLAIN_ID && !circumstances.countCapacity;
}

/** Changes of the plan that a tile is compared with. */
async function changesOfPlan(parts: Parts, plan: string | undefined): Promise<readonly Change[] | null> {
  if (plan === undefined) return null;
  return plan === "present" ? [] : (await situationOf(parts, Number(plan))).situation.changes;
}

/** As much of the question as the cells' tile depends on, and the changes of both plans, as a short text. */
function whatCellsShow(
  { changes }: Situation,
  { asked, withReasons, compareWith }: Pick<TileQuestion, "asked" | "withReasons" | "compareWith">,
): string {
  const { walkingSpeedKmh, tiers } = asked.standard;
  const isByCutoff = isByMinutes(asked) && !withReasons && compareWith === null;
  const question = isByCutoff ? [walkingSpeedKmh, tiers.map(({ kinds }) => kinds), asked.circumstances] : asked;
  const text = JSON.stringify([question, withReasons, changes, compareWith]);
  return createHash("sha256").update(text).digest("base64url");
}

function checkAddress({ z, x, y }: Params): void {
  const most = 2 ** z - 1;
  if (x > most) throw invalidField("/x", `must be at most ${most} at zoom ${z}, got ${x}`);
  if (y > most) throw invalidField("/y", `must be at most ${most} at zoom ${z}, got ${y}`);
}

/** A tile that is asked for, and those who wait for it. */
interface Awaited {
  readonly all: AbortController;
  waiting: number;
}

/** Tiles of one version, the last asked for kept; two who ask for the same at once wait for one. */
class TileCache {
  #version = 0;
  #tiles = new Map<string, Promise<Tile>>();
  #bytes = 0;
  readonly #awaited = new WeakMap<Promise<Tile>, Awaited>();

  /** A tile that all who asked for it have gone from is not made: `make` is told by its signal. */
  get(version: number, key: string, gone: AbortSignal, make: (signal: AbortSignal) => Promise<Tile>): Promise<Tile> {
    if (version !== this.#version) {
      this.#version = version;
      this.#tiles = new Map();
      this.#bytes = 0;
    }
    const known = this.#tiles.get(key);
    const all = new AbortController();
    const tile = known ?? make(all.signal);
    const awaited = this.#awaited.get(tile) ?? { all, waiting: 0 };
    this.#awaited.set(tile, awaited);
    awaited.waiting++;
    gone.addEventListener("abort", () => {
      if (--awaited.waiting > 0) return;
      if (this.#tiles.get(key) === tile && !this.#sizes.has(tile)) this.#tiles.delete(key);
      awaited.all.abort(gone.reason);
    });
    this.#tiles.delete(key);
    this.#tiles.set(key, tile);
    if (known === undefined) this.#account(this.#tiles, key, tile);
    return tile;
  }

  /** Counts a tile when it is made, forgets it when it fails, and drops the least recently asked for. */
  #account(tiles: Map<string, Promise<Tile>>, key: string, tile: Promise<Tile>): void {
    const sizes = this.#sizes;
    tile.then(
      ({ zipped }) => {
        if (tiles !== this.#tiles) return;
        sizes.set(tile, zipped.length + ENTRY_BYTES);
        this.#bytes += zipped.length + ENTRY_BYTES;
        for (const [oldest, other] of tiles) {
          if (this.#bytes <= MOST_CACHE_BYTES) break;
          tiles.delete(oldest);
          this.#bytes -= sizes.get(other) ?? 0;
        }
      },
      () => {
        if (tiles.get(key) === tile) tiles.delete(key);
      },
    );
  }
  readonly #sizes = new WeakMap<Promise<Tile>, number>();
}
