/** What a figure was measured on, without the name of the machine: absolute figures mean nothing without it. */
import { execFileSync } from "node:child_process";
import { cpus, platform, release, totalmem } from "node:os";

export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGigabytes: number;
  readonly system: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  const processors = cpus();
  return {
    cores: processors.length,
    processor: processors[0]?.model.trim() || "unknown processor",
    memoryGigabytes: Math.round(totalmem() / 1024 ** 3),
    system: `${platform()} ${release().split(/[-+]/)[0]}`,
    node: process.versions.node,
  };
}

export function sentenceOf({ cores, processor, memoryGigabytes, system, node }: Machine): string {
  return `${cores} cores of ${processor}, ${memoryGigabytes} GB, ${system}, Node ${node}`;
}

/** The commit that was measured, with "+" when files differ from it; empty outside a repository. */
export function commitMeasured(): string {
  try {
    const git = (...argv: string[]) =>
      execFileSync("git", argv, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
    const commit = git("rev-parse", "--short=10", "HEAD").trim();
    return git("status", "--porcelain", "--untracked-files=no", "server", "package-lock.json") === ""
      ? commit
      : `${commit}+`;
  } catch {
    return "";
  }
}
