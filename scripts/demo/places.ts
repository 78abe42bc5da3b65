/**
 * Where people live in Heming County: towns, townships, resettlement areas, works, communities and villages, with their
 * invented names. The towns are set by hand, the villages by the lie of the land.
 */
import {
  HALF_HEIGHT,
  HALF_WIDTH,
  heightAt,
  RIVER,
  slopeAt,
  toExpressway,
  toRailway,
  toReservoir,
  toRiver,
  VALLEYS,
} from "./land.ts";
import { distance, type Line, offset, type Point, resample } from "./lines.ts";
import { HAMLET_ENDINGS, type Name, VILLAGE_STEMS } from "./names.ts";
import { between, noise, randomOf } from "./random.ts";

export const COUNTY = { name: "鹤鸣县", nameEn: "Heming County", code: "519921" } as const;

export interface Township extends Name {
  code: string;
  /** The seat, and further points that belong to it. */
  seeds: readonly Point[];
}

const township = (name: string, nameEn: string, code: string, ...seeds: Point[]): Township => ({
  name,
  nameEn,
  code,
  seeds,
});

export const TOWNSHIPS: readonly Township[] = [
  township("城关街道", "Chengguan Subdistrict", "519921001", [-100, 500], [-700, 2950], [-1200, 0]),
  township(
    "新城街道",
    "Xincheng Subdistrict",
    "519921002",
    [3900, 800],
    [7000, 900],
    [3600, 3800],
    [5200, -800],
    [7700, 4700],
  ),
  township("站前街道", "Zhanqian Subdistrict", "519921003", [-400, -1800], [-700, -3050], [1800, -2600]),
  township("白鹤镇", "Baihe Town", "519921101", [-8500, 6600], [-12000, 8000], [-9300, 10500], [-6300, 5000]),
  township(
    "石桥镇",
    "Shiqiao Town",
    "519921102",
    [-5000, -7300],
    [-8300, -11500],
    [-11500, -10300],
    [-3000, -5100],
    [-9000, -6200],
  ),
  township("龙潭镇", "Longtan Town", "519921103", [10500, 5900], [13000, 9700], [9200, 1800], [12800, 3500]),
  township(
    "沙洲镇",
    "Shazhou Town",
    "519921104",
    [11500, -7000],
    [9000, -3200],
    [13000, -3000],
    [14000, -8500],
    [8800, -5600],
  ),
  township(
    "云岭乡",
    "Yunling Township",
    "519921201",
    [-3700, 9200],
    [-3600, 12000],
    [4700, 8500],
    [500, 8000],
    [4600, 11500],
  ),
  township(
    "枫香乡",
    "Fengxiang Township",
    "519921202",
    [4300, -9300],
    [2800, -12000],
    [1000, -8000],
    [6200, -6800],
    [8300, -10500],
  ),
  township(
    "茶坪乡",
    "Chaping Township",
    "519921203",
    [-12200, -600],
    [-15200, -1500],
    [-9800, 1900],
    [-12800, 3500],
    [-6000, 1000],
  ),
];

/** A point of the county: the shape of its border. */
export function inCounty([x, y]: Point): boolean {
  const round = ((Math.abs(x) / 15400) ** 3 + (Math.abs(y) / 12500) ** 3) ** (1 / 3);
  return round < 0.99 + 0.1 * noise(x, y, 5200, 31) + 0.035 * noise(x, y, 1700, 32);
}

/** A seat of a town or township: one main street with blocks on both sides. */
export interface Seat extends Name {
  middle: Point;
  /** Direction of the main street, radians. */
  angle: number;
  long: number;
  wide: number;
  people: number;
}
const seat = (
  name: string,
  nameEn: string,
  middle: Point,
  degrees: number,
  long: number,
  wide: number,
  people: number,
): Seat => ({
  name,
  nameEn,
  middle,
  angle: (degrees * Math.PI) / 180,
  long,
  wide,
  people,
});
export const SEATS: readonly Seat[] = [
  seat("白鹤集镇", "Baihe town seat", [-8450, 6650], 118, 1150, 620, 7800),
  seat("石桥集镇", "Shiqiao town seat", [-4850, -7150], 48, 1050, 600, 7100),
  seat("龙潭集镇", "Longtan town seat", [10750, 6050], 62, 1000, 560, 6900),
  seat("沙洲集镇", "Shazhou town seat", [11250, -6950], -18, 1200, 620, 8300),
  seat("云岭集镇", "Yunling township seat", [-3650, 9250], 105, 620, 320, 2300),
  seat("枫香集镇", "Fengxiang township seat", [4560, -9250], 85, 640, 320, 2500),
  seat("茶坪集镇", "Chaping township seat", [-12150, -220], 40, 600, 300, 2100),
];

