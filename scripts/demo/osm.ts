/**
 * The county as OpenStreetMap data: streets, expressway, railway, water, ground and place names, with node and way ids from
 * a range far above the real ones, so that the file can be imported beside a real extract.
 */

import { Borders, centreOf, type Polygon } from "./borders.ts";
import type { County } from "./drawing.ts";
import {
  EXPRESSWAY,
  fromFloor,
  HALF_HEIGHT,
  HALF_WIDTH,
  inRailTunnel,
  LEFT_BANK,
  RAILWAY,
  RESERVOIR,
  RIGHT_BANK,
  RIVER,
  SANDBAR,
  slopeAt,
  toLonLat,
  toRiver,
  VALLEYS,
} from "./land.ts";
import { densify, distance, type Line, LineIndex, offset, type Point, simplify } from "./lines.ts";
import type { OsmData, OsmNode, OsmRelation, OsmWay, Tags } from "./osm-pbf-writer.ts";
import { HAMLETS, PLANNED, SEATS } from "./places.ts";
import { noise } from "./random.ts";
import { finishStreets } from "./street-plan.ts";

/** Real ids of 2026 are below 15 thousand million. */
const FIRST_NODE = 90_000_000_001;
const FIRST_WAY = 90_000_000_001;
const FIRST_RELATION = 90_000_000_001;

class Writer {
  readonly nodes: OsmNode[] = [];
  readonly ways: OsmWay[] = [];
  readonly relations: OsmRelation[] = [];

  node(p: Point, tags: Tags = {}): number {
    const [lon, lat] = toLonLat(p);
    const id = FIRST_NODE + this.nodes.length;
    this.nodes.push({ id, lon, lat, tags });
    return id;
  }

  way(refs: readonly number[], tags: Tags): number {
    const id = FIRST_WAY + this.ways.length;
    this.ways.push({ id, refs, tags });
    return id;
  }

  line(line: Line, tags: Tags): number {
    return this.way(
      line.map((p) => this.node(p)),
      tags,
    );
  }

  ring(ring: Line, tags: Tags): number {
    const refs = ring.map((p) => this.node(p));
    return this.way([...refs, refs[0] as number], tags);
  }

  area(polygon: Polygon, tags: Tags): void {
    if (polygon.length === 1) {
      this.ring(polygon[0] as Point[], tags);
      return;
    }
    const members = polygon.map((ring, i) => ({
      type: "way" as const,
      id: this.ring(ring, {}),
      role: i === 0 ? "outer" : "inner",
    }));
    this.relation(members, { type: "multipolygon", ...tags });
  }

  relation(members: OsmRelation["members"], tags: Tags): void {
    this.relations.push({ id: FIRST_RELATION + this.relations.length, members, tags });
  }
}

/** The parts of a line for which `special` holds and the others, sharing their end points. */
function parts(line: Line, special: (p: Point) => boolean): { line: Point[]; special: boolean }[] {
  const out: { line: Point[]; special: boolean }[] = [];
  for (const p of line) {
    const is = special(p);
    const last = out.at(-1);
    if (last && last.special === is) last.line.push(p);
    else {
      const link = last?.line.at(-1);
      out.push({ line: link ? [link, p] : [p], special: is });
    }
  }
  return out.filter((part) => part.line.length > 1);
}

const inBox = ([x, y]: Point) => Math.abs(x) < HALF_WIDTH + 300 && Math.abs(y) < HALF_HEIGHT + 300;

