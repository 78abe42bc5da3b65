/** What a row of the bench is given and what it hands back: plain data, because each row runs in a process of its own. */
import type { Statistics } from "./statistics.ts";

/** full: what the table is made of; quick: the same in a minute or two, to look at; tiny: a made-up town, for the tests. */
export type Size = "full" | "quick" | "tiny";

export interface Bench {
  readonly size: Size;
  /** False where no peer may be installed or run. */
  readonly withPeers: boolean;
  /** Folder for what may be kept between runs: peers, their tiles, copied extracts, databases. */
  readonly cache: string;
  /** The port for servers that the bench starts. */
  readonly port: number;
  /** A new folder with an empty, migrated embedded database; whoever asks removes it. */
  newDataDir(): Promise<string>;
  say(sentence: string): void;
}

/** The value for the size of the run. */
export function bySize<T>({ size }: Pick<Bench, "size">, values: Readonly<Record<Size, T>>): T {
  return values[size];
}

export interface Figure {
  /** What stands in the table: by `of`, a statistic of the samples. */
  readonly value: number;
  readonly unit: string;
  /** "mean", "p50", … or empty for a single value. */
  readonly of: string;
  readonly statistics: Statistics | null;
}

export type Headline = "mean" | "min" | "p50" | "p95" | "p99";

/** The figure of samples in a unit. */
export function figureOf(statistics: Statistics, of: Headline, unit: string): Figure {
  const value = of === "p50" ? statistics.median : statistics[of];
  return { value, unit, of, statistics };
}

/** A single value. */
export function single(value: number, unit: string): Figure {
  return { value, unit, of: "", statistics: null };
}

/** What is to be reached: by the ratio to the peer (a ratio is better when larger) or by the figure itself. */
export interface Target {
  readonly measure: "ratio" | "value";
  readonly better: "larger" | "smaller";
  readonly owed: number;
  readonly ambition: number | null;
}

export interface Line {
  readonly what: string;
  readonly ours: Figure | null;
  /** The peer's figure, why there is none, or null where nobody is compared. */
  readonly peer: Figure | string | null;
  readonly target: Target | null;
}

/** Peer ÷ ours; null without both. */
export function ratioOf({ ours, peer }: Line): number | null {
  return ours === null || peer === null || typeof peer === "string" ? null : peer.value / ours.value;
}

export const atLeastTimes = (owed: number, ambition: number | null = null): Target => {
  return { measure: "ratio", better: "larger", owed, ambition };
};
export const atMost = (owed: number, ambition: number | null = null): Target => {
  return { measure: "value", better: "smaller", owed, ambition };
};
export const atLeast = (owed: number, ambition: number | null = null): Target => {
  return { measure: "value", better: "larger", owed, ambition };
};

export interface Result {
  readonly lines: readonly Line[];
  /** Sentences: how it was measured, what was checked, what the numbers don't say. */
  readonly notes: readonly string[];
  /** Pictures for the docs: file name (bench-….svg) and text. */
  readonly pictures?: Readonly<Record<string, string>>;
}

export interface Row {
  readonly name: string;
  readonly title: string;
  run(bench: Bench): Promise<Result>;
}

/** A peer that cannot be had here; the message says why and what would bring it. */
export class PeerMissing extends Error {}

/** The peer's figure, or why it is missing, as a line wants it. */
export async function peerOrReason<T>(open: () => Promise<T>): Promise<T | string> {
  try {
    return await open();
  } catch (error) {
    if (error instanceof PeerMissing) return `peer missing: ${error.message}`;
    throw error;
  }
}
