/**
 * The lie of the land of Heming County: where the valleys, the river, the reservoir, the expressway and the railway run, and
 * how high the ground is. Everything else follows from it: roads seek the valleys, borders the ridges and the river.
 *
 * Local metres: x east, y north of the county's middle.
 */
import { METRES_PER_DEGREE, metresPerDegreeLon } from "../../server/geo.ts";
import { type Line, LineIndex, offset, type Point, resample, spline } from "./lines.ts";
import { noise } from "./random.ts";

/** The middle of the county in degrees: hills of central China, chosen for its look; no real county is meant. */
export const MIDDLE = { lon: 109.0, lat: 29.9 };
/** Half the width and height of the drawn box, metres. */
export const HALF_WIDTH = 16_800;
export const HALF_HEIGHT = 13_800;

const METRES_PER_LON = metresPerDegreeLon(MIDDLE.lat);

/** Degrees of a local point, to 7 decimals as OpenStreetMap keeps them. */
export function toLonLat([x, y]: Point): [lon: number, lat: number] {
  const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;
  return [round(MIDDLE.lon + x / METRES_PER_LON), round(MIDDLE.lat + y / METRES_PER_DEGREE)];
}

/** Local point of degrees. */
export function toLocal(lon: number, lat: number): Point {
  return [(lon - MIDDLE.lon) * METRES_PER_LON, (lat - MIDDLE.lat) * METRES_PER_DEGREE];
}

/** The river 鹤水, from the north-west through the two towns to the south-east. */
export const RIVER: Line = resample(
  spline(
    [
      [-19000, 9600],
      [-16800, 8300],
      [-14600, 8900],
      [-12700, 7200],
      [-10900, 7300],
      [-9500, 5600],
      [-8000, 5400],
      [-6900, 3700],
      [-5100, 3900],
      [-3900, 2500],
      [-2500, 1900],
      [-900, 2420],
      [800, 2080],
      [1720, 700],
      [1560, -900],
      [2350, -2050],
      [3900, -2550],
      [5300, -1750],
      [6900, -1850],
      [8000, -3400],
      [9200, -4100],
      [9900, -5800],
      [11600, -6200],
      [12900, -7700],
      [14600, -7600],
      [16300, -9300],
      [19000, -10000],
    ],
    60,
  ),
  60,
);

/** Half the width of the river at vertex i of RIVER, metres: wider downstream, and wide around the sandbar of Shazhou. */
export function riverHalfWidth(i: number): number {
  const p = RIVER[i] as Point;
  const along = i / RIVER.length;
  const sandbar = 110 * Math.exp(-(((p[0] - SANDBAR[0]) ** 2 + (p[1] - SANDBAR[1]) ** 2) / 500 ** 2));
  return 34 + 34 * along + sandbar + 6 * noise(p[0], p[1], 700, 5);
}

/** Middle of the sandbar in the river. */
export const SANDBAR: Point = [10780, -6060];

/** A valley with its stream: `from` and `to` are the heights of its floor in metres, `floor` half its flat width. */
export interface Valley {
  name: string;
  nameEn: string;
  line: Line;
  from: number;
  to: number;
  floor: number;
}

const valley = (name: string, nameEn: string, from: number, to: number, floor: number, points: Line): Valley => ({
  name,
  nameEn,
  from,
  to,
  floor,
  line: resample(spline(points, 80), 80),
});

