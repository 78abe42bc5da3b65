/** Siting jobs whose thread hears nobody: ended by force, and the best answer that it told is kept with its bound. */
import { expect, test } from "vitest";
import type { SitingJob, SitingRequest } from "../../server/api/siting-messages.ts";
import { SitingJobs } from "../../server/siting-jobs.ts";
import { plainQuestion } from "../../server/standard.ts";
import { emptyTerritory } from "../../server/territory.ts";

const file = new URL("./worker-that-hangs.ts", import.meta.url);
const asked = (request: Partial<SitingRequest>) => ({
  territory: emptyTerritory(),
  changes: [],
  question: plainQuestion(),
  request: {
    goal: { type: "most-people", sites: 1 },
    facility: { kind: "employment-service-station" },
    ...request,
  } satisfies SitingRequest,
});

async function until(jobs: SitingJobs, id: number, holds: (job: SitingJob) => boolean): Promise<SitingJob> {
  for (;;) {
    const job = jobs.get(id);
    if (job === null) throw new Error(`Job ${id} is gone.`);
    if (holds(job)) return job;
    await new Promise((done) => setTimeout(done, 10));
  }
}
const isOver = ({ endedAt }: SitingJob) => endedAt !== null;

test("stopped by the user: the best so far, with its bound", async () => {
  const jobs = new SitingJobs({ file, patience: 50 });
  const { id } = jobs.start(asked({}));
  await until(jobs, id, ({ history }) => history.length > 0);
  jobs.stop(id);
  const job = await until(jobs, id, isOver);
  expect(job).toMatchObject({ state: "stopped", result: { value: 7, bound: 9, stoppedEarly: true }, error: null });
  expect(job.history).toMatchObject([
    { value: 7, bound: 9 },
    { value: 7, bound: 9 },
  ]);
  await jobs.close();
});

test("past its time: the same, and the next one has its turn", async () => {
  const jobs = new SitingJobs({ file, patience: 300 });
  const first = jobs.start(asked({ seconds: 1 }));
  const second = jobs.start(asked({ seconds: 1, goal: { type: "least-mean-walk", sites: 1 } }));
  expect(await until(jobs, first.id, isOver)).toMatchObject({ state: "done", result: { value: 7, bound: 9 } });
  // It had told nothing.
  expect(await until(jobs, second.id, isOver)).toMatchObject({
    state: "failed",
    result: null,
    error: "Stopped before there was any answer: give it more time.",
  });
  expect(jobs.list().map(({ id }) => id)).toEqual([second.id, first.id]);
  expect([jobs.forget(first.id), jobs.forget(first.id), jobs.get(first.id)]).toEqual([true, false, null]);
  await jobs.close();
});

test("the end of the program ends those that run and those that wait", async () => {
  const jobs = new SitingJobs({ file });
  const [first, second] = [jobs.start(asked({})), jobs.start(asked({}))];
  await until(jobs, first.id, ({ history }) => history.length > 0);
  await jobs.close();
  for (const { id } of [first, second])
    expect(jobs.get(id)).toMatchObject({ state: "stopped", error: "The server was closed." });
});
