/** From asking for sites to the first answer with its value, as a planner waits for it: through the product's API on imported Porto. */
import { cpSync, rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { SitingJob, SitingRequest } from "../../server/api/siting-messages.ts";
import { dataDirWith, portoFiles } from "./imported.ts";
import { startProduct } from "./product.ts";
import { type Bench, bySize } from "./row.ts";

/** Milliseconds between two looks at the job. */
const LOOK_EVERY = 10;

export interface FirstAnswers {
  /** Seconds, request by request. */
  readonly seconds: readonly number[];
  /** Of the first: seconds at which each stage was first seen. */
  readonly stages: readonly (readonly [stage: string, seconds: number])[];
}

/** Asks so many times, one after the other; each search is stopped when it has answered. */
export async function firstAnswers(bench: Bench, sites: number): Promise<FirstAnswers> {
  const dataDir = await bench.newDataDir();
  cpSync(await dataDirWith(bench, "porto", await portoFiles(bench)), dataDir, { recursive: true });
  const product = await startProduct(bench, dataDir);
  const ask = async (path: string, method = "GET", body?: SitingRequest): Promise<Response> => {
    const response = await fetch(`${product.url}/api/siting${path}`, {
      method,
      ...(body && { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`The product answers ${response.status}: ${await response.text()}`);
    return response;
  };
  const jobOf = async (response: Response) => (await response.json()) as SitingJob;
  const request: SitingRequest = {
    goal: { type: "most-people", sites },
    facility: { kind: "employment-service-station" },
  };
  const seconds: number[] = [];
  const stages = new Map<string, number>();
  try {
    for (let n = 0; n < bySize(bench, { full: 5, quick: 3, tiny: 1 }); n++) {
      const start = performance.now();
      const elapsed = () => (performance.now() - start) / 1000;
      let job = await jobOf(await ask("", "POST", request));
      while (job.history[0]?.value === undefined || job.history[0].value === null) {
        if (job.endedAt !== null) throw new Error(`No sites were found: ${job.error ?? job.infeasible?.message}`);
        await setTimeout(LOOK_EVERY);
        job = await jobOf(await ask(`/${job.id}`));
        if (n === 0 && !stages.has(job.stage)) stages.set(job.stage, elapsed());
      }
      seconds.push(elapsed());
      // One after the other: a search that is still being stopped would stand in the next one's way. One that is over is forgotten (204).
      for (let left = await ask(`/${job.id}`, "DELETE"); left.status !== 204; ) {
        await setTimeout(LOOK_EVERY);
        if ((await jobOf(await ask(`/${job.id}`))).endedAt !== null) left = await ask(`/${job.id}`, "DELETE");
      }
    }
  } finally {
    await product.stop();
    rmSync(dataDir, { recursive: true, force: true });
  }
  return { seconds, stages: [...stages] };
}