/** The side valleys, each ending in the river. */
export const VALLEYS: readonly Valley[] = [
  valley("云溪", "Yun Stream", 640, 345, 130, [
    [-3100, 14600],
    [-3900, 12300],
    [-3300, 10400],
    [-4200, 8600],
    [-3600, 6600],
    [-4700, 5200],
    [-4300, 2900],
  ]),
  valley("石桥河", "Shiqiao Stream", 560, 332, 180, [
    [-9800, -14600],
    [-8300, -12000],
    [-7300, -9900],
    [-5200, -8000],
    [-4300, -5900],
    [-2400, -4700],
    [-800, -3700],
    [1500, -2900],
    [2350, -2050],
  ]),
  valley("龙潭河", "Longtan Stream", 600, 328, 170, [
    [15300, 13200],
    [13500, 10600],
    [12200, 8600],
    [10500, 6900],
    [9900, 4600],
    [8700, 2400],
    [9000, 200],
    [7900, -1300],
    [7300, -2100],
  ]),
  valley("枫溪", "Feng Stream", 590, 326, 120, [
    [1500, -14800],
    [2700, -12200],
    [4300, -10300],
    [4300, -8500],
    [5900, -6800],
    [6300, -5300],
    [7700, -4200],
    [8500, -3700],
  ]),
  valley("茶溪", "Cha Stream", 600, 350, 120, [
    [-18600, -2800],
    [-16200, -1700],
    [-14000, -1500],
    [-12300, -500],
    [-11300, 1400],
    [-9500, 2600],
    [-8200, 4000],
    [-7400, 4500],
  ]),
  valley("金溪", "Jin Stream", 610, 325, 90, [
    [16600, -1400],
    [14600, -1700],
    [13200, -3100],
    [11800, -3700],
    [10900, -4900],
    [10300, -5900],
  ]),
  valley("青溪", "Qing Stream", 640, 350, 80, [
    [-9200, 14800],
    [-9800, 12400],
    [-8800, 10700],
    [-9600, 8900],
    [-9300, 7400],
    [-8600, 5600],
  ]),
  valley("竹溪", "Zhu Stream", 610, 338, 80, [
    [4200, 14800],
    [5100, 12000],
    [4100, 9600],
    [5100, 7600],
    [3800, 5600],
    [2100, 3900],
    [1100, 2200],
  ]),
  valley("麻溪", "Ma Stream", 650, 440, 80, [
    [-14600, -14600],
    [-13500, -11800],
    [-11600, -10200],
    [-9700, -9800],
    [-7300, -9900],
  ]),
];

/** The reservoir fills this piece of the Longtan valley. */
const DAM_LINE: Line = (VALLEYS[2] as Valley).line.filter(([x, y]) => x > 12050 && x < 13900 && y > 8300 && y < 11200);

function outline(line: Line, half: (i: number) => number): Point[] {
  return [...offset(line, half), ...offset(line, (i) => -half(i)).reverse()];
}

/** The shore of Longtan reservoir, a ring without the closing point. */
export const RESERVOIR: Line = outline(DAM_LINE, (i) => {
  const share = i / (DAM_LINE.length - 1);
  const p = DAM_LINE[i] as Point;
  return 30 + 210 * Math.sin(Math.PI * share ** 1.4) + 60 * Math.sin(Math.PI * share) * noise(p[0], p[1], 320, 9);
});

/** Banks of the river, downstream: the left one and the right one. */
export const LEFT_BANK: Line = offset(RIVER, riverHalfWidth);
export const RIGHT_BANK: Line = offset(RIVER, (i) => -riverHalfWidth(i));

/** The expressway (its middle), south to north; it passes between the new town and Xingfu resettlement area. */
export const EXPRESSWAY: Line = resample(
  spline(
    [
      [2300, -16000],
      [3300, -12800],
      [2700, -9300],
      [4300, -6600],
      [5900, -4700],
      [6380, -2600],
      [6180, -500],
      [6320, 1800],
      [6380, 3900],
      [7500, 6200],
      [7700, 8600],
      [9600, 11300],
      [10300, 15500],
    ],
    80,
  ),
  80,
);

/** The railway, west to east, south of the old town. */
export const RAILWAY: Line = resample(
  spline(
    [
      [-19000, -6400],
      [-15500, -5300],
      [-12500, -5500],
      [-9300, -3900],
      [-6300, -3900],
      [-3600, -2700],
      [-1200, -2480],
      [600, -2560],
      [2300, -3300],
      [4300, -4600],
      [6500, -6000],
      [8300, -8100],
      [11200, -9200],
      [13500, -11200],
      [19000, -12600],
    ],
    80,
  ),
  80,
);

/** The part of the railway that runs in a tunnel: people walk over it. */
export function inRailTunnel([x]: Point): boolean {
  return x > -14700 && x < -11000;
}