function drawExpressway(osm: Writer): void {
  const middle = densify(EXPRESSWAY, 25);
  const streams = new LineIndex(200);
  for (const v of VALLEYS) streams.add(v.line);
  const onBridge = (p: Point) => toRiver(p) < 25 || streams.nearest(p, 60) !== null;
  for (const side of [-1, 1]) {
    const lane = offset(middle, () => side * 9).filter(inBox);
    const course = side < 0 ? lane : lane.toReversed();
    const joint = new Map<Point, number>();
    for (const part of parts(course, onBridge)) {
      // Ends are kept by simplify, so the parts share their nodes.
      const refs = simplify(part.line, 0.7).map((p) => {
        const id = joint.get(p) ?? osm.node(p);
        joint.set(p, id);
        return id;
      });
      osm.way(refs, {
        highway: "motorway",
        oneway: "yes",
        name: "鹤云高速公路",
        "name:en": "Heyun Expressway",
        ref: "G9901",
        lanes: "2",
        maxspeed: "100",
        ...(part.special ? { bridge: "yes", layer: "1" } : {}),
      });
    }
  }
}

function drawRailway(osm: Writer): void {
  const line = densify(RAILWAY, 25).filter(inBox);
  const streams = new LineIndex(200);
  for (const v of VALLEYS) streams.add(v.line);
  const joint = new Map<Point, number>();
  const tags = {
    railway: "rail",
    gauge: "1435",
    electrified: "contact_line",
    name: "鹤西铁路",
    "name:en": "Hexi Railway",
  };
  for (const part of parts(line, inRailTunnel)) {
    for (const piece of part.special ? [part] : parts(part.line, (p) => streams.nearest(p, 30) !== null)) {
      const refs = simplify(piece.line, 0.5).map((p) => {
        const id = joint.get(p) ?? osm.node(p);
        joint.set(p, id);
        return id;
      });
      const structure: Tags = part.special
        ? { tunnel: "yes", layer: "-1" }
        : piece.special
          ? { bridge: "yes", layer: "1" }
          : {};
      osm.way(refs, { ...tags, ...structure });
    }
  }
  // Sidings of the station.
  const station = line.filter(([x]) => x > -1000 && x < 350);
  for (const k of [12, 20])
    osm.line(
      simplify(
        offset(station, () => k),
        0.5,
      ),
      { railway: "rail", service: "siding" },
    );
  osm.node([-330, -2450], { railway: "station", name: "鹤鸣站", "name:en": "Heming Station" });
}

function drawWater(osm: Writer): void {
  // The river is one multipolygon: two banks that meet at the ends of the box, and the sandbar as an island.
  const left = simplify(LEFT_BANK.filter(inBox), 2).map((p) => osm.node(p));
  const right = simplify(RIGHT_BANK.filter(inBox), 2).map((p) => osm.node(p));
  const downstream = osm.way(left, {});
  const upstream = osm.way([left.at(-1) as number, ...right.toReversed(), left[0] as number], {});
  const island: Point[] = [];
  for (let k = 0; k < 22; k++) {
    const turn = (k * 2 * Math.PI) / 22;
    const [a, b] = [230 * Math.cos(turn), 62 * Math.sin(turn) * (1 - 0.3 * Math.cos(turn))];
    const [cos, sin] = [Math.cos(-0.33), Math.sin(-0.33)];
    island.push([SANDBAR[0] + a * cos - b * sin, SANDBAR[1] + a * sin + b * cos]);
  }
  const sandbar = osm.ring(island, { natural: "sand", place: "islet", name: "鹤洲", "name:en": "Crane Sandbar" });
  osm.relation(
    [
      { type: "way", id: downstream, role: "outer" },
      { type: "way", id: upstream, role: "outer" },
      { type: "way", id: sandbar, role: "inner" },
    ],
    { type: "multipolygon", natural: "water", water: "river", name: "鹤水", "name:en": "Heshui River" },
  );
  osm.line(simplify(RIVER.filter(inBox), 3), { waterway: "river", name: "鹤水", "name:en": "Heshui River" });
  for (const v of VALLEYS) {
    const line = v.line.filter(inBox).filter((p, i, all) => toRiver(p) > -20 || i === all.length - 1);
    osm.line(simplify(line, 3), { waterway: "stream", name: v.name, "name:en": v.nameEn });
  }
  osm.ring(simplify([...RESERVOIR], 2), {
    natural: "water",
    water: "reservoir",
    name: "龙潭水库",
    "name:en": "Longtan Reservoir",
  });
}

