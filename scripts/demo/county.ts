/**
 * Draws the whole county: towns, planned settlements, roads from seat to seat, then villages, one after the other, each
 * finding its way to the road net. Homes are kept beside the streets, for the people.
 */
import { heightAt, RIVER, slopeAt, toExpressway, toRailway, toReservoir, toRiver } from "./land.ts";
import {
  areaOf,
  densify,
  distance,
  half,
  inset,
  inside,
  type Line,
  LineIndex,
  middle,
  offset,
  type Point,
  smooth,
} from "./lines.ts";
import {
  AVENUES_EAST_WEST,
  AVENUES_NORTH_SOUTH,
  NORTH_BANK_STREETS,
  OLD_TOWN_STREETS,
  STATION_STREETS,
} from "./names.ts";
import { COMMUNITIES, HAMLETS, inCounty, PLANNED, SEATS, type Seat } from "./places.ts";
import { between, randomOf } from "./random.ts";
import { Ground, PATH, ROAD, TRACK } from "./routes.ts";
import type { Marker, Street } from "./street-plan.ts";
import { bend, estate, type Quarter, quarter, ringRoad, villageLanes } from "./towns.ts";

/** A group of people and where their homes may be: points with a weight. */
export interface Homes {
  name: string;
  people: number;
  /** Share of people aged 60 and over. */
  old: number;
  spots: { point: Point; weight: number }[];
}
/** An area for the basemap. */
export interface Ground2 {
  ring: Line;
  tags: Record<string, string>;
}
export interface County {
  streets: Street[];
  markers: Marker[];
  grounds: Ground2[];
  homes: Homes[];
}

const same = (p: Point) => p;

/** Points all over a polygon, about 25 m apart, off the water. */
function spotsIn(ring: Line, weight: number, random: () => number): Homes["spots"] {
  const xs = ring.map((p) => p[0]);
  const ys = ring.map((p) => p[1]);
  const spots: Homes["spots"] = [];
  for (let x = Math.min(...xs) + 12; x < Math.max(...xs); x += 28) {
    for (let y = Math.min(...ys) + 12; y < Math.max(...ys); y += 28) {
      const p: Point = [x + between(random, -9, 9), y + between(random, -9, 9)];
      if (inside(p, ring) && toRiver(p) > 14) spots.push({ point: p, weight: weight * between(random, 0.6, 1.4) });
    }
  }
  return spots;
}

/** Points on both sides of a street. */
function spotsAlong(line: Line, weight: number, random: () => number): Homes["spots"] {
  return densify(line, 22).flatMap((p) =>
    [0, 1].map(() => ({
      point: [p[0] + between(random, -32, 32), p[1] + between(random, -32, 32)] as Point,
      weight: weight * between(random, 0.4, 1.6),
    })),
  );
}

function rectangle(c: Point, angle: number, long: number, wide: number): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
  ].map(([a, b]) => {
    const [u, v] = [((a as number) * long) / 2, ((b as number) * wide) / 2];
    return [c[0] + u * cos - v * sin, c[1] + u * sin + v * cos];
  });
}

/** The two parts of a convex ring on the sides of the line through `o` in direction `angle`. */
function halves(ring: Line, o: Point, angle: number): [Point[], Point[]] {
  const side = (p: Point) => -(p[0] - o[0]) * Math.sin(angle) + (p[1] - o[1]) * Math.cos(angle);
  return [half(ring, side), half(ring, (p) => -side(p))];
}

export function drawCounty(): County {
  const county: County = { streets: [], markers: [], grounds: [], homes: [] };
  const ground = new Ground();
  const lay = (street: Street) => {
    county.streets.push(street);
    ground.addRoad(street.line);
  };

  oldTown(county, lay);
  newTown(county, lay);
  stationQuarters(county, lay);
  northBank(county, lay);
  for (const p of PLANNED) {
    const random = randomOf(p.id);
    const works = p.kind !== "resettlement-area";
    const outline = rectangle(p.middle, p.angle, p.long, p.wide);
    const warp = bend(works ? 2 : 5, 300, 60);
    const built = quarter(
      {
        outline,
        blockArea: works ? 60_000 : p.id === "xingfu" ? 19_000 : 9_000,
        disorder: works ? 0.15 : 0.25,
        warp,
        classes: works ? ["tertiary", "unclassified", "service"] : ["residential", "residential", "living_street"],
      },
      random,
    );
    for (const s of built.streets) lay(s);
    lay(
      ringRoad(outline, warp, {
        highway: works ? "unclassified" : "residential",
        name: works ? `${p.name.slice(0, 4)}环路` : "安居路",
        "name:en": works ? "Works Ring Road" : "Anju Road",
      }),
    );
    county.grounds.push({
      ring: outline.map(warp),
      tags: { landuse: works ? "industrial" : "residential", name: p.name, "name:en": p.nameEn },
    });
    county.homes.push({
      name: p.name,
      people: p.people,
      old: works ? 0.03 : 0.21,
      spots: built.blocks.flatMap((b) => spotsIn(b, works && random() < 0.6 ? 0.05 : 1, random)),
    });
  }
  const ends = new Map(SEATS.map((s) => [s.name, drawSeat(s, county, lay)]));
  mainRoads(ends, ground, lay);
  villages(county, ground, lay);
  return county;
}

