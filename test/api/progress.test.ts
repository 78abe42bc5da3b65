/** How far a review or a report has come, as whoever asked for it is told. */
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { ProgressBoard, REVIEW_WORK, reportWork } from "../../server/api/progress.ts";
import { REPORT_STAGES, REVIEW_STAGES } from "../../server/words.ts";
import { describeOnDatabases } from "../databases.ts";
import { storeTown } from "../town-in-database.ts";
import { type Served, serve } from "./serve.ts";

test("a share grows from stage to stage, and nothing stays when the answer is there", async () => {
  const board = new ProgressBoard();
  const shares: number[] = [];
  const answer = await board.follow("one-of-mine", reportWork("xlsx"), async (onStage) => {
    expect(board.of("one-of-mine")).toEqual({ state: "waiting", stage: null, number: 0, of: 10, share: 0 });
    for (const [i, stage] of REPORT_STAGES.entries()) {
      onStage(stage);
      const { share, ...told } = board.of("one-of-mine");
      expect(told).toEqual({ state: "running", stage, number: i + 1, of: 10 });
      shares.push(share);
    }
    return "done";
  });
  expect(answer).toBe("done");
  expect(shares[0]).toBe(0);
  expect(shares).toEqual([...new Set(shares)].sort((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThan(1);
  expect(board.of("one-of-mine").state).toBe("none");
});

test("nothing stays of an answer that failed, and an earlier one of the same key ends without the later one", async () => {
  const board = new ProgressBoard();
  await expect(board.follow("one-of-mine", REVIEW_WORK, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(board.of("one-of-mine").state).toBe("none");
  const [first, second] = [Promise.withResolvers<null>(), Promise.withResolvers<null>()];
  const earlier = board.follow("one-of-mine", REVIEW_WORK, () => first.promise);
  const later = board.follow("one-of-mine", REVIEW_WORK, (onStage) => {
    onStage("gaps");
    return second.promise;
  });
  first.resolve(null);
  await earlier;
  expect(board.of("one-of-mine")).toMatchObject({ state: "running", stage: "gaps", number: 3, of: 8 });
  second.resolve(null);
  await later;
  expect(board.of("one-of-mine").state).toBe("none");
});

describeOnDatabases("GET /api/progress", (connect) => {
  let served: Served;
  beforeAll(async () => {
    const database = await connect();
    await storeTown(database.db);
    served = await serve(database);
    await served.territory.reload();
  });
  afterAll(() => served.close());

  test("tells what the worker told last, while the review is open", async () => {
    const { pool } = served.territory;
    const ask = pool.ask.bind(pool);
    const told = async () => (await served.get("/api/progress?key=one-of-mine")).body;
    const spy = vi.spyOn(pool, "ask").mockImplementationOnce(async (situation, name, question, signal, onStage) => {
      expect(await told()).toMatchObject({ state: "waiting", number: 0 });
      onStage?.("reasons");
      expect(await told()).toMatchObject({ state: "running", stage: "reasons", number: 4, of: REVIEW_STAGES.length });
      return ask(situation, name, question, signal, onStage);
    });
    const review = await served.get("/api/review?cutoffMinutes=8&progress=one-of-mine");
    expect([review.status, spy.mock.calls.length]).toEqual([200, 1]);
    spy.mockRestore();
    expect(await told()).toMatchObject({ state: "none" });
    // The key is no part of the question.
    expect(review.body).toEqual((await served.get("/api/review?cutoffMinutes=8")).body);
  });

  test("is asked for with a key of letters and digits", async () => {
    for (const path of ["progress", "progress?key=short", "review?progress=%20", "report.xlsx?progress=one of mine"]) {
      expect(await served.get(`/api/${path}`)).toMatchObject({ status: 400 });
    }
  });
});
