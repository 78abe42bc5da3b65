import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { announce, findRunning, refuseSecond } from "../server/running.ts";

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), "circles-test-"));
});
afterEach(() => rmSync(dataDir, { recursive: true }));

it("is found while it runs, by its user alone", () => {
  expect(findRunning(dataDir)).toBeNull();
  const { withdraw } = announce(dataDir, "127.0.0.1", 9001, "secret");
  expect(findRunning(dataDir)).toMatchObject({
    pid: process.pid,
    port: 9001,
    url: "http://127.0.0.1:9001",
    token: "secret",
  });
  expect(() => refuseSecond(dataDir)).toThrow(
    `The program runs already (process ${process.pid}): open http://127.0.0.1:9001, or set DATA_DIR`,
  );
  expect(statSync(join(dataDir, "server.json")).mode & 0o777).toBe(0o600);
  withdraw();
  expect(findRunning(dataDir)).toBeNull();
});

it("is not found when another process has its number", () => {
  const note = { pid: process.pid, started: "1", port: 9001, url: "http://127.0.0.1:9001", token: "secret" };
  writeFileSync(join(dataDir, "server.json"), JSON.stringify(note));
  expect(findRunning(dataDir)).toBeNull();
});

it.each([
  ["0.0.0.0", "http://127.0.0.1:9001"],
  ["::", "http://[::1]:9001"],
  ["planner.local", "http://planner.local:9001"],
])("listening on %s is reached at %s", (host, url) => {
  expect(announce(dataDir, host, 9001, "secret").url).toBe(url);
  expect(findRunning(dataDir)?.url).toBe(url);
});
