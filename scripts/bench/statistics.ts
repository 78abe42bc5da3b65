/** Samples of a measurement, what is said about them, and how long things take. */
import { profiled } from "./profile.ts";

export interface Statistics {
  readonly count: number;
  readonly min: number;
  readonly median: number;
  readonly mean: number;
  /** Sample standard deviation (n − 1); 0 for a single sample. */
  readonly std: number;
  readonly p95: number;
  readonly p99: number;
}

/** @throws when there are no samples */
export function statisticsOf(samples: ArrayLike<number>): Statistics {
  const count = samples.length;
  if (count === 0) throw new Error("Nothing was measured: there are no samples.");
  const sorted = Float64Array.from(samples).sort();
  let sum = 0;
  for (const value of sorted) sum += value;
  const mean = sum / count;
  let squares = 0;
  for (const value of sorted) squares += (value - mean) ** 2;
  // Nearest rank: the smallest sample that at least this share of all does not exceed.
  const rank = (share: number) => sorted[Math.max(0, Math.ceil(share * count) - 1)];
  const std = count === 1 ? 0 : Math.sqrt(squares / (count - 1));
  return { count, min: sorted[0], median: rank(0.5), mean, std, p95: rank(0.95), p99: rank(0.99) };
}

/** Milliseconds of each of `count` calls, after as many calls as `warmUp` says that let the compiler settle. */
export function timeEach(count: number, warmUp: number, call: (i: number) => void): Float64Array {
  for (let i = 0; i < warmUp; i++) call(i % count);
  const samples = new Float64Array(count);
  profiled(() => {
    for (let i = 0; i < count; i++) {
      const start = performance.now();
      call(i);
      samples[i] = performance.now() - start;
    }
  });
  return samples;
}

/** The same for calls that are waited for. */
export async function timeEachOf(
  count: number,
  warmUp: number,
  call: (i: number) => Promise<unknown>,
): Promise<Float64Array> {
  for (let i = 0; i < warmUp; i++) await call(i % count);
  const samples = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const start = performance.now();
    await call(i);
    samples[i] = performance.now() - start;
  }
  return samples;
}
