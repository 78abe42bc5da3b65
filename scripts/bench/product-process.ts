/** The product in a process of the bench: as `npm start`, but without building the page and without the demo county. */
import { readConfig } from "../../server/config.ts";
import { main } from "../../server/main.ts";

const program = await main(readConfig(process.env, process.cwd()), () => undefined, Promise.resolve());
await program.territory.reload();
// The channel closes when the bench asks for the end, and also when it has been killed.
process.once("disconnect", () => {
  program.close().finally(() => process.exit());
});
process.send?.("ready");
