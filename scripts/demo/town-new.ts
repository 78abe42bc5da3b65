/** The new town: a grid of avenues along the river, superblocks with gated estates, parks, schools, offices. */
import { type County, type Homes, type Lay, type Patch, spotsIn } from "./drawing.ts";
import { LEFT_BANK, RIVER, toExpressway, toRiver } from "./land.ts";
import { areaOf, densify, distance, inset, type Line, LineIndex, middle, offset, type Point } from "./lines.ts";
import { AVENUES_EAST_WEST, AVENUES_NORTH_SOUTH } from "./names.ts";
import { between, type Random, randomOf } from "./random.ts";
import { bend, estate, quarter } from "./towns.ts";

/** Lines of the grid east and north of the new town's own corner, metres. */
const US = [2350, 2990, 3640, 4310, 4960, 5560] as const;
const VS = [-1300, -650, 0, 650, 1300, 1960, 2600] as const;
/** Superblocks [column, row] not yet built. */
const FIELDS = new Set(["4,0", "4,5", "0,5"]);
/** One walled superblock with gates only to the west, and the square. */
const JINXIU = "3,4";
const SQUARE = "2,3";

const wave = bend(42, 2100, 33);

/** A point of the grid: turned by six degrees and a little bent, as it follows the river. */
export function newTownPoint([u, v]: Point): Point {
  const [cos, sin] = [Math.cos(0.105), Math.sin(0.105)];
  return wave([3900 + (u - 3900) * cos - (v - 800) * sin, 800 + (u - 3900) * sin + (v - 800) * cos]);
}

/** A street along the grid, straight in it. */
function along(from: Point, to: Point): Line {
  return densify([from, to], 50).map(newTownPoint);
}

const built = (i: number, j: number) =>
  i >= 0 && j >= 0 && i < US.length - 1 && j < VS.length - 1 && !FIELDS.has(`${i},${j}`);

/** Runs of neighbouring pieces of a grid line that border a superblock: [first, last + 1]. */
function runs(count: number, is: (piece: number) => boolean): [number, number][] {
  const out: [number, number][] = [];
  for (let k = 0; k < count; k++) {
    const last = out.at(-1);
    if (!is(k)) continue;
    if (last && last[1] === k) last[1] = k + 1;
    else out.push([k, k + 1]);
  }
  return out;
}

export function newTown(county: County, lay: Lay): void {
  const random = randomOf("new town");
  const homes: Homes = { name: "新城", people: 79_000, old: 0.11, spots: [] };
  county.homes.push(homes);
  avenues(lay);
  riverside(county, homes, lay, random);
  for (let i = 0; i < US.length - 1; i++) {
    for (let j = 0; j < VS.length - 1; j++) if (built(i, j)) superblock(i, j, county, homes, lay, random);
  }
  // The second bridge, from the station side.
  const corner = newTownPoint([US[0], VS[0]]);
  lay({
    line: densify([corner, [2330, -1370], [1700, -1900], [900, -2180], [200, -2200], [-330, -2180]], 50),
    tags: { highway: "primary", name: "新城大桥路", "name:en": "Xincheng Bridge Road" },
    crosses: ["river"],
  });
}

function avenues(lay: Lay): void {
  US.forEach((u, i) => {
    const { name, nameEn } = AVENUES_NORTH_SOUTH[i] ?? { name: "", nameEn: "" };
    const highway = i === 2 || i === 5 ? "primary" : "secondary";
    for (const [from, to] of runs(VS.length - 1, (j) => built(i - 1, j) || built(i, j))) {
      const line = along([u, VS[from] as number], [u, VS[to] as number]);
      lay({ line, tags: { highway, name, "name:en": nameEn } });
    }
  });
  VS.forEach((v, j) => {
    const { name, nameEn } = AVENUES_EAST_WEST[j] ?? { name: "", nameEn: "" };
    for (const [from, to] of runs(US.length - 1, (i) => built(i, j - 1) || built(i, j))) {
      const line = along([US[from] as number, v], [US[to] as number, v]);
      lay({ line, tags: { highway: j === 3 ? "primary" : "secondary", name, "name:en": nameEn } });
    }
  });
}

/** Binjiang Road along the water, the park before it, and the older blocks between it and the grid. */
function riverside(county: County, homes: Homes, lay: Lay, random: Random): void {
  const near = ([x, y]: Point) => x > -1700 && x < 2560 && y > -1900 && y < 3000;
  const road = offset(RIVER, () => 135).filter(near);
  lay({ line: road, tags: { highway: "tertiary", name: "滨江路", "name:en": "Binjiang Road" } });
  const promenade = offset(RIVER, () => 88).filter(([x, y]) => near([x, y]) && x > 1200);
  lay({ line: promenade, tags: { highway: "footway", name: "滨江步道", "name:en": "Riverside Walk" } });
  const shore = LEFT_BANK.filter(([x, y]) => near([x, y]) && x > 1200);
  county.patches.push({
    ring: [...shore, ...road.filter(([x]) => x > 1200).reverse()],
    tags: { leisure: "park", name: "滨江公园", "name:en": "Riverside Park" },
  });
  const index = new LineIndex(200);
  index.add(road);
  /** Where a row of the grid, prolonged to the west, meets the riverside road. */
  const meets = (v: number): Point | null => {
    for (let u: number = US[0]; u > 1200; u -= 4) {
      const hit = index.nearest(newTownPoint([u, v]), 4);
      if (hit) return hit.point;
    }
    return null;
  };
  const ends = VS.map(meets);
  VS.forEach((v, j) => {
    const end = ends[j];
    const { name, nameEn } = AVENUES_EAST_WEST[j] ?? { name: "", nameEn: "" };
    const highway = j === 3 ? "primary" : "secondary";
    if (end) lay({ line: densify([end, newTownPoint([US[0], v])], 40), tags: { highway, name, "name:en": nameEn } });
    const next = ends[j + 1];
    if (!end || !next) return;
    const block = [end, newTownPoint([US[0], v]), newTownPoint([US[0], VS[j + 1] as number]), next];
    const plan = { blockArea: 13_000, disorder: 0.5, warp: bend(7, 300, 36) };
    const piece = quarter(
      { ...plan, outline: inset(block, 2), classes: ["residential", "residential", "living_street"] },
      random,
    );
    for (const s of piece.streets) lay(s);
    county.patches.push({ ring: inset(block, 14), tags: { landuse: "residential" } });
    for (const b of piece.blocks) homes.spots.push(...spotsIn(b, between(random, 0.2, 0.8), random));
  });
}

