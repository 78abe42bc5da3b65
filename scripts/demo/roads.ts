/** County and township roads: from the towns along the valleys to every seat, and on beyond the border. */
import type { Lay } from "./drawing.ts";
import { densify, type Line, type Point, smooth } from "./lines.ts";
import { type Ground, ROAD, TRACK } from "./routes.ts";
import type { Street } from "./street-plan.ts";
import { newTownPoint } from "./town-new.ts";

/** County and township roads along the valleys. */
export function mainRoads(ends: Map<string, [Point, Point]>, ground: Ground, lay: Lay): void {
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
    [6120, -2960],
  ]);
  fixed(
    X202,
    [
      [6120, -2960],
      [6350, -2980],
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
  const corner = newTownPoint([5560, 1960]);
  fixed(S305, [corner, [5720, 2800], [5950, 3350], [6380, 3560], [6800, 3560]], {
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
