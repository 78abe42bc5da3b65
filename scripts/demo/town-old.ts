/** The old town, the quarters at the railway, and the quarter across the river: ground split again and again. */
import { type County, halves, type Lay, patchesOf, rectangle, spotsIn } from "./drawing.ts";
import { RIVER, riverHalfWidth, toRailway, toRiver } from "./land.ts";
import { densify, distance, type Line, middle, offset, type Point } from "./lines.ts";
import { NORTH_BANK_STREETS, OLD_TOWN_STREETS, STATION_STREETS } from "./names.ts";
import { between, randomOf } from "./random.ts";
import type { Street } from "./street-plan.ts";
import { newTownPoint } from "./town-new.ts";
import { bend, blob, type Quarter, quarter } from "./towns.ts";

/** Metres between the water and the first street. */
const QUAY = 48;

/** The old town: four gates, a cross of main streets, lanes in between. */
export function oldTown(county: County, lay: Lay): void {
  const random = randomOf("old town");
  // A generous outline; the shape within decides where the streets end: at the river and at the fields.
  const outline = rectangle([0, 480], 0, 4400, 4400);
  const round = blob([60, 480], 1520, 0.26, 140);
  const within = (p: Point) => toRiver(p) > QUAY && p[1] > -1080 && round(p);
  const fine = bend(40, 520, 40);
  const coarse = bend(120, 1500, 44);
  const warp = (p: Point) => fine(coarse(p));
  const cross: Point = [-120, 540];
  const names = [...OLD_TOWN_STREETS];
  const [north, south] = halves([...outline].reverse(), cross, 0.03);
  for (const part of [north, south]) {
    for (const piece of halves(part, cross, Math.PI / 2 + 0.05)) {
      const built = quarter(
        {
          outline: piece,
          blockArea: 8_600,
          disorder: 0.8,
          warp,
          within,
          classes: [
            "tertiary",
            "tertiary",
            "residential",
            "residential",
            "residential",
            "residential",
            "living_street",
            "living_street",
            "footway",
          ],
          names: names.splice(0, 5),
        },
        random,
      );
      for (const s of built.streets) lay(s);
      const homes = built.blocks.flatMap((b) => {
        const c = middle(b);
        const use = random();
        if (use < 0.03) {
          county.patches.push({ ring: b, tags: { leisure: "park" } });
          return [];
        }
        if (use < 0.06) {
          county.patches.push({ ring: b, tags: { amenity: "school" } });
          return [];
        }
        return spotsIn(b, 0.2 + Math.exp(-((distance(c, cross) / 1000) ** 2)), random);
      });
      const old = county.homes.find((h) => h.name === "老城");
      if (old) old.spots.push(...homes);
      else county.homes.push({ name: "老城", people: 58_000, old: 0.24, spots: homes });
    }
  }
  const main = (line: Line, name: string, nameEn: string, extra: Partial<Street> = {}) =>
    lay({ line: densify(line, 25), tags: { highway: "secondary", name, "name:en": nameEn }, ...extra });
  const west = warp([-1550, 502]);
  const quay = offset(RIVER, (i) => -(riverHalfWidth(i) + QUAY)).filter(
    ([x, y]) => x > -900 && x < 1800 && y > -1700 && y < 2500,
  );
  lay({ line: quay, tags: { highway: "tertiary", name: "沿江路", "name:en": "Yanjiang Road" } });
  main(densify([[-1550, 502], cross, [1400, 585]], 25).map(warp), "正街", "Zheng Street");
  main(densify([[-190, 1950], cross, [-45, -1000]], 25).map(warp), "南北大街", "Nanbei Main Street");
  const bridge: Line = [warp([1400, 585]), [1520, 560], [1950, 520], newTownPoint([2350, 650])];
  main(bridge, "鹤鸣老桥", "Heming Old Bridge", { crosses: ["river"] });
  main([warp([-45, -1000]), [-120, -1300], [-330, -2180]], "车站大道", "Station Avenue");
  const name = { name: "老城", "name:en": "Old Town" };
  county.patches.push(...patchesOf(within, [0, 480], 2200, { landuse: "residential", ...name }));
  // To the south-bank road.
  main([west, [-2000, 720], [-2500, 1150]], "西关路", "Xiguan Road");
}

