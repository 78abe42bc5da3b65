/**
 * Row "requests": how many catchments the running product answers in a second over 64 connections, with Porto imported into
 * its embedded database, on a machine that the asking process shares.
 */
import { dataDirWith, portoFiles } from "./imported.ts";
import { type Load, measureLoad } from "./load.ts";
import { startProduct } from "./product.ts";
import { atLeast, atMost, type Bench, bySize, figureOf, type Line, type Result, type Row, single } from "./row.ts";
import { loadTown, placesOnStreets } from "./town.ts";

const CONNECTIONS = 64;

export const requestsRow: Row = { name: "requests", title: "Catchments over HTTP", run };

async function run(bench: Bench): Promise<Result> {
  const dataDir = await dataDirWith(bench, "porto", await portoFiles(bench));
  const { network } = await loadTown(bench, "porto", { facilities: 0 });
  const places = placesOnStreets(network, bySize(bench, { full: 1_000, quick: 1_000, tiny: 10 }), "bench/places");
  const seconds = bySize(bench, { full: 20, quick: 4, tiny: 6 });
  const product = await startProduct(bench, dataDir);
  try {
    const { hostname: host, port } = new URL(product.url);
    const ask = (options: Readonly<Record<string, boolean>>) => {
      const bodies = Array.from(places.lon, (lon, i) =>
        JSON.stringify({ points: [{ lon, lat: places.lat[i] }], ...options }),
      );
      const warmUpSeconds = bySize(bench, { full: 3, quick: 2, tiny: 2 });
      return measureLoad({
        host,
        port: Number(port),
        path: "/api/catchments",
        bodies,
        connections: CONNECTIONS,
        warmUpSeconds,
        seconds,
      });
    };
    bench.say(`${seconds} s without geometry`);
    const plain = await ask({ geometry: false });
    bench.say(`${seconds} s with polygon and cells`);
    const rich = await ask({ geometry: true, cells: true });
    return {
      lines: [
        ...linesOf("one point, no geometry", plain, { perSecond: 3_000, p99: 50, errors: 0 }),
        ...linesOf("one point, polygon and cells", rich, null),
      ],
      notes: [
        `${CONNECTIONS} connections for ${seconds} s after a warm-up, each asking again when it has its answer; the asking process runs on the same machine. An answer has ${plain.bytesPerAnswer.toLocaleString("en")} bytes without and ${rich.bytesPerAnswer.toLocaleString("en")} with polygon and cells.${errorNote(plain)}${errorNote(rich)}`,
      ],
    };
  } finally {
    await product.stop();
  }
}

function errorNote({ errors, firstError }: Load): string {
  return errors === 0 ? "" : ` The first of ${errors} errors: ${firstError}.`;
}

function linesOf(
  what: string,
  { requestsPerSecond, latency, errors }: Load,
  owed: { perSecond: number; p99: number; errors: number } | null,
): Line[] {
  const name = `POST /api/catchments, ${what}`;
  return [
    {
      what: `${name}: requests a second`,
      ours: single(requestsPerSecond, ""),
      peer: null,
      target: owed && atLeast(owed.perSecond),
    },
    { what: `${name}: latency, p50`, ours: figureOf(latency, "p50", "ms"), peer: null, target: null },
    {
      what: `${name}: latency, p99`,
      ours: figureOf(latency, "p99", "ms"),
      peer: null,
      target: owed && atMost(owed.p99),
    },
    { what: `${name}: errors`, ours: single(errors, ""), peer: null, target: owed && atMost(owed.errors) },
  ];
}
