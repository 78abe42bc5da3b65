/**
 * Seeded chance for the demo county: the same seed gives the same county, byte for byte, on every machine. One stream per
 * subject, so that a change to the villages leaves the towns as they were.
 */

/** A stream of numbers in [0, 1). */
export type Random = () => number;

/** Hash of a text, 32 bits (xmur3). */
function hash(text: string): number {
  let h = 1779033703 ^ text.length;
  for (let i = 0; i < text.length; i++) {
    h = Math.imul(h ^ text.charCodeAt(i), 3432918353);
    h = (h << 13) | (h >>> 19);
  }
  h = Math.imul(h ^ (h >>> 16), 2246822507);
  h = Math.imul(h ^ (h >>> 13), 3266489909);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The stream of a subject (mulberry32). */
export function randomOf(subject: string): Random {
  let state = hash(subject);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number in [low, high). */
export function between(random: Random, low: number, high: number): number {
  return low + (high - low) * random();
}

/** Height of the lattice point (x, y), 0–1. */
function lattice(x: number, y: number, seed: number): number {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 1274126177);
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise from -1 to 1 with features of about `wavelength` metres. */
export function noise(x: number, y: number, wavelength: number, seed: number): number {
  const u = x / wavelength;
  const v = y / wavelength;
  const i = Math.floor(u);
  const j = Math.floor(v);
  const s = (u - i) * (u - i) * (3 - 2 * (u - i));
  const t = (v - j) * (v - j) * (3 - 2 * (v - j));
  const south = lattice(i, j, seed) * (1 - s) + lattice(i + 1, j, seed) * s;
  const north = lattice(i, j + 1, seed) * (1 - s) + lattice(i + 1, j + 1, seed) * s;
  return 2 * (south * (1 - t) + north * t) - 1;
}
