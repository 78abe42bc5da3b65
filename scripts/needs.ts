/** What the tests need from the machine beside npm packages, where it is found, and which Debian package brings it. */
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, globSync, readFileSync, statSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";

export interface Need {
  /** What is missing and how to give it, without a full stop. */
  missing: string;
  /** Packages of Debian and Ubuntu that bring it; none when only the user can. */
  packages: string[];
}

/** The browser that the tests drive: CHROMIUM_PATH, or Chromium or Chrome on the PATH; null when there is none. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM_PATH;
  if (named) return isExecutable(named) ? named : null;
  for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
    for (const folder of (process.env.PATH ?? "").split(delimiter)) {
      const path = join(folder, name);
      if (isExecutable(path)) return path;
    }
  }
  return null;
}

/** Folder with the programs of a PostgreSQL (15 or later) for which PostGIS is installed, the newest; null when there is none. */
export function findPostgres(): string | null {
  const configs = [...globSync("/usr/lib/postgresql/*/bin/pg_config"), "pg_config"];
  const found = configs.flatMap((config) => {
    const { status, stdout } = spawnSync(config, ["--bindir", "--sharedir", "--version"], { encoding: "utf8" });
    const [bin, share, version] = (status === 0 ? stdout : "").split("\n");
    const major = Number(version?.match(/\d+/)?.[0] ?? 0);
    const complete =
      bin && share && existsSync(join(bin, "initdb")) && existsSync(join(share, "extension", "postgis.control"));
    return complete && major >= 15 ? [{ bin, major }] : [];
  });
  return found.sort((a, b) => b.major - a.major)[0]?.bin ?? null;
}

/** All that is missing. */
export function findMissing(): Need[] {
  const needs: Need[] = [];
  if (findChromium() === null) {
    const missing = process.env.CHROMIUM_PATH
      ? `the browser ${process.env.CHROMIUM_PATH} that CHROMIUM_PATH names`
      : "Chromium (or set CHROMIUM_PATH)";
    needs.push({ missing, packages: process.env.CHROMIUM_PATH ? [] : ["chromium"] });
  }
  if (!hasChineseFont()) {
    needs.push({ missing: "a font with Chinese characters", packages: ["fontconfig", "fonts-noto-cjk"] });
  }
  if (!process.env.TEST_DATABASE_URL && findPostgres() === null) {
    needs.push({
      missing:
        "PostgreSQL 15 or later with PostGIS (or set TEST_DATABASE_URL to a server where databases may be created)",
      packages: ["postgresql-postgis"],
    });
  }
  const data = process.env.REAL_DATA;
  if (data && !(existsSync(data) && statSync(data).isDirectory())) {
    needs.push({ missing: `the folder ${resolve(data)} that REAL_DATA names`, packages: [] });
  }
  if (!data && process.env.CI) {
    needs.push({
      missing: "REAL_DATA, the folder with the real extracts, which a run with CI set must test",
      packages: [],
    });
  }
  return needs;
}

/** Why packages cannot be installed here, or null when they can. */
export function whyNotInstallable(): string | null {
  if (!existsSync("/etc/debian_version")) return "this is neither Debian nor Ubuntu";
  return process.getuid?.() === 0 ? null : "only root may";
}

/** Installs packages with apt. @throws when apt fails */
export function install(packages: string[]): void {
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const command of [["update"], ["install", "--yes", "--no-install-recommends", ...packages]]) {
    console.log(`$ apt-get ${command.join(" ")}`);
    const { status } = spawnSync("apt-get", command, { stdio: ["ignore", "inherit", "inherit"], env: environment });
    if (status !== 0) throw new Error(`apt-get ${command.join(" ")} failed.`);
  }
}

/** User and group ids of the system user "postgres", since PostgreSQL refuses to run as root. */
export function postgresUser(): { uid: number; gid: number } {
  const line = readFileSync("/etc/passwd", "utf8").match(/^postgres:[^:]*:(\d+):(\d+):/m);
  if (!line) throw new Error('There is no user "postgres", as whom a test server could run: set TEST_DATABASE_URL.');
  return { uid: Number(line[1]), gid: Number(line[2]) };
}

function hasChineseFont(): boolean {
  const { status, stdout } = spawnSync("fc-list", [":lang=zh-cn", "family"], { encoding: "utf8" });
  return status === 0 && stdout.trim() !== "";
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
