/**
 * Which functions the measured time was spent in, by V8's CPU profiles. `npm run bench -- --profile` runs a row again with
 * the environment variable BENCH_PROFILE: then every process of the row leaves profiles of its measured parts in that folder.
 */
import { randomUUID } from "node:crypto";
import { writeFileSync } from "node:fs";
import { Session } from "node:inspector";
import { join } from "node:path";

/** Microseconds between two looks. */
const INTERVAL = 200;

/** Measures, and leaves a profile of that where one is asked for. */
export function profiled<T>(measure: () => T): T {
  const folder = process.env.BENCH_PROFILE;
  if (!folder) return measure();
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
  session.post("Profiler.start");
  try {
    return measure();
  } finally {
    session.post("Profiler.stop", (error, stopped) => {
      if (error !== null) throw error;
      writeFileSync(join(folder, `${randomUUID()}.cpuprofile`), JSON.stringify(stopped.profile));
    });
    session.disconnect();
  }
}

/** Options of Node for a process all of whose time counts. */
export function profilingOptions(): string[] {
  const folder = process.env.BENCH_PROFILE;
  return folder ? ["--cpu-prof", `--cpu-prof-dir=${folder}`, `--cpu-prof-interval=${INTERVAL}`] : [];
}

export interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  }[];
  /** Node of each sample, and microseconds since the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/** The functions with most self time, as a list in Markdown; the idle process is left out. */
export function topOf(profiles: readonly Profile[], count: number): string[] {
  const times = new Map<string, number>();
  let total = 0;
  for (const { nodes, samples, timeDeltas } of profiles) {
    const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
    samples.forEach((id, i) => {
      const name = names.get(id) ?? "";
      if (name === "(idle)" || name === "(program)" || name.includes("(node:inspector:")) return;
      times.set(name, (times.get(name) ?? 0) + timeDeltas[i]);
      total += timeDeltas[i];
    });
  }
  return [...times]
    .sort((a, b) => b[1] - a[1])
    .slice(0, count)
    .map(([name, time]) => `- ${((100 * time) / total).toFixed(1)} % ${name}`);
}

function nameOf({ functionName, url, lineNumber }: Profile["nodes"][number]["callFrame"]): string {
  if (url === "") return functionName || "(native)";
  const file = url.split("/").slice(-2).join("/");
  return `\`${functionName || "(anonymous)"}\` (${file}:${lineNumber + 1})`;
}
