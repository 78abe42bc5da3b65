/** The rows of the bench that start the whole product, on a small made-up town. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { dragRow } from "../scripts/bench/drag.ts";
import { importRow } from "../scripts/bench/import.ts";
import { loopRow } from "../scripts/bench/loop.ts";
import { requestsRow } from "../scripts/bench/requests.ts";
import type { Bench } from "../scripts/bench/row.ts";
import { sitingRow } from "../scripts/bench/siting.ts";
import { newDataDir } from "./databases.ts";

const cache = mkdtempSync(join(tmpdir(), "bench-test-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const bench: Bench = { size: "tiny", withPeers: false, cache, port: 0, newDataDir, say: () => undefined };

describe.each([requestsRow, loopRow, importRow, dragRow, sitingRow])("the row $name", (row) => {
  it("gives figures and says how it got them", async () => {
    const { lines, notes } = await row.run(bench);
    expect(lines.every(({ ours }) => ours !== null)).toBe(true);
    expect(notes.length).toBeGreaterThan(0);
    const errors = lines.filter(({ what }) => what.endsWith("errors"));
    expect(errors.map(({ ours }) => ours?.value)).toEqual(errors.map(() => 0));
  }, 300_000);
});