/** The quarters on both sides of the railway. */
export function stationQuarters(county: County, lay: Lay): void {
  const names = [...STATION_STREETS];
  const draw = (
    id: string,
    name: string,
    nameEn: string,
    c: Point,
    reach: number,
    within: (p: Point) => boolean,
    people: number,
  ) => {
    const random = randomOf(id);
    const plan: Quarter = {
      outline: rectangle(c, 0.06, 2 * reach, 2 * reach),
      blockArea: 10_500,
      disorder: 0.6,
      warp: bend(20, 420, 70),
      within,
      classes: ["tertiary", "tertiary", "residential", "residential", "residential", "residential", "living_street"],
      names: names.splice(0, 3),
    };
    const built = quarter(plan, random);
    for (const s of built.streets) lay(s);
    county.patches.push(...patchesOf(within, c, reach, { landuse: "residential", name, "name:en": nameEn }));
    const spots = built.blocks.flatMap((b) => spotsIn(b, between(random, 0.4, 1.6), random));
    county.homes.push({ name, people, old: 0.19, spots });
  };
  const north = blob([-150, -1620], 1050, 0.25, 150, [1.15, 0.8]);
  draw(
    "station",
    "站前",
    "Zhanqian",
    [-150, -1620],
    1300,
    (p) => p[1] < -1040 && p[1] > -2215 && toRiver(p) > 60 && north(p),
    9_200,
  );
  const south = blob([-600, -2950], 700, 0.3, 160, [1.25, 0.75]);
  draw(
    "rail south",
    "铁南",
    "Tienan",
    [-600, -2950],
    1000,
    (p) => toRailway(p) > 60 && p[1] < -2540 && south(p),
    6_800,
  );
  county.patches.push({
    ring: [
      [-900, -2440],
      [300, -2500],
      [310, -2330],
      [-900, -2280],
    ],
    tags: { landuse: "railway", name: "鹤鸣站", "name:en": "Heming Station" },
  });
  for (const y of [-2750, -3050]) {
    lay({
      line: densify(
        [
          [-1500, y],
          [-700, y - 60],
        ],
        25,
      ),
      tags: { highway: "residential" },
    });
  }
  // Under the railway, on to Shiqiao.
  lay({
    line: densify(
      [
        [-330, -2180],
        [-900, -2200],
        [-1380, -2180],
      ],
      40,
    ),
    tags: { highway: "secondary", name: "站前路", "name:en": "Zhanqian Road" },
  });
  lay({
    line: densify(
      [
        [-1380, -2180],
        [-1470, -2350],
        [-1480, -2650],
        [-1560, -3050],
        [-1500, -3500],
      ],
      30,
    ),
    tags: { highway: "secondary", name: "石桥公路", "name:en": "Shiqiao Highway", ref: "X203" },
    crosses: ["railway"],
  });
}

/** The quarter across the river: near as the crow flies, far on foot. */
export function northBank(county: County, lay: Lay): void {
  const random = randomOf("north bank");
  const c: Point = [-560, 2960];
  const round = blob(c, 560, 0.3, 170, [1.6, 0.8]);
  const within = (p: Point) => toRiver(p) > 100 && round(p);
  const outline = rectangle(c, 0.05, 2300, 1500);
  const warp = bend(22, 380, 80);
  const built = quarter(
    {
      outline,
      blockArea: 8_500,
      disorder: 0.7,
      warp,
      within,
      classes: ["tertiary", "residential", "residential", "living_street", "living_street", "footway"],
      names: [...NORTH_BANK_STREETS],
    },
    random,
  );
  for (const s of built.streets) lay(s);
  for (const x of [-1000, -300, 200]) {
    lay({
      line: [
        [x, 3000],
        [x + 30, 2400],
      ],
      tags: { highway: "residential" },
    });
  }
  county.patches.push(...patchesOf(within, c, 1200, { landuse: "residential", name: "北岸", "name:en": "Bei'an" }));
  county.homes.push({
    name: "北岸",
    people: 6_400,
    old: 0.26,
    spots: built.blocks.flatMap((b) => spotsIn(b, between(random, 0.6, 1.4), random)),
  });
}
