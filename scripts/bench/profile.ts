/** Reads V8's CPU profiles: which functions a process spent its time in. */

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
      if (name === "(idle)" || name === "(program)") return;
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