/** Forest on the slopes, and fields on the floors of the valleys, from a grid of 150 m. */
function drawGround(osm: Writer, county: County): void {
  const cell = 150;
  const grid = {
    columns: Math.ceil((2 * HALF_WIDTH) / cell),
    rows: Math.ceil((2 * HALF_HEIGHT) / cell),
    west: -HALF_WIDTH,
    south: -HALF_HEIGHT,
    cell,
  };
  const [OTHER, FIELD, FOREST] = [0, 1, 2];
  const built = county.homes.flatMap((h) => (h.name === "散居" ? [] : h.spots.map((s) => s.point)));
  const near = new Set(built.map(([x, y]) => `${Math.round(x / 200)},${Math.round(y / 200)}`));
  const of = new Int32Array(grid.columns * grid.rows);
  for (let k = 0; k < of.length; k++) {
    const p = centreOf(grid, k);
    const slope = slopeAt(p);
    const away = fromFloor(p);
    const town = near.has(`${Math.round(p[0] / 200)},${Math.round(p[1] / 200)}`) && distance(p, [1500, 500]) < 6000;
    if (town) of[k] = OTHER;
    else if (away < 130 || (away < 600 && slope < 0.13) || slope + 0.05 * noise(p[0], p[1], 900, 51) < 0.08)
      of[k] = FIELD;
    else of[k] = away > 300 && slope + 0.1 * noise(p[0], p[1], 1300, 52) > 0.12 ? FOREST : OTHER;
  }
  const borders = new Borders({ ...grid, of }, 9);
  for (const [label, tags] of [
    [FIELD, { landuse: "farmland" }],
    [FOREST, { landuse: "forest" }],
  ] as const) {
    for (const polygon of borders.polygonsOf((l) => l === label)) {
      const large = polygon.filter((ring) => ring.length > 7);
      if (large.length > 0 && large[0] === polygon[0]) osm.area(large, tags);
    }
  }
  for (const { ring, tags } of county.patches) osm.ring(simplify(ring, 1), tags);
}

function drawPlaces(osm: Writer): void {
  osm.node([-120, 620], { place: "town", name: "鹤鸣老城", "name:en": "Heming Old Town" });
  osm.node([3900, 800], { place: "town", name: "鹤鸣新城", "name:en": "Heming New Town" });
  osm.node([-620, 2960], { place: "suburb", name: "北岸", "name:en": "Bei'an" });
  osm.node([-600, -3050], { place: "suburb", name: "铁南", "name:en": "Tienan" });
  for (const s of SEATS) {
    const town = s.people > 4000;
    osm.node(s.middle, {
      place: town ? "town" : "village",
      name: s.name.slice(0, 2) + (town ? "镇" : "乡"),
      "name:en": s.nameEn.replace(" seat", "").replace("town", "Town").replace("township", "Township"),
    });
  }
  for (const p of PLANNED.filter((x) => x.kind === "resettlement-area")) {
    osm.node(p.middle, { place: "neighbourhood", name: p.name, "name:en": p.nameEn });
  }
  for (const h of HAMLETS) {
    osm.node(h.point, { place: h.people > 500 ? "village" : "hamlet", name: h.name, "name:en": h.nameEn });
  }
}

/** One file's worth of map. The streets come first, so that their ids stay when other things change. */
export function osmOf(county: County): OsmData {
  const osm = new Writer();
  const streets = finishStreets(county.streets, county.markers);
  const ids = streets.nodes.map(({ point, tags }) => osm.node(point, tags));
  for (const { nodes, tags } of streets.ways) {
    osm.way(
      nodes.map((n) => ids[n] as number),
      tags,
    );
  }
  drawExpressway(osm);
  drawRailway(osm);
  drawWater(osm);
  drawGround(osm, county);
  drawPlaces(osm);
  return { nodes: osm.nodes, ways: osm.ways, relations: osm.relations };
}
