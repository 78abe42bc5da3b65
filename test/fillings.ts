/** What tests have in their databases from the beginning: the demo county, and files that came in by the importers. */
import { importDemo } from "../scripts/demo-import.ts";
import type { ImportRequest } from "../server/api/messages.ts";
import { runImport } from "../server/import/run.ts";
import type { Filling } from "./databases.ts";
import { realFile } from "./network/extract.ts";

export const DEMO_COUNTY: Filling = {
  name: "demo-county",
  fill: (db) => importDemo(db, () => undefined, new AbortController().signal),
};

/** These files, one after another. Where a name tells files, others need another name. */
export function imported(name: string, files: readonly ImportRequest[]): Filling {
  return {
    name,
    fill: async (db) => {
      for (const file of files) {
        const record = await runImport(db, file, { onProgress: () => undefined, signal: new AbortController().signal });
        if (record.state !== "stored") throw new Error(`${file.file} is ${record.state}: ${record.error}`);
      }
    },
  };
}

/** Half a million cells with the people of Wuhan: of all extracts the one that takes longest to come in. */
export const wuhan = (): Filling =>
  imported("wuhan", [{ file: realFile("wuhan", "population-20-59.tif"), label: "people aged 20–59, WorldPop 2020" }]);
