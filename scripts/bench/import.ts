/**
 * Row "import": from a file of streets to a network that answers questions, as a user of `npm run import` meets it: the running
 * product with an empty embedded database, until its territory knows the streets. And the same with files of 2, 4 and 8 towns.
 */
import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { openOsm } from "../../server/import/osm.ts";
import type { Tags } from "../../server/import/osm-elements.ts";
import { type OsmNode, type OsmRelation, type OsmWay, writeOsmPbf } from "../demo/osm-pbf-writer.ts";
import { svgOf } from "./plot.ts";
import { LOOK_EVERY, startProduct } from "./product.ts";
import { atMost, type Bench, bySize, figureOf, type Line, type Result, type Row, single } from "./row.ts";
import { statisticsOf } from "./statistics.ts";
import { fileOfTown } from "./town.ts";

const MEGABYTE = 1e6;
const PICTURE = "bench-import.svg";

export const importRow: Row = { name: "import", title: "Import of streets to a usable network", run };

interface Run {
  readonly seconds: number;
  readonly idle: number;
  readonly peak: number;
  /** Seconds of each stage that the product told, in their order. */
  readonly stages: ReadonlyMap<string, number>;
}

async function run(bench: Bench): Promise<Result> {
  const file = fileOfTown(bench, "porto");
  const times = bySize(bench, { full: 3, quick: 1, tiny: 1 });
  const factors = bySize(bench, { full: [1, 2, 4, 8], quick: [1, 2], tiny: [2] });
  const real: Run[] = [];
  for (let k = 0; k < times; k++) {
    bench.say("the extract as it is");
    real.push(await importOnce(bench, file));
  }
  const grown: Run[] = [];
  for (const factor of factors) {
    const copies = await copiesFile(bench, file, factor);
    bench.say(`${factor} × the extract, ${(statSync(copies).size / MEGABYTE).toFixed(1)} MB`);
    grown.push(await importOnce(bench, copies));
  }
  const megabytes = ({ idle, peak }: Run) => (peak - idle) / MEGABYTE;
  const line = (what: string, values: number[], unit: string, target: Line["target"]): Line => {
    const ours = values.length === 1 ? single(values[0], unit) : figureOf(statisticsOf(values), "p50", unit);
    return { what, ours, peer: null, target };
  };
  const seconds = (run: Run) => run.seconds;
  return {
    lines: [
      line("import of Porto's extract to a usable network", real.map(seconds), "s", atMost(20)),
      line("import of Porto's extract: memory above idle", real.map(megabytes), "MB", atMost(600)),
      ...factors.flatMap((factor, i) => [
        line(`import of ${factor} × Porto`, [grown[i].seconds], "s", null),
        line(`import of ${factor} × Porto: memory above idle`, [megabytes(grown[i])], "MB", null),
      ]),
    ],
    notes: [
      `From asking the running product until its territory answers with the new streets, each time into an empty embedded database. Memory: resident memory of all its processes, looked at every ${LOOK_EVERY} ms, at most minus idle (${Math.round(real[0].idle / MEGABYTE)} MB). The larger files hold the extract several times with other ids, side by side.`,
      `Stages: ${stagesText("the extract", real[0])}; ${factors.map((factor, i) => stagesText(`${factor} ×`, grown[i])).join("; ")}.`,
    ],
    pictures: {
      [PICTURE]: svgOf([
        {
          title: "Import",
          xLabel: "times Porto's extract",
          yLabel: "seconds",
          series: [{ name: "seconds", points: factors.map((factor, i) => [factor, grown[i].seconds]) }],
        },
        {
          title: "Memory above idle",
          xLabel: "times Porto's extract",
          yLabel: "MB",
          series: [{ name: "MB", points: factors.map((factor, i) => [factor, Math.max(1, megabytes(grown[i]))]) }],
        },
      ]),
    },
  };
}

/** "2 ×: reading 3.1 s, storing 5 s". */
function stagesText(what: string, { stages }: Run): string {
  return `${what}: ${[...stages].map(([stage, seconds]) => `${stage} ${seconds.toFixed(1)} s`).join(", ")}`;
}

/** The product comes to rest after its start. */
const REST = 2_000;

async function importOnce(bench: Bench, file: string): Promise<Run> {
  const dataDir = await bench.newDataDir();
  try {
    const product = await startProduct(bench, dataDir);
    try {
      await setTimeout(bySize(bench, { full: REST, quick: REST, tiny: 0 }));
      const idle = product.resident();
      let peak = idle;
      const looking = setInterval(() => {
        peak = Math.max(peak, product.resident());
      }, LOOK_EVERY);
      const start = performance.now();
      const stages = new Map<string, number>();
      let since = start;
      try {
        await product.import({ file, kind: "streets", name: "streets" }, (stage) => {
          const now = performance.now();
          stages.set(stage, (stages.get(stage) ?? 0) + (now - since) / 1000);
          since = now;
        });
      } finally {
        clearInterval(looking);
      }
      const seconds = (performance.now() - start) / 1000;
      const health = (await (await fetch(`${product.url}/api/health`)).json()) as { streets: number };
      if (!(health.streets > 0)) throw new Error("The import was stored, but the territory has no streets.");
      return { seconds, idle, peak, stages };
    } finally {
      await product.stop();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Ids of OpenStreetMap stay far below this, and several times this below 2⁵³. */
const ID_STEP = 1e11;
/** Degrees between two copies; an extract is narrower. */
const STEP_DEGREES = 1.5;

/** A file that holds an extract so many times, side by side with other ids; kept for the next run. */
async function copiesFile(bench: Bench, file: string, factor: number): Promise<string> {
  const copies = join(bench.cache, `streets-${statSync(file).size}-x${factor}.osm.pbf`);
  if (existsSync(copies)) return copies;
  bench.say(`Writing ${factor} × the extract …`);
  const nodes: OsmNode[] = [];
  const ways: OsmWay[] = [];
  const relations: OsmRelation[] = [];
  const plain = (tags: Tags) => Object.fromEntries(tags);
  const extract = await openOsm(file);
  const reading = extract.read({
    node: (id, lon, lat, tags) => nodes.push({ id, lon, lat, tags: plain(tags) }),
    way: (id, refs, tags) => ways.push({ id, refs: [...refs], tags: plain(tags) }),
    relation: (id, members, tags) =>
      relations.push({
        id,
        members: members.map(({ type, ref, role }) => ({ type, id: ref, role })),
        tags: plain(tags),
      }),
  });
  for await (const _ of reading);
  const copy = <T, U>(items: readonly T[], of: (item: T, shift: number, k: number) => U): U[] =>
    Array.from({ length: factor }, (_, k) => items.map((item) => of(item, k * ID_STEP, k))).flat();
  const moved = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  const bytes = writeOsmPbf(
    {
      nodes: copy(nodes, ({ id, lon, lat, tags }, shift, k) => {
        const east = STEP_DEGREES * (k % 4);
        return { id: id + shift, lon: moved(lon + east), lat: moved(lat + STEP_DEGREES * Math.floor(k / 4)), tags };
      }),
      ways: copy(ways, ({ id, refs, tags }, shift) => ({ id: id + shift, refs: refs.map((ref) => ref + shift), tags })),
      relations: copy(relations, ({ id, members, tags }, shift) => {
        return { id: id + shift, members: members.map((member) => ({ ...member, id: member.id + shift })), tags };
      }),
    },
    "service-circles bench",
  );
  writeFileSync(`${copies}.writing`, bytes);
  renameSync(`${copies}.writing`, copies);
  return copies;
}