/** Wide flat places: middle, radius. The towns stand there. */
const BASINS: readonly { x: number; y: number; radius: number }[] = [
  { x: -100, y: 300, radius: 1900 },
  { x: 3900, y: 700, radius: 2700 },
  { x: 7300, y: 1300, radius: 900 },
  { x: 7700, y: 4700, radius: 800 },
  { x: -500, y: -2300, radius: 1400 },
  { x: -8400, y: 6500, radius: 500 },
  { x: -5000, y: -7300, radius: 600 },
  { x: 10600, y: 5900, radius: 500 },
  { x: 11600, y: -7100, radius: 600 },
  { x: -1000, y: 3100, radius: 600 },
  { x: 3500, y: 3700, radius: 800 },
  { x: 3300, y: -2900, radius: 700 },
  { x: 5600, y: -2900, radius: 700 },
  { x: -5500, y: 4600, radius: 500 },
];

interface Floor {
  /** Flat x1, y1, z1, x2, y2, z2, half width. */
  segments: Float64Array;
}

/** Valley floors and basins as short straight pieces, so that a height is one pass over flat numbers. */
function floors(): Floor {
  const numbers: number[] = [];
  const add = (line: Line, from: number, to: number, half: number) => {
    const coarse = resample(line, 400);
    const z = (i: number) => from + (to - from) * (i / (coarse.length - 1)) ** 0.7;
    for (let i = 1; i < coarse.length; i++) {
      const a = coarse[i - 1] as Point;
      const b = coarse[i] as Point;
      numbers.push(a[0], a[1], z(i - 1), b[0], b[1], z(i), half);
    }
  };
  add(RIVER, 380, 318, 390);
  for (const v of VALLEYS) add(v.line, v.from, v.to, v.floor);
  for (const { x, y, radius } of BASINS) {
    let z = 1e9;
    let nearest = 1e9;
    for (let k = 0; k < numbers.length; k += 7) {
      const d = Math.hypot((numbers[k] as number) - x, (numbers[k + 1] as number) - y);
      if (d < nearest) {
        nearest = d;
        z = numbers[k + 2] as number;
      }
    }
    numbers.push(x, y, z + 4, x, y, z + 4, radius);
  }
  return { segments: Float64Array.from(numbers) };
}
const FLOORS = floors();

/** Height in metres, and metres beyond the flat floor of the nearest valley (0 on it): slow, for the lattice below. */
function formOf(x: number, y: number): { height: number; away: number } {
  const s = FLOORS.segments;
  // The slopes wander, so that ridges and hollows are not parallel to the valleys.
  const wander = 260 * noise(x, y, 1500, 1) + 110 * noise(x, y, 600, 2);
  let height = 1e9;
  let nearest = 1e9;
  for (let k = 0; k < s.length; k += 7) {
    const ax = s[k] as number;
    const ay = s[k + 1] as number;
    const dx = (s[k + 3] as number) - ax;
    const dy = (s[k + 4] as number) - ay;
    const square = dx * dx + dy * dy;
    const t = square === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / square));
    const px = x - ax - dx * t;
    const py = y - ay - dy * t;
    const away = Math.max(0, Math.sqrt(px * px + py * py) - (s[k + 6] as number));
    const far = Math.max(0, away + (wander * away) / (away + 400));
    const rise = 420 * (1 - Math.exp(-((far / 1800) ** 1.35)));
    height = Math.min(height, (s[k + 2] as number) + ((s[k + 5] as number) - (s[k + 2] as number)) * t + rise);
    nearest = Math.min(nearest, away);
  }
  // Hills and hollows, the higher the farther from the valleys.
  const hills = 130 * (1 - 2 * Math.abs(noise(x, y, 2100, 11))) + 75 * noise(x, y, 900, 12) + 26 * noise(x, y, 380, 13);
  return { height: height + hills * Math.min(1, nearest / 1500) + 3 * noise(x, y, 240, 3), away: nearest };
}

