/**
 * The peer pgRouting, from Debian, on a server of its own that is thrown away: the walking network as its edge table, with
 * the same nodes and costs (whole centimetres, so that sums are exact on both sides) and an index on each edge's box.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Bounds } from "../../server/geo.ts";
import { degreesOf, type Network } from "../../server/network/network.ts";
import { plainArcs } from "../../test/network/plain-arcs.ts";
import { findPostgres, install, whyNotInstallable } from "../needs.ts";
import { startPostgres } from "../throw-away-postgres.ts";
import { PeerMissing } from "./row.ts";

export interface Reached {
  readonly node: number;
  readonly cost: number;
}

export interface PgRouting {
  readonly version: string;
  /** Counts what pgr_drivingDistance reaches from a node on the whole table; with a box only from the edges that touch it. */
  count(node: number, limit: number, box: Bounds | null): Promise<number>;
  /** The same from many nodes in one call, nodes counted once for each origin. */
  countAll(nodes: readonly number[], limit: number): Promise<number>;
  /** What is reached, by node. */
  reached(node: number, limit: number): Promise<Reached[]>;
  stop(): Promise<void>;
}

/** @throws PeerMissing when it is neither here nor can be installed */
export async function openPgRouting(network: Network): Promise<PgRouting> {
  const server = await startPostgres(findOrInstall());
  const client = new pg.Client({ connectionString: server.url });
  const stop = async () => {
    await client.end();
    await server.stop();
  };
  await client.connect();
  try {
    await client.query("create extension pgrouting cascade");
    const { rows } = await client.query<{ version: string }>("select pgr_version() as version");
    await loadEdges(client, network);
    return { version: rows[0].version, ...questions(client), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function findOrInstall(): string {
  const bin = findPostgres();
  if (bin === null)
    throw new PeerMissing("pgRouting needs PostgreSQL with PostGIS (apt-get install postgresql-postgis)");
  const ask = (what: string) => spawnSync(join(bin, "pg_config"), [what], { encoding: "utf8" }).stdout.trim();
  const control = join(ask("--sharedir"), "extension", "pgrouting.control");
  const name = `postgresql-${ask("--version").match(/\d+/)?.[0]}-pgrouting`;
  if (!existsSync(control)) {
    const obstacle = whyNotInstallable();
    if (obstacle !== null) throw new PeerMissing(`${name} is not installed, and ${obstacle}`);
    try {
      install([name]);
    } catch (error) {
      throw new PeerMissing(`${name} could not be installed (${error instanceof Error ? error.message : error})`);
    }
  }
  return bin;
}

/** One row for the two arcs of a street that cost the same both ways, else one for each arc. */
async function loadEdges(client: pg.Client, network: Network): Promise<void> {
  const { nodeCount, nodeLonE7, nodeLatE7 } = network;
  const { first, arcs } = plainArcs(network, false);
  const source: number[] = [];
  const target: number[] = [];
  const cost: number[] = [];
  const back: number[] = [];
  // Arcs a → b with a > b wait for their twins: "a b cost" to the rows that lack a way back.
  const waiting = new Map<string, number[]>();
  for (let a = 0; a < nodeCount; a++) {
    for (let k = 2 * first[a]; k < 2 * first[a + 1]; k += 2) {
      const [b, centimetres] = [arcs[k], arcs[k + 1]];
      const twin = waiting.get(`${b} ${a} ${centimetres}`)?.pop();
      if (twin !== undefined) {
        back[twin] = centimetres;
        continue;
      }
      const row = source.push(a) - 1;
      target.push(b);
      cost.push(centimetres);
      back.push(-1);
      const key = `${a} ${b} ${centimetres}`;
      waiting.set(key, [...(waiting.get(key) ?? []), row]);
    }
  }
  const column = (values: readonly number[], of: Int32Array) => values.map((node) => degreesOf(of[node]));
  await client.query(
    `create table edges as select row_number() over () as id, source, target, cost, reverse_cost,
       st_setsrid(st_makeline(st_makepoint(lon1, lat1), st_makepoint(lon2, lat2)), 4326) as geom
     from unnest($1::int[], $2::int[], $3::float8[], $4::float8[], $5::float8[], $6::float8[], $7::float8[], $8::float8[])
       as t(source, target, cost, reverse_cost, lon1, lat1, lon2, lat2)`,
    [
      source,
      target,
      cost,
      back,
      column(source, nodeLonE7),
      column(source, nodeLatE7),
      column(target, nodeLonE7),
      column(target, nodeLatE7),
    ],
  );
  await client.query("create index on edges using gist (geom)");
  await client.query("vacuum analyze edges");
}

const EDGES = "select id, source, target, cost, reverse_cost from edges";

function questions(client: pg.Client): Pick<PgRouting, "count" | "countAll" | "reached"> {
  const edgesIn = (box: Bounds | null) =>
    box === null ? EDGES : `${EDGES} where geom && st_makeenvelope(${box.join(", ")}, 4326)`;
  const ask = async (edges: string, nodes: string, value: unknown, limit: number): Promise<number> => {
    const { rows } = await client.query<{ count: number }>({
      text: `select count(*)::int as count from pgr_drivingDistance($1, ${nodes}, $3::float8, true)`,
      values: [edges, value, limit],
    });
    return rows[0].count;
  };
  return {
    count: (node, limit, box) => ask(edgesIn(box), "$2::bigint", node, limit),
    countAll: (nodes, limit) => ask(EDGES, "$2::bigint[]", nodes, limit),
    reached: async (node, limit) => {
      const { rows } = await client.query<{ node: string; cost: number }>(
        "select node, agg_cost as cost from pgr_drivingDistance($1, $2::bigint, $3::float8, true)",
        [EDGES, node, limit],
      );
      return rows.map((row) => ({ node: Number(row.node), cost: row.cost }));
    },
  };
}
