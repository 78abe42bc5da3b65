/**
 * The product in a process of the bench: as `npm start`, but without building the page and without the demo county. A row may ask
 * it for how long its event loop was blocked.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { readConfig } from "../../server/config.ts";
import { main } from "../../server/main.ts";

/** Milliseconds between two ticks of the clock that a blocked event loop delays. */
const TICK = 2;

const program = await main(readConfig(process.env, process.cwd()), () => undefined, Promise.resolve());
await program.territory.reload();
const ticks = monitorEventLoopDelay({ resolution: TICK });
// The channel closes when the bench asks for the end, and also when it has been killed.
process.once("disconnect", () => {
  program.close().finally(() => process.exit());
});
/** "watch" begins anew; "longest" asks for the longest block since, in milliseconds. */
process.on("message", (message) => {
  if (message === "watch") {
    ticks.reset();
    ticks.enable();
    process.send?.("watching");
  } else {
    ticks.disable();
    process.send?.(Math.max(0, ticks.max / 1e6 - TICK));
  }
});
process.send?.("ready");