/** One field of the grid: streets through it, and a use for each of its blocks. */
function superblock(i: number, j: number, county: County, homes: Homes, lay: Lay, random: Random): void {
  const [u0, u1, v0, v1] = [US[i], US[i + 1], VS[j], VS[j + 1]] as [number, number, number, number];
  const rectangle = (a: number, b: number, c: number, d: number) =>
    (
      [
        [a, c],
        [b, c],
        [b, d],
        [a, d],
      ] as Point[]
    ).map(newTownPoint);
  const whole = rectangle(u0, u1, v0, v1);
  if (`${i},${j}` === JINXIU) {
    gated(whole, [3], 1.5, county, homes, lay, random);
    (county.patches.at(-1) as Patch).tags = { landuse: "residential", name: "锦绣江南", "name:en": "Jinxiu Jiangnan" };
    return;
  }
  if (`${i},${j}` === SQUARE) {
    const name = { name: "鹤鸣广场", "name:en": "Heming Square" };
    county.patches.push({ ring: inset(whole, 20), tags: { leisure: "park", ...name } });
    lay({ line: along([u0, v0], [u1, v1]), tags: { highway: "footway" } });
    lay({ line: along([u0, v1], [u1, v0]), tags: { highway: "footway" } });
    return;
  }
  const um = u0 + (u1 - u0) * between(random, 0.44, 0.56);
  const vm = v0 + (v1 - v0) * between(random, 0.44, 0.56);
  const highway = () => (random() < 0.4 ? "tertiary" : "residential");
  lay({ line: along([um, v0], [um, v1]), tags: { highway: highway() } });
  const four = random() < 0.62;
  if (four) lay({ line: along([u0, vm], [u1, vm]), tags: { highway: highway() } });
  const rows = four
    ? ([
        [v0, vm],
        [vm, v1],
      ] as const)
    : ([[v0, v1]] as const);
  for (const [a, b] of [
    [u0, um],
    [um, u1],
  ] as const) {
    for (const [c, d] of rows) {
      const block = rectangle(a, b, c, d);
      if (block.some((p) => toRiver(p) < 30 || toExpressway(p) < 60)) continue;
      const central = Math.exp(-((distance(middle(block), [3800, 800]) / 1700) ** 2));
      const use = random();
      if (use < 0.6) {
        const first = Math.floor(random() * 4);
        gated(block, random() < 0.5 ? [first] : [first, first + 2], 0.5 + central, county, homes, lay, random);
      } else if (use < 0.76) {
        openBlock(block, 0.45 + 0.5 * central, county, homes, lay, random);
      } else if (use < 0.85) {
        county.patches.push({ ring: inset(block, 16), tags: { landuse: "commercial" } });
        lay({ line: along([(a + b) / 2, c], [(a + b) / 2, d]), tags: { highway: "service" } });
        homes.spots.push(...spotsIn(inset(block, 30), 0.12, random));
      } else if (use < 0.92) {
        county.patches.push({ ring: inset(block, 16), tags: { amenity: "school" } });
      } else {
        county.patches.push({ ring: inset(block, 16), tags: { leisure: "park" } });
        lay({ line: along([a, c], [b, d]), tags: { highway: "footway" } });
      }
    }
  }
}

function gated(
  block: Line,
  gates: readonly number[],
  density: number,
  county: County,
  homes: Homes,
  lay: Lay,
  random: Random,
): void {
  const { streets, markers } = estate(block, gates, random);
  for (const s of streets) lay(s);
  county.markers.push(...markers);
  const ground = inset(block, 16);
  if (Math.abs(areaOf(ground)) === 0) return;
  homes.spots.push(...spotsIn(ground, density, random));
  county.patches.push({ ring: ground, tags: { landuse: "residential" } });
}

function openBlock(block: Line, density: number, county: County, homes: Homes, lay: Lay, random: Random): void {
  const plan = { blockArea: 9_000, disorder: 0.3, warp: (p: Point) => p };
  const classes = ["residential", "residential", "service"];
  const piece = quarter({ ...plan, outline: inset(block, 2), classes }, random);
  for (const s of piece.streets) lay(s);
  county.patches.push({ ring: inset(block, 12), tags: { landuse: "residential" } });
  for (const b of piece.blocks) homes.spots.push(...spotsIn(b, density, random));
}
