/** Villages and what lies between them: roads to the net, lanes, field tracks, footpaths, scattered farmsteads. */
import { type County, type Homes, type Lay, spotsAlong } from "./drawing.ts";
import { heightAt, slopeAt, toExpressway, toRailway, toReservoir, toRiver } from "./land.ts";
import { areaOf, densify, distance, type Line, LineIndex, type Point, resample } from "./lines.ts";
import { COMMUNITIES, HAMLETS, inCounty, PLANNED, POORLY_MAPPED } from "./places.ts";
import { between, type Random, randomOf } from "./random.ts";
import { dry, type Ground, joinRoad, PATH, ROAD, TRACK } from "./routes.ts";
import type { Street } from "./street-plan.ts";
import { villageLanes } from "./towns.ts";

/** New houses above the seat of Yunling: the lane between them is on the map, the steps down to the street are not. */
export function looseLane(lay: Lay): void {
  lay({
    line: [
      [-3880, 9250],
      [-3854, 9254],
      [-3826, 9251],
    ],
    tags: { highway: "residential", name: "坡上新居", "name:en": "Poshang New Houses", fixme: "continue" },
  });
}

/** Villages, the largest first, each with a road to the net, lanes, tracks and paths. */
export function villages(county: County, ground: Ground, lay: Lay): void {
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
      if (course) add({ line: joinRoad(course, roads), tags: { highway: "track" } });
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
    if (near && dry(point, near.point)) {
      road = roads.lines[near.line] as Line;
      if (near.metres > 25) {
        const spur = [near.point, point];
        add({ line: spur, tags: { highway: "residential" } });
      }
    } else {
      const course = ground.route(point, null, ROAD * 1.3);
      if (!course) throw new Error(`${hamlet.nameEn}: no way to the road net.`);
      road = joinRoad(course, roads);
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
    if (c.length > 4) county.patches.push({ ring: hullOf(c, 30), tags: { landuse: "residential" } });
    // A track into the fields, and a path to a neighbour.
    for (let k = 0; k < 2; k++) {
      const turn = random() * 2 * Math.PI;
      const field: Point = [point[0] + 520 * Math.cos(turn), point[1] + 520 * Math.sin(turn)];
      if (!ground.open(field) || slopeAt(field) > 0.22) continue;
      const course = ground.route(field, null, TRACK);
      if (course && course.length > 2)
        add({ line: joinRoad(course, roads), tags: { highway: "track", tracktype: "grade3" } });
    }
    const neighbour = HAMLETS.filter(
      (h) => h !== hamlet && h.mapped === "well" && distance(h.point, point) < 2600,
    ).sort((a, b) => distance(a.point, point) - distance(b.point, point))[random() < 0.5 ? 0 : 1];
    if (neighbour) {
      const course = ground.route(point, neighbour.point, PATH);
      if (course) {
        for (const part of apart(course, roads))
          add({ line: part, tags: { highway: steepness(part) > 0.16 ? "steps" : "path" } });
      }
    }
  }
  const squareOf = (p: Point) => `${Math.round(p[0] / 60)},${Math.round(p[1] / 60)}`;
  const urban = county.homes.filter((h) => h.people > 5000 || PLANNED.some((p) => p.name === h.name));
  const towns = new Set(urban.flatMap((h) => h.spots.map((s) => squareOf(s.point))));
  const rural = (p: Point) => free(p) && !towns.has(squareOf(p)) && distance(p, POORLY_MAPPED) > 1000;
  fieldTracks(county, add, rural, random);
  // Farmsteads along rural roads, some of them well off the road.
  const drives: Street[] = [];
  for (const s of county.streets) {
    if (!["tertiary", "unclassified", "track", "secondary"].includes(s.tags.highway ?? "")) continue;
    for (const p of densify(s.line, 90)) {
      if (!inCounty(p) || COMMUNITIES.slice(0, 25).some((c) => distance(c.point, p) < 900)) continue;
      if (random() > 0.35) continue;
      const away = 15 + 260 * random() ** 2.5;
      const turn = random() * 2 * Math.PI;
      const home: Point = [p[0] + away * Math.cos(turn), p[1] + away * Math.sin(turn)];
      if (!rural(home)) continue;
      scattered.spots.push({ point: home, weight: 0.3 + random() });
      // Some have a drive of their own.
      if (away > 45 && random() < 0.7)
        drives.push({ line: [p, home], tags: { highway: random() < 0.5 ? "service" : "track" } });
    }
  }
  for (const s of drives) add(s);
  for (let tries = 0; tries < 260; tries++) {
    const p: Point = [between(random, -16000, 16000), between(random, -13000, 13000)];
    if (inCounty(p) && free(p) && slopeAt(p) < 0.2 && heightAt(p) < 560)
      scattered.spots.push({ point: p, weight: 0.25 });
  }
  county.homes.push(scattered);
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

/** Tracks from the valley roads into the fields, every few hundred metres, to one side and the other. */
function fieldTracks(county: County, add: Lay, rural: (p: Point) => boolean, random: Random): void {
  const roads = county.streets.filter(({ tags }) =>
    ["secondary", "tertiary", "unclassified"].includes(tags.highway ?? ""),
  );
  for (const { line } of roads) {
    const stops = resample(line, 330);
    for (let i = 1; i < stops.length - 1; i++) {
      if (random() < 0.25) continue;
      const [a, b] = [stops[i - 1], stops[i + 1]] as [Point, Point];
      let heading =
        Math.atan2(b[1] - a[1], b[0] - a[0]) + (random() < 0.5 ? 1 : -1) * (Math.PI / 2 + between(random, -0.3, 0.3));
      const track: Point[] = [stops[i] as Point];
      const want = between(random, 120, 420);
      for (let gone = 0; gone < want; gone += 30) {
        const p = track.at(-1) as Point;
        const next: Point = [p[0] + 30 * Math.cos(heading), p[1] + 30 * Math.sin(heading)];
        if (!rural(next) || slopeAt(next) > 0.14) break;
        track.push(next);
        heading += between(random, -0.18, 0.18);
      }
      if (track.length > 3)
        add({ line: track, tags: { highway: "track", tracktype: random() < 0.5 ? "grade2" : "grade4" } });
    }
  }
}