/** Spacing of the lattice on which the form of the land is worked out once, metres. */
const STEP = 90;
const MARGIN = 1_500;
const LATTICE_COLUMNS = Math.ceil((2 * (HALF_WIDTH + MARGIN)) / STEP) + 3;
const LATTICE_ROWS = Math.ceil((2 * (HALF_HEIGHT + MARGIN)) / STEP) + 3;
const heights = new Float64Array(LATTICE_COLUMNS * LATTICE_ROWS);
const aways = new Float64Array(LATTICE_COLUMNS * LATTICE_ROWS);
for (let j = 0; j < LATTICE_ROWS; j++) {
  for (let i = 0; i < LATTICE_COLUMNS; i++) {
    const { height, away } = formOf((i - 1) * STEP - HALF_WIDTH - MARGIN, (j - 1) * STEP - HALF_HEIGHT - MARGIN);
    heights[j * LATTICE_COLUMNS + i] = height;
    aways[j * LATTICE_COLUMNS + i] = away;
  }
}

/** Value between four lattice points (Catmull–Rom). */
function between4(a: number, b: number, c: number, d: number, t: number): number {
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

function interpolate(lattice: Float64Array, x: number, y: number): number {
  const u = Math.max(1, Math.min(LATTICE_COLUMNS - 2.001, (x + HALF_WIDTH + MARGIN) / STEP + 1));
  const v = Math.max(1, Math.min(LATTICE_ROWS - 2.001, (y + HALF_HEIGHT + MARGIN) / STEP + 1));
  const i = Math.floor(u);
  const j = Math.floor(v);
  const row = (r: number) => {
    const k = r * LATTICE_COLUMNS + i;
    return between4(
      lattice[k - 1] as number,
      lattice[k] as number,
      lattice[k + 1] as number,
      lattice[k + 2] as number,
      u - i,
    );
  };
  return between4(row(j - 1), row(j), row(j + 1), row(j + 2), v - j);
}

/** Height of the ground in metres above the sea: flat valley floors, slopes, and hills of up to 500 m above the river. */
export function heightAt([x, y]: Point): number {
  return interpolate(heights, x, y);
}

/** Metres from the flat floor of the nearest valley, 0 on it. */
export function fromFloor([x, y]: Point): number {
  return Math.max(0, interpolate(aways, x, y));
}

/** Steepness of the ground as rise over run. */
export function slopeAt(p: Point): number {
  const e = 40;
  const dx = heightAt([p[0] + e, p[1]]) - heightAt([p[0] - e, p[1]]);
  const dy = heightAt([p[0], p[1] + e]) - heightAt([p[0], p[1] - e]);
  return Math.sqrt(dx * dx + dy * dy) / (2 * e);
}

const riverIndex = new LineIndex(400);
riverIndex.add(RIVER);
const expresswayIndex = new LineIndex(400);
expresswayIndex.add(EXPRESSWAY);
const railwayIndex = new LineIndex(400);
railwayIndex.add(RAILWAY);
const shoreIndex = new LineIndex(400);
shoreIndex.add([...RESERVOIR, RESERVOIR[0] as Point]);

/** Metres to the water of the river (0 or less: in it); Infinity beyond 600 m. */
export function toRiver(p: Point): number {
  const near = riverIndex.nearest(p, 800);
  return near ? near.metres - riverHalfWidth(near.segment) : Number.POSITIVE_INFINITY;
}

/** Metres to the middle of the expressway; Infinity beyond 300 m. */
export function toExpressway(p: Point): number {
  return expresswayIndex.nearest(p, 300)?.metres ?? Number.POSITIVE_INFINITY;
}

/** Metres to the railway where it runs in the open; Infinity beyond 300 m and over its tunnel. */
export function toRailway(p: Point): number {
  if (inRailTunnel(p)) return Number.POSITIVE_INFINITY;
  return railwayIndex.nearest(p, 300)?.metres ?? Number.POSITIVE_INFINITY;
}

/** Metres to the shore of the reservoir, negative on the water; Infinity beyond 600 m from it. */
export function toReservoir(p: Point): number {
  const near = shoreIndex.nearest(p, 600);
  if (!near) return Number.POSITIVE_INFINITY;
  let odd = false;
  for (let i = 0, j = RESERVOIR.length - 1; i < RESERVOIR.length; j = i++) {
    const a = RESERVOIR[i] as Point;
    const b = RESERVOIR[j] as Point;
    if (a[1] > p[1] !== b[1] > p[1] && p[0] < ((b[0] - a[0]) * (p[1] - a[1])) / (b[1] - a[1]) + a[0]) odd = !odd;
  }
  return odd ? -near.metres : near.metres;
}
