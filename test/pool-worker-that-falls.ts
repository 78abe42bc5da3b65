/** A worker of the pool that ends itself when it is asked for the walk at 9 km/h, as if memory had run out. */
import { parentPort } from "node:worker_threads";
import type { Question, ToWorker } from "../server/pool.ts";

parentPort?.on("message", (message: ToWorker) => {
  if (message.type !== "task" || message.name !== "walk") return;
  const { asked } = message.question as Question<"walk">;
  if (asked.standard.walkingSpeedKmh === 9) process.exit(3);
});
await import("../server/pool-worker.ts");
