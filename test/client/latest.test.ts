/** Questions that come faster than answers: one at a time, the newest next, and what was stopped is never told. */
import { expect, it } from "vitest";
import { latestOnly } from "../../client/plans/latest.ts";

/** Answers come when the test says so. */
function asked() {
  const sent: { question: string; answer: (text: string) => Promise<void>; fail: (error: Error) => Promise<void> }[] =
    [];
  /** What was asked and told, in order. */
  const log: string[] = [];
  const latest = latestOnly<string, string>(
    (question) => {
      log.push(`ask ${question}`);
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      // Whoever waits for the promise is called before what comes after here.
      const settle = (how: () => void) => {
        how();
        return Promise.resolve().then(() => undefined);
      };
      sent.push({
        question,
        answer: (text) => settle(() => resolve(text)),
        fail: (error) => settle(() => reject(error)),
      });
      return promise;
    },
    {
      answered: (question, answer) => log.push(`${question}: ${answer}`),
      failed: (question, error) => log.push(`${question} failed: ${(error as Error).message}`),
    },
  );
  return { latest, sent, log };
}

it("asks the newest when the one before is answered, and never those between", async () => {
  const { latest, sent, log } = asked();
  for (const question of ["a", "b", "c", "d"]) latest.ask(question);
  expect(log).toEqual(["ask a"]);
  await sent[0]?.answer("1");
  await sent[1]?.answer("2");
  expect(log).toEqual(["ask a", "ask d", "a: 1", "d: 2"]);
  latest.ask("e");
  await sent[2]?.answer("3");
  expect(log.slice(4)).toEqual(["ask e", "e: 3"]);
});

it("goes on after one that failed", async () => {
  const { latest, sent, log } = asked();
  latest.ask("a");
  latest.ask("b");
  await sent[0]?.fail(new Error("away"));
  await sent[1]?.answer("2");
  expect(log).toEqual(["ask a", "ask b", "a failed: away", "b: 2"]);
});

it("tells nothing of what was stopped, neither what was under way nor what waited, and asks again afterwards", async () => {
  const { latest, sent, log } = asked();
  latest.ask("a");
  latest.ask("b");
  latest.stop();
  latest.ask("c");
  await sent[0]?.answer("1");
  await sent[1]?.answer("3");
  expect(log).toEqual(["ask a", "ask c", "c: 3"]);
  latest.ask("d");
  latest.stop();
  await sent[2]?.fail(new Error("away"));
  expect(log.slice(3)).toEqual(["ask d"]);
});
