/**
 * A program that a test kills: opens the embedded database of the folder given as argument, commits a row, leaves an
 * import open in the middle, and says "ready". It ends only by a signal.
 */
import { connect } from "../../server/database/connection.ts";
import { newImport } from "./new-import.ts";

const [dataDir] = process.argv.slice(2);
if (!dataDir) throw new Error("Needs a folder.");
const { db } = await connect({ databaseUrl: null, dataDir }, () => undefined);
await newImport(db, { source: "streets", rows: 100, current: true });
await newImport(db, { source: "streets", rows: 10_000, current: false });
console.log("ready");
// Never asked to end, and nothing waits for it.
setInterval(() => undefined, 1e6);