export type BuiltKind = "resettlement-area" | "industrial-cluster" | "industrial-park";
/** A planned settlement: a rectangle of blocks. */
export interface Planned extends Name {
  id: string;
  kind: BuiltKind;
  middle: Point;
  angle: number;
  long: number;
  wide: number;
  people: number;
}
const planned = (
  id: string,
  kind: BuiltKind,
  name: string,
  nameEn: string,
  middle: Point,
  degrees: number,
  long: number,
  wide: number,
  people: number,
): Planned => ({ id, kind, name, nameEn, middle, angle: (degrees * Math.PI) / 180, long, wide, people });
export const PLANNED: readonly Planned[] = [
  planned(
    "xingfu",
    "resettlement-area",
    "幸福家园安置区",
    "Xingfu Jiayuan resettlement area",
    [7050, 950],
    4,
    760,
    620,
    11240,
  ),
  planned("heqi", "resettlement-area", "鹤栖安置区", "Heqi resettlement area", [-7950, 7350], 20, 420, 300, 2600),
  planned("caihong", "resettlement-area", "彩虹安置区", "Caihong resettlement area", [11900, 5250], 70, 520, 300, 3150),
  planned("xinmin", "resettlement-area", "新民安置区", "Xinmin resettlement area", [12350, -8350], -40, 380, 280, 1930),
  planned(
    "textile",
    "industrial-cluster",
    "鹤鸣纺织服装产业集聚区",
    "Heming textile cluster",
    [3500, 3750],
    8,
    1050,
    720,
    5600,
  ),
  planned(
    "food",
    "industrial-cluster",
    "石桥食品加工产业集聚区",
    "Shiqiao food cluster",
    [-3650, -6050],
    40,
    760,
    420,
    1500,
  ),
  planned(
    "park",
    "industrial-park",
    "鹤鸣经济开发区",
    "Heming economic development park",
    [7750, 4750],
    30,
    1500,
    900,
    4200,
  ),
];

/** Communities of the towns: each is the seed of an area. */
export interface Community extends Name {
  point: Point;
}
const community = (name: string, nameEn: string, x: number, y: number): Community => ({ name, nameEn, point: [x, y] });
export const COMMUNITIES: readonly Community[] = [
  community("鼓楼社区", "Gulou Community", -150, 550),
  community("文庙社区", "Wenmiao Community", -700, 1000),
  community("北门社区", "Beimen Community", -200, 1500),
  community("东门社区", "Dongmen Community", 750, 900),
  community("南门社区", "Nanmen Community", -100, -200),
  community("西关社区", "Xiguan Community", -1000, 200),
  community("老桥社区", "Laoqiao Community", 850, 50),
  community("城南社区", "Chengnan Community", 300, -700),
  community("北岸社区", "Bei'an Community", -650, 2980),
  community("站前社区", "Zhanqian Community", -400, -1700),
  community("货场社区", "Huochang Community", 700, -1600),
  community("铁南社区", "Tienan Community", -700, -3050),
  community("桥南社区", "Qiaonan Community", 1900, -2500),
  community("江东社区", "Jiangdong Community", 2150, -250),
  community("滨江社区", "Binjiang Community", 2450, 1500),
  community("广场社区", "Guangchang Community", 3300, 1000),
  community("政务社区", "Zhengwu Community", 4000, 400),
  community("学府社区", "Xuefu Community", 4900, 1000),
  community("锦绣社区", "Jinxiu Community", 5150, 2000),
  community("文体社区", "Wenti Community", 3700, 2000),
  community("迎宾社区", "Yingbin Community", 3200, -700),
  community("创业社区", "Chuangye Community", 4900, -300),
  community("江湾社区", "Jiangwan Community", 4300, -1300),
  community("北环社区", "Beihuan Community", 3500, 3750),
  community("幸福家园社区", "Xingfu Jiayuan Community", 7050, 950),
  community("开发区社区", "Kaifaqu Community", 7750, 4750),
  community("白鹤社区", "Baihe Community", -8450, 6650),
  community("石桥社区", "Shiqiao Community", -4850, -7150),
  community("龙潭社区", "Longtan Community", 10750, 6050),
  community("沙洲社区", "Shazhou Community", 11250, -6950),
  community("云岭街社区", "Yunlingjie Community", -3650, 9250),
  community("枫香街社区", "Fengxiangjie Community", 4560, -9250),
  community("茶坪街社区", "Chapingjie Community", -12150, -220),
];

/** A natural village; the first of an administrative village is its seed. */
export interface Hamlet extends Name {
  point: Point;
  people: number;
  /** Name of the administrative village. */
  village: Name;
  main: boolean;
  /** How well its lanes are mapped: poorly is one track at its edge. */
  mapped: "well" | "poorly";
}

