/** The smaller built-up places: seats of towns and townships, resettlement areas, places of work. */
import { type County, type Homes, halves, type Lay, patchesOf, rectangle, spotsIn } from "./drawing.ts";
import { toRiver } from "./land.ts";
import { densify, distance, LineIndex, lengthOf, middle, type Point } from "./lines.ts";
import type { Planned, Seat } from "./places.ts";
import { randomOf } from "./random.ts";
import { type Ground, joinRoad, ROAD } from "./routes.ts";
import { bend, blob, quarter, ringRoad } from "./towns.ts";

/** A planned settlement: blocks in a rectangle with a road round them. */
export function drawPlanned(p: Planned, county: County, ground: Ground, lay: Lay): void {
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
  // Its own way to the road net, from the corner that has it shortest.
  const roads = outline.map((corner) => ground.route(warp(corner), null, ROAD)).filter((course) => course !== null);
  const access = roads.sort((a, b) => lengthOf(a) - lengthOf(b))[0];
  if (!access) throw new Error(`${p.nameEn}: no way to the road net.`);
  const index = new LineIndex(200);
  for (const s of county.streets) index.add(s.line);
  lay({ line: joinRoad(access, index), tags: { highway: works ? "tertiary" : "unclassified" } });
  for (const s of built.streets) lay(s);
  lay(
    ringRoad(outline, warp, {
      highway: works ? "unclassified" : "residential",
      name: works ? `${p.name.slice(0, 4)}环路` : "安居路",
      "name:en": works ? "Works Ring Road" : "Anju Road",
    }),
  );
  county.patches.push({
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

/** A seat of a town; returns the two ends of its main street. */
export function drawSeat(seat: Seat, county: County, lay: Lay): [Point, Point] {
  const random = randomOf(seat.name);
  const c = seat.middle;
  const round = blob(c, seat.wide * 0.55, 0.32, 200, [seat.long / seat.wide / 1.08, 1], seat.angle);
  const within = (p: Point) => toRiver(p) > 40 && round(p);
  const outline = rectangle(c, seat.angle, seat.long * 1.6, seat.wide * 1.9);
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
        disorder: 0.6,
        warp,
        within,
        classes: [
          "residential",
          "residential",
          "residential",
          "residential",
          "residential",
          "living_street",
          "footway",
        ],
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
  county.patches.push(...patchesOf(within, c, seat.long, { landuse: "residential" }));
  county.homes.push({ name: seat.name, people: seat.people, old: 0.22, spots });
  return [main[0] as Point, main.at(-1) as Point];
}
