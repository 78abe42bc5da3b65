/** The product as a person starts it: `scripts/start.ts` in a process of its own, with settings of the test. */
import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";

export interface Started {
  program: ChildProcess;
  /** All that it has said so far. */
  said(): string;
  /** Resolves with the address when it is ready. */
  ready: Promise<string>;
  /** Resolves with the exit code or the signal. */
  ended: Promise<number | string>;
}

const programs: ChildProcess[] = [];

/** Ends every program that is still running. */
export function killPrograms(): void {
  for (const program of programs) program.kill("SIGKILL");
}

/** Starts the product on any free port of loopback. Settings are those of server/config.ts; an empty one counts as not set. */
export function startProgram(settings: Record<string, string>): Started {
  const program = spawn(process.execPath, [join(import.meta.dirname, "..", "scripts", "start.ts")], {
    env: { ...process.env, HOST: "", PASSWORD: "", DATABASE_URL: "", PORT: "0", ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  programs.push(program);
  let text = "";
  const ended = new Promise<number | string>((resolve) => {
    program.once("close", (code, signal) => resolve(signal ?? code ?? "unknown"));
  });
  const ready = new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      text += chunk;
      const address = /Open (http:\S+) in a browser/.exec(text)?.[1];
      if (address) resolve(address);
    };
    program.stdout.on("data", read);
    program.stderr.on("data", read);
    ended.then((end) => reject(new Error(`It ended with ${end} before it was ready:\n${text}`)));
  });
  // Starts that are meant to fail are judged by their end.
  ready.catch(() => undefined);
  return { program, said: () => text, ready, ended };
}

export async function healthOf(address: string): Promise<Record<string, unknown>> {
  return (await fetch(`${address}/api/health`)).json() as Promise<Record<string, unknown>>;
}