/** The old town: four gates, a cross of main streets, lanes in between. */
function oldTown(county: County, lay: (s: Street) => void): void {
  const random = randomOf("old town");
  const outline: Line = [
    [-1150, 1450],
    [-350, 1960],
    [550, 1740],
    [1220, 900],
    [1240, -300],
    [800, -850],
    [-300, -950],
    [-1100, -550],
    [-1400, 450],
  ];
  const warp = bend(46, 520, 40);
  const cross: Point = [-120, 540];
  const names = [...OLD_TOWN_STREETS];
  const [north, south] = halves([...outline].reverse(), cross, 0.03);
  for (const part of [north, south]) {
    for (const piece of halves(part, cross, Math.PI / 2 + 0.05)) {
      const built = quarter(
        {
          outline: piece,
          blockArea: 8_200,
          disorder: 1,
          warp,
          classes: [
            "tertiary",
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
      for (const s of built.streets) {
        const steps = s.tags.highway === "footway" && Math.abs(random()) < 0.25;
        lay(steps ? { ...s, tags: { ...s.tags, highway: "steps" } } : s);
      }
      const homes = built.blocks.flatMap((b) => {
        const c = middle(b);
        const use = random();
        if (use < 0.03) {
          county.grounds.push({ ring: b, tags: { leisure: "park" } });
          return [];
        }
        if (use < 0.06) {
          county.grounds.push({ ring: b, tags: { amenity: "school" } });
          return [];
        }
        return spotsIn(b, 0.25 + Math.exp(-((distance(c, cross) / 1000) ** 2)), random);
      });
      const old = county.homes.find((h) => h.name === "老城");
      if (old) old.spots.push(...homes);
      else county.homes.push({ name: "老城", people: 58_000, old: 0.24, spots: homes });
    }
  }
  const main = (line: Line, name: string, nameEn: string, extra: Partial<Street> = {}) =>
    lay({ line: densify(line, 25), tags: { highway: "secondary", name, "name:en": nameEn }, ...extra });
  const west = warp([-1385, 502]);
  const east = warp([1225, 580]);
  main(densify([[-1385, 502], cross, [1225, 580]], 25).map(warp), "正街", "Zheng Street");
  main(densify([[-200, 1925], cross, [-45, -930]], 25).map(warp), "南北大街", "Nanbei Main Street");
  main([east, [1480, 560], [1950, 520], [2350, 489]], "鹤鸣老桥", "Heming Old Bridge", { crosses: ["river"] });
  main([warp([-45, -930]), [-120, -1200], [-330, -2180]], "车站大道", "Station Avenue");
  lay(ringRoad(inset(outline, 12), warp, { highway: "tertiary", name: "环城路", "name:en": "Huancheng Road" }));
  county.grounds.push({
    ring: outline.map(warp),
    tags: { landuse: "residential", name: "老城", "name:en": "Old Town" },
  });
  // To the south-bank road.
  main([west, [-1900, 700], [-2500, 1150]], "西关路", "Xiguan Road");
}

/** Turns the grid of the new town by six degrees. */
function newTownPoint([u, v]: Point): Point {
  const [cos, sin] = [Math.cos(0.105), Math.sin(0.105)];
  return [3900 + (u - 3900) * cos - (v - 800) * sin, 800 + (u - 3900) * sin + (v - 800) * cos];
}

/** The new town: avenues, superblocks, gated estates. */
function newTown(county: County, lay: (s: Street) => void): void {
  const random = randomOf("new town");
  const us = [2350, 2990, 3640, 4310, 4960, 5560];
  const vs = [-1300, -650, 0, 650, 1300, 1960, 2600];
  const at = (u: number, v: number) => newTownPoint([u, v]);
  us.forEach((u, i) => {
    const { name, nameEn } = AVENUES_NORTH_SOUTH[i] ?? { name: "", nameEn: "" };
    const highway = i === 2 || i === 5 ? "primary" : "secondary";
    lay({
      line: densify([at(u, vs[0] as number), at(u, vs.at(-1) as number)], 60),
      tags: { highway, name: i === 0 ? "江东路" : name, "name:en": i === 0 ? "Jiangdong Road" : nameEn },
    });
  });
  const bank = offset(RIVER, () => 135).filter(([x, y]) => x > -1700 && x < 2800 && y > -1900 && y < 3000);
  lay({ line: bank, tags: { highway: "tertiary", name: "滨江路", "name:en": "Binjiang Road" } });
  const bankIndex = new LineIndex(200);
  bankIndex.add(bank);
  vs.forEach((v, j) => {
    const { name, nameEn } = AVENUES_EAST_WEST[j] ?? { name: "北环路", nameEn: "North Ring Road" };
    let west: Point = at(us[0] as number, v);
    for (let u = us[0] as number; u > 1300; u -= 10) {
      west = at(u, v);
      if (bankIndex.nearest(west, 7)) break;
    }
    const joins = bankIndex.nearest(west, 7) !== null;
    lay({
      line: densify([joins ? west : at(us[0] as number, v), at(us.at(-1) as number, v)], 60),
      tags: { highway: j === 3 ? "primary" : "secondary", name, "name:en": nameEn },
    });
  });
  const homes: Homes = { name: "新城", people: 79_000, old: 0.11, spots: [] };
  county.homes.push(homes);
  const estateOf = (block: Line, gates: readonly number[], density: number) => {
    const built = estate(block, gates, random);
    for (const s of built.streets) lay(s);
    county.markers.push(...built.markers);
    const ground = inset(block, 16);
    homes.spots.push(...spotsIn(ground, density, random));
    county.grounds.push({ ring: ground, tags: { landuse: "residential" } });
  };
  for (let i = 0; i < us.length - 1; i++) {
    for (let j = 0; j < vs.length - 1; j++) {
      const [u0, u1, v0, v1] = [us[i], us[i + 1], vs[j], vs[j + 1]] as [number, number, number, number];
      const corner = (u: number, v: number) => at(u, v);
      if (i === 3 && j === 4) {
        // Jinxiu: one walled superblock with gates only to the west.
        const block = [corner(u0, v0), corner(u1, v0), corner(u1, v1), corner(u0, v1)];
        estateOf(block, [3], 1.5);
        (county.grounds.at(-1) as Ground2).tags = {
          landuse: "residential",
          name: "锦绣江南",
          "name:en": "Jinxiu Jiangnan",
        };
        continue;
      }
      if (i === 2 && j === 3) {
        const block = [corner(u0, v0), corner(u1, v0), corner(u1, v1), corner(u0, v1)];
        const park = inset(block, 20);
        county.grounds.push({ ring: park, tags: { leisure: "park", name: "鹤鸣广场", "name:en": "Heming Square" } });
        for (const [a, b] of [
          [0, 2],
          [1, 3],
        ] as const) {
          lay({ line: densify([block[a] as Point, block[b] as Point], 40), tags: { highway: "footway" } });
        }
        continue;
      }
      const um = u0 + (u1 - u0) * between(random, 0.44, 0.56);
      const vm = v0 + (v1 - v0) * between(random, 0.44, 0.56);
      const street = (a: Point, b: Point) =>
        lay({ line: densify([a, b], 60), tags: { highway: random() < 0.4 ? "tertiary" : "residential" } });
      street(corner(um, v0), corner(um, v1));
      const four = random() < 0.62;
      if (four) street(corner(u0, vm), corner(u1, vm));
      const columns: [number, number][] = [
        [u0, um],
        [um, u1],
      ];
      const rows: [number, number][] = four
        ? [
            [v0, vm],
            [vm, v1],
          ]
        : [[v0, v1]];
      for (const [a, b] of columns) {
        for (const [c, d] of rows) {
          const block = [corner(a, c), corner(b, c), corner(b, d), corner(a, d)];
          if (block.some((p) => toRiver(p) < 30) || block.some((p) => toExpressway(p) < 60)) continue;
          const use = random();
          const central = Math.exp(-((distance(middle(block), [3800, 800]) / 1700) ** 2));
          if (use < 0.62) {
            const first = Math.floor(random() * 4);
            estateOf(block, random() < 0.5 ? [first] : [first, first + 2], 0.5 + central);
          } else if (use < 0.74) {
            const built = quarter(
              {
                outline: inset(block, 4),
                blockArea: 9_000,
                disorder: 0.3,
                warp: same,
                classes: ["residential", "residential", "service"],
              },
              random,
            );
            for (const s of built.streets) lay(s);
            homes.spots.push(...built.blocks.flatMap((x) => spotsIn(x, 0.45 + 0.5 * central, random)));
          } else if (use < 0.84) {
            county.grounds.push({ ring: inset(block, 16), tags: { landuse: "commercial" } });
            lay({ line: densify([corner((a + b) / 2, c), corner((a + b) / 2, d)], 40), tags: { highway: "service" } });
            homes.spots.push(...spotsIn(inset(block, 30), 0.12, random));
          } else if (use < 0.92) {
            county.grounds.push({ ring: inset(block, 16), tags: { amenity: "school" } });
          } else {
            county.grounds.push({ ring: inset(block, 16), tags: { leisure: "park" } });
            lay({ line: densify([corner(a, c), corner(b, d)], 40), tags: { highway: "footway" } });
          }
        }
      }
    }
  }
  // The second bridge, from the station side.
  lay({
    line: densify([at(2350, -1300), [2330, -1370], [1700, -1900], [900, -2180], [200, -2200], [-330, -2180]], 50),
    tags: { highway: "primary", name: "新城大桥路", "name:en": "Xincheng Bridge Road" },
    crosses: ["river"],
  });
}

/** The quarters on both sides of the railway. */
function stationQuarters(county: County, lay: (s: Street) => void): void {
  const names = [...STATION_STREETS];
  const draw = (id: string, name: string, nameEn: string, outline: Line, people: number, blockArea: number) => {
    const random = randomOf(id);
    const plan: Quarter = {
      outline,
      blockArea,
      disorder: 0.7,
      warp: bend(16, 420, 70),
      classes: ["tertiary", "residential", "residential", "residential", "living_street"],
      names: names.splice(0, 3),
    };
    const built = quarter(plan, random);
    for (const s of built.streets) lay(s);
    lay(ringRoad(outline, plan.warp, { highway: "residential" }));
    county.grounds.push({ ring: outline.map(plan.warp), tags: { landuse: "residential", name, "name:en": nameEn } });
    county.homes.push({
      name,
      people,
      old: 0.19,
      spots: built.blocks.flatMap((b) => spotsIn(b, between(random, 0.4, 1.6), random)),
    });
  };
  draw(
    "station",
    "站前",
    "Zhanqian",
    [
      [-1420, -2120],
      [-1250, -1250],
      [-250, -1060],
      [700, -1080],
      [1150, -1650],
      [700, -2140],
    ],
    9_200,
    12_000,
  );
  draw(
    "rail south",
    "铁南",
    "Tienan",
    [
      [-1350, -2680],
      [250, -2720],
      [250, -3050],
      [-250, -3330],
      [-1000, -3350],
      [-1450, -3050],
    ],
    6_800,
    10_000,
  );
  county.grounds.push({
    ring: [
      [-900, -2440],
      [300, -2500],
      [310, -2330],
      [-900, -2280],
    ],
    tags: { landuse: "railway", name: "鹤鸣站", "name:en": "Heming Station" },
  });
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
function northBank(county: County, lay: (s: Street) => void): void {
  const random = randomOf("north bank");
  const outline: Line = [
    [-1420, 2680],
    [-500, 2640],
    [180, 2640],
    [330, 2960],
    [-250, 3330],
    [-1150, 3260],
  ];
  const warp = bend(22, 380, 80);
  const built = quarter(
    {
      outline,
      blockArea: 8_500,
      disorder: 0.9,
      warp,
      classes: ["tertiary", "residential", "residential", "living_street", "living_street", "footway"],
      names: [...NORTH_BANK_STREETS],
    },
    random,
  );
  for (const s of built.streets) lay(s);
  lay(ringRoad(outline, warp, { highway: "residential" }));
  for (const p of [
    [-1000, 2680],
    [-300, 2640],
  ] as Point[]) {
    const from = warp(p);
    lay({ line: [from, [from[0] + 20, from[1] - 130]], tags: { highway: "residential" } });
  }
  county.grounds.push({ ring: outline.map(warp), tags: { landuse: "residential", name: "北岸", "name:en": "Bei'an" } });
  county.homes.push({
    name: "北岸",
    people: 6_400,
    old: 0.26,
    spots: built.blocks.flatMap((b) => spotsIn(b, between(random, 0.6, 1.4), random)),
  });
}

/** A seat of a town; returns the two ends of its main street. */
function drawSeat(seat: Seat, county: County, lay: (s: Street) => void): [Point, Point] {
  const random = randomOf(seat.name);
  const r = rectangle(seat.middle, seat.angle, seat.long, seat.wide);
  const c = seat.middle;
  const towards = (p: Point, share: number): Point => [c[0] + (p[0] - c[0]) * share, c[1] + (p[1] - c[1]) * share];
  // A rectangle with its corners off.
  const outline = r.flatMap((p, i) => {
    const before = r[(i + 3) % 4] as Point;
    const after = r[(i + 1) % 4] as Point;
    const cut = between(random, 0.16, 0.3);
    return [
      [p[0] + (before[0] - p[0]) * cut, p[1] + (before[1] - p[1]) * cut],
      [p[0] + (after[0] - p[0]) * cut, p[1] + (after[1] - p[1]) * cut],
    ] as Point[];
  });
  const warp = bend(20, 330, 90);
  const end = (sign: number): Point => [
    c[0] + (sign * seat.long * Math.cos(seat.angle)) / 2,
    c[1] + (sign * seat.long * Math.sin(seat.angle)) / 2,
  ];
  const spots: Homes["spots"] = [];
  for (const part of halves(outline, c, seat.angle)) {
    const built = quarter(
      {
        outline: part,
        blockArea: seat.people > 4000 ? 9_000 : 6_500,
        disorder: 0.8,
        warp,
        classes: ["residential", "residential", "residential", "living_street", "footway"],
      },
      random,
    );
    for (const s of built.streets) lay(s);
    for (const b of built.blocks)
      spots.push(...spotsIn(b, 0.3 + Math.exp(-((distance(middle(b), c) / (seat.long / 2.6)) ** 2)), random));
  }
  const main = densify([end(-1), end(1)], 25).map(warp);
  lay({
    line: main,
    tags: { highway: "tertiary", name: `${seat.name.slice(0, 2)}街`, "name:en": `${seat.nameEn.split(" ")[0]} Street` },
  });
  lay(ringRoad(outline, warp, { highway: "residential" }));
  county.grounds.push({ ring: outline.map((p) => warp(towards(p, 1.04))), tags: { landuse: "residential" } });
  county.homes.push({ name: seat.name, people: seat.people, old: 0.22, spots });
  return [main[0] as Point, main.at(-1) as Point];
}

/** County and township roads along the valleys. */
function mainRoads(ends: Map<string, [Point, Point]>, ground: Ground, lay: (s: Street) => void): void {
  const end = (name: string, which: 0 | 1): Point => {
    const pair = ends.get(name);
    if (!pair) throw new Error(`No seat is called ${name}.`);
    return pair[which];
  };
  const road = (highway: string, name: string, nameEn: string, ref: string, via: Point[], gentle = ROAD) => {
    const course: Point[] = [];
    for (let i = 1; i < via.length; i++) {
      const leg = ground.route(via[i - 1] as Point, via[i] as Point, gentle);
      if (!leg) throw new Error(`${nameEn}: no course from ${via[i - 1]} to ${via[i]}.`);
      course.push(...(course.length ? leg.slice(1) : leg));
    }
    lay({ line: course, tags: { highway, name, "name:en": nameEn, ...(ref ? { ref } : {}) } });
  };
  const fixed = (tags: Street["tags"], line: Line, extra: Partial<Street>) =>
    lay({ line: smooth(densify(line, 60)), tags, ...extra });
  const X201 = { highway: "secondary", name: "鹤白公路", "name:en": "Hebai Highway", ref: "X201" };
  const X202 = { highway: "secondary", name: "鹤沙公路", "name:en": "Hesha Highway", ref: "X202" };
  const S305 = { highway: "secondary", name: "鹤龙公路", "name:en": "Helong Highway", ref: "S305" };

  // North bank to Baihe.
  road(X201.highway, X201.name, X201["name:en"], X201.ref, [
    [-1500, 2420],
    [-2700, 2650],
    [-4300, 3600],
    [-6500, 4700],
    end("白鹤集镇", 0),
  ]);
  road("tertiary", "白鹤上路", "Upper Baihe Road", "X201", [
    end("白鹤集镇", 1),
    [-11600, 8300],
    [-14200, 9700],
    [-16900, 9500],
  ]);
  road("tertiary", "青溪路", "Qingxi Road", "Y411", [
    end("白鹤集镇", 1),
    [-9350, 9000],
    [-9100, 10900],
    [-9500, 12500],
    [-9000, 14200],
  ]);
  road("tertiary", "云溪路", "Yunxi Road", "Y412", [[-4300, 3600], [-4500, 5400], [-3900, 7300], end("云岭集镇", 0)]);
  road("tertiary", "云溪路", "Yunxi Road", "Y412", [end("云岭集镇", 1), [-3700, 11500], [-2900, 14200]]);
  // South bank to Chaping.
  road("tertiary", "茶坪公路", "Chaping Highway", "X204", [
    [-2500, 1150],
    [-4700, 2700],
    [-6900, 2950],
    [-9300, 2100],
    [-11200, 900],
    end("茶坪集镇", 1),
  ]);
  road("tertiary", "茶溪路", "Chaxi Road", "X204", [end("茶坪集镇", 0), [-14000, -1150], [-17000, -2400]]);
  // To Shiqiao and on.
  road("secondary", "石桥公路", "Shiqiao Highway", "X203", [
    [-1500, -3500],
    [-2500, -4400],
    [-4000, -5300],
    end("石桥集镇", 1),
  ]);
  road("tertiary", "石桥公路", "Shiqiao Highway", "X203", [
    end("石桥集镇", 0),
    [-7000, -9500],
    [-8300, -12300],
    [-9500, -14200],
  ]);
  road("tertiary", "麻溪路", "Maxi Road", "Y415", [
    [-7000, -9500],
    [-9800, -9500],
    [-11600, -10000],
    [-13500, -12100],
    [-14200, -14200],
  ]);
  // South bank to Shazhou, under the expressway; a branch under the railway to Fengxiang.
  fixed(
    X202,
    [
      [1700, -1900],
      [1900, -2350],
      [2600, -2850],
    ],
    {},
  );
  road(X202.highway, X202.name, X202["name:en"], X202.ref, [
    [2600, -2850],
    [4000, -3200],
    [5500, -3050],
    [6120, -3000],
  ]);
  fixed(
    X202,
    [
      [6120, -3000],
      [6350, -2990],
      [6620, -3010],
    ],
    { crosses: ["expressway"], expressway: "under" },
  );
  road(
    X202.highway,
    X202.name,
    X202["name:en"],
    X202.ref,
    [[6620, -3010], [7500, -4000], [8500, -4700], [9500, -6500], end("沙洲集镇", 0)].map((p) => p as Point),
  );
  road("tertiary", "沙洲下路", "Lower Shazhou Road", "X202", [
    end("沙洲集镇", 1),
    [13200, -8500],
    [15100, -8600],
    [17000, -10100],
  ]);
  road("tertiary", "枫香公路", "Fengxiang Highway", "Y413", [
    [7500, -4000],
    [6850, -5700],
  ]);
  fixed(
    { highway: "tertiary", name: "枫香公路", "name:en": "Fengxiang Highway", ref: "Y413" },
    [
      [6850, -5700],
      [6650, -6100],
      [6420, -6520],
    ],
    { crosses: ["railway"] },
  );
  road("tertiary", "枫香公路", "Fengxiang Highway", "Y413", [[6420, -6520], [5200, -7400], end("枫香集镇", 1)]);
  // The expressway stands on pillars where it crosses the upper Feng valley.
  road("tertiary", "枫溪路", "Fengxi Road", "Y413", [end("枫香集镇", 0), [4000, -10600], [3650, -11250]]);
  fixed(
    { highway: "tertiary", name: "枫溪路", "name:en": "Fengxi Road", ref: "Y413" },
    [
      [3650, -11250],
      [3150, -11450],
      [2700, -11900],
    ],
    { crosses: ["expressway"], expressway: "under" },
  );
  road("unclassified", "枫溪路", "Fengxi Road", "Y413", [
    [2700, -11900],
    [2000, -13000],
    [1400, -14200],
  ]);
  // Over the expressway to the development park and Longtan.
  const corner = newTownPoint([5560, 2600]);
  fixed(S305, [corner, [5800, 3250], [6000, 3500], [6380, 3560], [6800, 3560]], {
    crosses: ["expressway"],
    expressway: "over",
  });
  road(S305.highway, S305.name, S305["name:en"], S305.ref, [
    [6800, 3560],
    [8500, 3500],
    [9700, 4600],
    end("龙潭集镇", 0),
  ]);
  road("tertiary", "水库路", "Reservoir Road", "S305", [
    end("龙潭集镇", 1),
    [11500, 7400],
    [12100, 9400],
    [13200, 11300],
    [14700, 14200],
  ]);
  // The resettlement area behind the expressway has one road, to the north.
  road("tertiary", "幸福路", "Xingfu Road", "", [
    [7080, 1270],
    [7150, 2300],
    [6800, 3560],
  ]);
  fixed(
    { highway: "track", surface: "concrete" },
    [newTownPoint([5560, -650]), [5950, -620], [6210, -660], [6600, -700]],
    { crosses: ["expressway"], expressway: "under" },
  );
  road(
    "track",
    "",
    "",
    "",
    [
      [6600, -700],
      [7000, -200],
      [7080, 640],
    ],
    TRACK,
  );
  // North bank downstream, and the side valleys.
  road("tertiary", "龙金路", "Longjin Road", "Y416", [
    [8500, 3500],
    [8900, 2200],
    [9300, 200],
    [9000, -2200],
    [10200, -4300],
    [12000, -3500],
    [14700, -1400],
    [17000, -1200],
  ]);
  road("tertiary", "竹溪路", "Zhuxi Road", "Y414", [
    newTownPoint([3640, 2600]),
    [3500, 3400],
    [4400, 5700],
    [5300, 7800],
    [4500, 9800],
    [5300, 12000],
    [4700, 14200],
  ]);
  road("unclassified", "云竹路", "Yunzhu Road", "Y417", [
    [-3900, 7300],
    [-800, 7600],
    [2200, 7900],
    [5300, 7800],
  ]);
}

/** Villages, the largest first, each with a road to the net, lanes, tracks and paths. */
function villages(county: County, ground: Ground, lay: (s: Street) => void): void {
  const random = randomOf("lanes");
  const roads = new LineIndex(200);
  for (const s of county.streets) roads.add(s.line);
  const add = (s: Street) => {
    lay(s);
    roads.add(s.line);
  };
  const free = (p: Point) =>
    toRiver(p) > 20 && toReservoir(p) > 20 && toRailway(p) > 20 && toExpressway(p) > 40 && slopeAt(p) < 0.35;
  const order = [...HAMLETS].sort(
    (a, b) => (roads.nearest(a.point, 3000)?.metres ?? 9e9) - (roads.nearest(b.point, 3000)?.metres ?? 9e9),
  );
  const scattered: Homes = { name: "散居", people: 24_500, old: 0.36, spots: [] };
  for (const hamlet of order) {
    const { point, people } = hamlet;
    if (hamlet.mapped === "poorly") {
      // One track ends at its edge; the paths between the houses are not on the map.
      const edge: Point = [point[0] - 330, point[1] - 60];
      const course = ground.route(edge, null, TRACK);
      if (course) add({ line: join(course, roads), tags: { highway: "track" } });
      const spots: Homes["spots"] = [];
      for (let k = 0; k < 160; k++) {
        const turn = random() * 2 * Math.PI;
        const away = 330 * Math.sqrt(random());
        spots.push({ point: [point[0] + away * Math.cos(turn), point[1] + away * Math.sin(turn)], weight: 1 });
      }
      county.homes.push({ name: hamlet.name, people, old: 0.38, spots });
      continue;
    }
    const near = roads.nearest(point, 130);
    let road: Line;
    if (near && near.metres < 130) {
      road = roads.lines[near.line] as Line;
      if (near.metres > 25) {
        const spur = [near.point, point];
        add({ line: spur, tags: { highway: "residential" } });
      }
    } else {
      const course = ground.route(point, null, ROAD * 1.3);
      if (!course) throw new Error(`${hamlet.nameEn}: no way to the road net.`);
      road = join(course, roads);
      add({ line: road, tags: { highway: people > 350 ? "unclassified" : "track" } });
    }
    const lanes = villageLanes(road, point, Math.round(4 + people / 60), random, free);
    for (const s of lanes) add(s);
    const spots = lanes
      .flatMap((s) => spotsAlong(s.line, 1, random))
      .concat(
        spotsAlong(
          densify(road, 20).filter((p) => distance(p, point) < 160),
          0.7,
          random,
        ),
      );
    county.homes.push({ name: hamlet.name, people, old: 0.34, spots: spots.filter(({ point: p }) => toRiver(p) > 8) });
    const c = lanes.flatMap((s) => s.line);
    if (c.length > 4) county.grounds.push({ ring: hullOf(c, 30), tags: { landuse: "residential" } });
    // A track into the fields, and a path to a neighbour.
    for (let k = 0; k < 2; k++) {
      const turn = random() * 2 * Math.PI;
      const field: Point = [point[0] + 520 * Math.cos(turn), point[1] + 520 * Math.sin(turn)];
      if (!ground.open(field) || slopeAt(field) > 0.22) continue;
      const course = ground.route(field, null, TRACK);
      if (course && course.length > 2)
        add({ line: join(course, roads), tags: { highway: "track", tracktype: "grade3" } });
    }
    const neighbour = HAMLETS.filter(
      (h) => h !== hamlet && h.mapped === "well" && distance(h.point, point) < 2600,
    ).sort((a, b) => distance(a.point, point) - distance(b.point, point))[random() < 0.5 ? 0 : 1];
    if (neighbour) {
      const course = ground.route(point, neighbour.point, PATH);
      if (course) {
        for (const part of apart(course, roads))
          add({ line: part, tags: { highway: steepness(part) > 0.3 ? "steps" : "path" } });
      }
    }
  }
  // Farmsteads along rural roads, some of them well off the road.
  for (const s of county.streets) {
    if (!["tertiary", "unclassified", "track", "secondary"].includes(s.tags.highway ?? "")) continue;
    for (const p of densify(s.line, 90)) {
      if (!inCounty(p) || COMMUNITIES.slice(0, 25).some((c) => distance(c.point, p) < 900)) continue;
      if (random() > 0.35) continue;
      const away = 15 + 260 * random() ** 2.5;
      const turn = random() * 2 * Math.PI;
      const home: Point = [p[0] + away * Math.cos(turn), p[1] + away * Math.sin(turn)];
      if (free(home)) scattered.spots.push({ point: home, weight: 0.3 + random() });
    }
  }
  for (let tries = 0; tries < 900; tries++) {
    const p: Point = [between(random, -16000, 16000), between(random, -13000, 13000)];
    if (inCounty(p) && free(p) && slopeAt(p) < 0.2 && heightAt(p) < 560)
      scattered.spots.push({ point: p, weight: 0.25 });
  }
  county.homes.push(scattered);
}

/** A course that ends at the road net, led to the very line of the road. */
function join(course: Point[], roads: LineIndex): Point[] {
  const last = course.at(-1);
  const near = last ? roads.nearest(last, 90) : null;
  if (!near) return course;
  // The last bend is replaced by the shortest way to the road.
  const kept = course.length > 2 ? course.slice(0, -1) : course.slice(0, 1);
  const from = kept.at(-1) as Point;
  const again = roads.nearest(from, 160);
  return [...kept, again && again.metres < distance(from, near.point) ? again.point : near.point];
}

/** The parts of a course that are not already a road. */
function apart(course: Point[], roads: LineIndex): Point[][] {
  const parts: Point[][] = [];
  let part: Point[] = [];
  for (const p of densify(course, 20)) {
    const near = roads.nearest(p, 32);
    if (near) {
      if (part.length > 0) {
        part.push(near.point);
        if (part.length > 4) parts.push(part);
      }
      part = [near.point];
    } else part.push(p);
  }
  return parts;
}

function steepness(line: Line): number {
  const a = line[0] as Point;
  const b = line.at(-1) as Point;
  return Math.abs(heightAt(a) - heightAt(b)) / Math.max(1, distance(a, b));
}

/** Convex hull grown by some metres: the built-up ground of a village. */
function hullOf(points: readonly Point[], metres: number): Point[] {
  const ring: Point[] = [];
  for (let k = 0; k < 14; k++) {
    const turn = (k * 2 * Math.PI) / 14;
    const reach = Math.max(...points.map((p) => p[0] * Math.cos(turn) + p[1] * Math.sin(turn)));
    const p = points.find((q) => q[0] * Math.cos(turn) + q[1] * Math.sin(turn) === reach) as Point;
    ring.push([p[0] + metres * Math.cos(turn), p[1] + metres * Math.sin(turn)]);
  }
  return areaOf(ring) > 0 ? ring : ring.reverse();
}