/** Room for houses: dry, not steep, off the railway and the expressway. */
export function canBuild(p: Point, steepest: number): boolean {
  return toRiver(p) > 90 && toReservoir(p) > 90 && toRailway(p) > 70 && toExpressway(p) > 110 && slopeAt(p) < steepest;
}

/** The nearest place to `p` where houses can stand. */
function settle(p: Point, steepest: number): Point {
  for (let radius = 0; radius < 900; radius += 60) {
    for (let k = 0; k < 12; k++) {
      const at: Point = [p[0] + radius * Math.cos((k * Math.PI) / 6), p[1] + radius * Math.sin((k * Math.PI) / 6)];
      if (canBuild(at, steepest)) return at;
    }
  }
  return p;
}

/** The two villages that tell a story of their own (data/heming/README.md). */
const FAR: Point = [-11500, 8900];
export const POORLY_MAPPED: Point = [1100, -7700];

const VILLAGES = 60;

function hamlets(): Hamlet[] {
  const random = randomOf("villages");
  const taken: Point[] = [...COMMUNITIES.map((c) => c.point), ...PLANNED.map((p) => p.middle)];
  const spots: Point[] = [settle(FAR, 0.2), settle(POORLY_MAPPED, 0.22)];
  const clear = (p: Point, metres: number) =>
    taken.every((t) => distance(t, p) > metres) && spots.every((t) => distance(t, p) > metres);
  const well = (p: Point) => inCounty([p[0] * 1.05, p[1] * 1.05]);
  const valleys: Line[] = [RIVER, ...VALLEYS.map((v) => v.line)];
  valleys.forEach((line, v) => {
    const stops = resample(line, v === 0 ? 2100 : 1900);
    const sides = offset(stops, (i) => (i % 2 ? 1 : -1) * between(random, v === 0 ? 260 : 110, v === 0 ? 420 : 210));
    for (const p of sides) {
      if (well(p) && clear(p, 1250) && canBuild(p, 0.16) && spots.length < VILLAGES) spots.push(p);
    }
  });
  for (let tries = 0; tries < 20_000 && spots.length < VILLAGES; tries++) {
    const p: Point = [between(random, -HALF_WIDTH, HALF_WIDTH), between(random, -HALF_HEIGHT, HALF_HEIGHT)];
    if (well(p) && clear(p, 1700) && canBuild(p, 0.17)) spots.push(p);
  }
  const stems = [...VILLAGE_STEMS];
  const out: Hamlet[] = [];
  const named = (stem: Name, ending: Name): Name => ({
    name: stem.name + ending.name,
    nameEn: `${stem.nameEn}${ending.nameEn === "Yard" ? " Yard" : ` ${ending.nameEn}`}`,
  });
  const endings = () => HAMLET_ENDINGS[Math.floor(random() * HAMLET_ENDINGS.length)] as Name;
  spots.forEach((point, i) => {
    const wanted = i === 0 ? "云雾" : i === 1 ? "半坡" : null;
    const k = wanted
      ? stems.findIndex((s) => s.name === wanted)
      : nextStem(
          stems.map((s) => s.name),
          Math.floor(random() * stems.length),
        );
    const stem = stems.splice(k, 1)[0] as Name;
    const village: Name = { name: `${stem.name}村`, nameEn: `${stem.nameEn} Village` };
    const high = heightAt(point) > 480;
    const people = i === 0 ? 860 : i === 1 ? 1480 : Math.round(between(random, high ? 260 : 480, high ? 620 : 1250));
    out.push({ ...named(stem, endings()), point, people, village, main: true, mapped: i === 1 ? "poorly" : "well" });
    if (i < 2 || random() > 0.32) return;
    for (let tries = 0; tries < 30; tries++) {
      const turn = random() * 2 * Math.PI;
      const away = between(random, 520, 850);
      const p: Point = [point[0] + away * Math.cos(turn), point[1] + away * Math.sin(turn)];
      const others = out.every((h) => distance(h.point, p) > 480) && taken.every((t) => distance(t, p) > 1000);
      if (!others || !well(p) || !canBuild(p, 0.2)) continue;
      const own = stems.splice(
        nextStem(
          stems.map((s) => s.name),
          0,
        ),
        1,
      )[0];
      if (!own) return;
      const size = Math.round(between(random, 90, 320));
      out.push({ ...named(own, endings()), point: p, people: size, village, main: false, mapped: "well" });
      return;
    }
  });
  return out;
}

/** A stem that is not kept for a story. */
function nextStem(stems: readonly string[], from: number): number {
  for (let k = 0; k < stems.length; k++) {
    const i = (from + k) % stems.length;
    if (stems[i] !== "云雾" && stems[i] !== "半坡") return i;
  }
  throw new Error("There are more villages than names in scripts/demo/names.ts: add some stems.");
}

export const HAMLETS: readonly Hamlet[] = hamlets();
