/**
 * The product in a process of the bench: as `npm start`, but without building the page and without the demo county. A row may ask
 * it for how long its event loop was blocked.
 */
import { readConfig } from "../../server/config.ts";
import { main } from "../../server/main.ts";
import type { Block } from "./product.ts";

/** Milliseconds between two ticks of a clock that a blocked event loop delays. */
const TICK = 2;

const program = await main(readConfig(process.env, process.cwd()), () => undefined, Promise.resolve());
await program.territory.reload();
let longest: Block = { wall: 0, processor: 0 };
let last = { wall: 0, processor: 0 };
const now = () => {
  const { user, system } = process.threadCpuUsage();
  return { wall: performance.now(), processor: (user + system) / 1000 };
};
const tick = () => {
  const { wall, processor } = now();
  longest = {
    wall: Math.max(longest.wall, wall - last.wall - TICK),
    processor: Math.max(longest.processor, processor - last.processor),
  };
  last = { wall, processor };
};
let clock: NodeJS.Timeout | undefined;
// The channel closes when the bench asks for the end, and also when it has been killed.
process.once("disconnect", () => {
  program.close().finally(() => process.exit());
});
/** "watch" begins anew; "longest" asks for the longest block since. */
process.on("message", (message) => {
  clearInterval(clock);
  if (message === "watch") {
    longest = { wall: 0, processor: 0 };
    last = now();
    clock = setInterval(tick, TICK);
    process.send?.("watching");
  } else {
    tick();
    process.send?.(longest);
  }
});
process.send?.("ready");
