/**
 * `npm start`: builds the map's page when its sources are newer, opens the database, brings the demo county into an empty
 * one, and serves until Ctrl-C. Settings: PORT, HOST, DATA_DIR, DATABASE_URL, PASSWORD (server/config.ts).
 */
import { readConfig } from "../server/config.ts";
import { main, type Program } from "../server/main.ts";
import { buildClient } from "./client-build.ts";
import { importDemo } from "./demo-import.ts";

const started = performance.now();
const say = (sentence: string) =>
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(5)} s  ${sentence}`);

try {
  const config = readConfig(process.env, process.cwd());
  say("Starting …");
  const program = await main(config, say, buildClient(say));
  await importDemo(program.database.db, say, closeOnSignals(program));
  say("Reading the territory …");
  try {
    await program.territory.reload();
    const { territory } = program.territory;
    say(`Ready: ${territory.demand.count} places where people live, ${territory.facilities.count} facilities.`);
  } catch (error) {
    // It goes on listening, so that the source at fault can be imported again.
    say(`${sentenceOf(error)} Import the source at fault again under its name.`);
  }
  console.log(`\n  Open ${program.url} in a browser. Ctrl-C ends the program.\n`);
} catch (error) {
  console.error(sentenceOf(error));
  process.exit(1);
}

/** Returns a signal that is aborted when the program closes. */
function closeOnSignals(program: Program): AbortSignal {
  const closing = new AbortController();
  const close = (code: number) => {
    // The second Ctrl-C does not wait: the database is whole after that too.
    if (closing.signal.aborted) process.exit(1);
    closing.abort();
    program.close().then(
      () => process.exit(code),
      (error) => {
        console.error(sentenceOf(error));
        process.exit(1);
      },
    );
  };
  process.on("SIGINT", () => close(0));
  process.on("SIGTERM", () => close(0));
  program.database.ended.then(() => {
    if (closing.signal.aborted) return;
    console.error("The embedded database has ended unexpectedly. Start the program again: what was stored is whole.");
    close(1);
  });
  return closing.signal;
}

function sentenceOf(error: unknown): string {
  const { code, message, stack } = error as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") return `Another program listens there already: set PORT to another number (${message}).`;
  if (code === "EACCES" || code === "EADDRNOTAVAIL") return `The program cannot listen or write there (${message}).`;
  return process.env.DEBUG ? (stack ?? message) : message;
}
