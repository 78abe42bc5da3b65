/** One thread of pool.ts: holds plans by version of the territory, and answers one question after another. */
import { parentPort, workerData } from "node:worker_threads";
import { ANSWERS, type Asker } from "./api/questions.ts";
import { unpack } from "./lists.ts";
import { type Plan, planOf } from "./plan.ts";
import { type FromWorker, Stopped, type ToWorker, type WorkerShare } from "./pool.ts";
import type { Territory } from "./territory.ts";

if (parentPort === null) throw new Error("pool-worker.ts is started by pool.ts.");
const port = parentPort;
const { stop } = workerData as WorkerShare;
const plans = new Map<number, Plan>();

port.on("message", async (message: ToWorker) => {
  if (message.type === "forget") plans.delete(message.version);
  else if (message.type === "territory") {
    const like = message.like === null ? {} : planNumber(message.like).territory;
    // Together they are all the fields: pool.ts leaves out those of the territory that it names.
    plans.set(message.version, planOf({ ...like, ...unpack(message.fields) } as Territory));
  } else {
    const { id, version, changes, name, question } = message;
    const told = await answerOf(id, () => {
      // Name and question come as a pair from Pool.ask, which the type of a message does not tell.
      const answer = ANSWERS[name] as (plan: Plan, question: unknown, asker: Asker) => unknown;
      return answer(planNumber(version).with(changes), question, askerOf(id));
    });
    port.postMessage(told, told.type === "answer" ? buffersOf(told.answer) : []);
  }
});

async function answerOf(id: number, answer: () => unknown): Promise<FromWorker> {
  try {
    return { id, type: "answer", answer: await answer() };
  } catch (error) {
    return error instanceof Stopped ? { id, type: "stopped" } : { id, type: "error", error };
  }
}

/** Who asked, as one who answers knows it: may have gone, and wants to hear of the stages. */
function askerOf(id: number): Asker {
  const isStopped = () => Atomics.load(stop, 0) === id;
  const onStage: Asker["onStage"] = (stage) => {
    if (isStopped()) throw new Stopped();
    port.postMessage({ id, type: "stage", stage } satisfies FromWorker);
  };
  return { isStopped, onStage };
}

function planNumber(version: number): Plan {
  const plan = plans.get(version);
  if (plan === undefined) throw new Error(`This worker does not know version ${version} of the territory.`);
  return plan;
}

/** What can be handed over instead of copied: bytes, or the columns of an answer. */
function buffersOf(answer: unknown): ArrayBuffer[] {
  const columns = ArrayBuffer.isView(answer) ? [answer] : Object.values(answer ?? {});
  const buffers = columns.flatMap((column) => {
    return ArrayBuffer.isView(column) && column.buffer instanceof ArrayBuffer ? [column.buffer] : [];
  });
  return [...new Set(buffers)];
}
