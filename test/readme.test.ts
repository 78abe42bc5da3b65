/** The README's commands, run as it states them: whoever brings files of their own follows them word by word. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import packages from "../package.json" with { type: "json" };
import type { Coverage } from "../server/api/messages.ts";
import type { ScenarioList } from "../server/api/scenario-messages.ts";
import type { SitingJob, SitingJobList } from "../server/api/siting-messages.ts";
import { newDataDir } from "./databases.ts";
import { healthOf, killPrograms, startProgram } from "./started.ts";

const ROOT = join(import.meta.dirname, "..");
const README = readFileSync(join(ROOT, "README.md"), "utf8");
const blocks = [...README.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block]) => block.trim());
const folders: string[] = [];

afterAll(() => {
  killPrograms();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

it("names only scripts and files that exist", () => {
  const scripts = [...README.matchAll(/npm run ([a-z-]+)/g)].map(([, name]) => name);
  expect(scripts).toContain("import");
  for (const name of scripts) expect(Object.keys(packages.scripts)).toContain(name);
  for (const [, file] of README.matchAll(/\]\(([^)h#][^)]*)\)/g))
    expect(() => readFileSync(join(ROOT, file))).not.toThrow();
});

it("starts and tests with one line each", () => {
  expect(blocks[0]).toBe("npm install && npm start");
  expect(blocks[1]).toBe("npm install && npm run check");
  expect(readFileSync(join(ROOT, ".ci", "run"), "utf8")).toContain(`\n${blocks[1]}\n`);
});

it("brings a territory of one's own in, command by command", { timeout: 600_000 }, async () => {
  const block = blocks.find((text) => text.includes("npm run import"));
  const lines = block?.split("\n") ?? [];
  const dataDir = await newDataDir();
  folders.push(dataDir);
  for (const line of lines.filter((text) => text.includes("npm run import"))) {
    const command = line
      .replace("DATA_DIR=my-county", `DATA_DIR=${dataDir}`)
      .replace(/-- (\S+)/, (_, file: string) => `-- ${join("data", "heming", file)}`);
    const { status, stdout, stderr } = spawnSync("bash", ["-c", command], { cwd: ROOT, encoding: "utf8" });
    expect(status, `${line}\n${stdout}${stderr}`).toBe(0);
  }
  expect(lines.at(-1)).toBe("DATA_DIR=my-county npm start");
  const program = startProgram({ DATA_DIR: dataDir });
  const address = await program.ready;
  expect(program.said()).not.toContain("demo county");
  const health = await healthOf(address);
  // The files of the demo county stand in for the user's.
  expect(health).toMatchObject({ status: "ok", people: 295_532, facilities: 29 });

  // What the program is asked for by command, as the README writes it: files come out where they were wanted.
  const out = await newDataDir();
  folders.push(out);
  const asked = blocks.filter((text) => /npm run (report|siting)/.test(text));
  expect(asked).toHaveLength(2);
  for (const command of asked) {
    const here = command.replace(/--out (\S+)/, (_, file: string) => `--out ${join(out, file)}`);
    const env = { ...process.env, DATA_DIR: dataDir, DATABASE_URL: "" };
    const { status, stdout, stderr } = spawnSync("bash", ["-c", here], { cwd: ROOT, encoding: "utf8", env });
    expect(status, `${here}\n${stdout}${stderr}`).toBe(0);
  }
  expect(readdirSync(join(out, "report"))).toHaveLength(4);
  // The sites of the file are those of the API, and what was stored covers whom it told.
  const get = async <T>(path: string): Promise<T> => (await fetch(address + path)).json() as Promise<T>;
  const { jobs } = await get<SitingJobList>("/api/siting");
  const { result } = await get<SitingJob>(`/api/siting/${jobs[0].id}`);
  const [heading, ...sites] = readFileSync(join(out, "sites.csv"), "utf8").trim().split(/\r?\n/);
  expect(heading).toBe("rank,kind,name,lon,lat,gain,cost");
  expect(sites).toHaveLength(3);
  expect(sites).toEqual(
    result?.sites.map(({ rank, kind, name, lon, lat, gain }) => `${rank},${kind},"${name}",${lon},${lat},${gain},`),
  );
  const { scenarios } = await get<ScenarioList>("/api/scenarios");
  expect(scenarios.map(({ name }) => name)).toEqual(["Three stations"]);
  const { total } = await get<Coverage>(`/api/coverage?standard=walk-15&scenario=${scenarios[0].id}`);
  expect(total.peopleCovered).toBe(result?.peopleCovered);
});
