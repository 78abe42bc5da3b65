/** The areas of the county as GeoJSON: villages and communities grown from their seeds, united to townships and the county. */
import { Borders, centreOf, grow, type Labels, type Polygon, squareAt } from "./borders.ts";
import { HALF_HEIGHT, HALF_WIDTH, slopeAt, toLonLat, toRiver } from "./land.ts";
import type { Point } from "./lines.ts";
import type { Name } from "./names.ts";
import { COMMUNITIES, COUNTY, HAMLETS, inCounty, TOWNSHIPS } from "./places.ts";
import { noise } from "./random.ts";

const CELL = 100;
const GRID: Omit<Labels, "of"> = {
  columns: (2 * HALF_WIDTH) / CELL,
  rows: (2 * HALF_HEIGHT) / CELL,
  west: -HALF_WIDTH,
  south: -HALF_HEIGHT,
  cell: CELL,
};

/** A village or community with the index of its township. */
export interface Village extends Name {
  code: string;
  seed: Point;
  township: number;
}

export interface Areas {
  villages: Village[];
  labels: Labels;
  borders: Borders;
}

/** Ridges and the river are dear to cross, so borders run along them. */
function costs(): Float64Array {
  const cost = new Float64Array(GRID.columns * GRID.rows);
  for (let k = 0; k < cost.length; k++) {
    const p = centreOf(GRID, k);
    cost[k] = inCounty(p)
      ? 10 + 70 * slopeAt(p) + 5 * noise(p[0], p[1], 500, 71) + (toRiver(p) < 0 ? 90 : 0)
      : Number.POSITIVE_INFINITY;
  }
  return cost;
}

export function makeAreas(): Areas {
  const cost = costs();
  const price = (square: number) => cost[square] as number;
  const towns = grow(
    GRID,
    TOWNSHIPS.flatMap((t, label) => t.seeds.map((point) => ({ label, point }))),
    price,
  );
  const counters = TOWNSHIPS.map(() => ({ community: 0, village: 200 }));
  const villages: Village[] = [];
  const add = ({ name, nameEn }: Name, seed: Point, kind: "community" | "village") => {
    const township = towns[squareAt(GRID, seed)] as number;
    const counter = counters[township];
    if (!counter) throw new Error(`${nameEn} lies outside the county.`);
    counter[kind]++;
    const code = `${TOWNSHIPS[township]?.code}${String(counter[kind]).padStart(3, "0")}`;
    villages.push({ name, nameEn, code, seed, township });
  };
  for (const c of COMMUNITIES) add(c, c.point, "community");
  for (const h of HAMLETS) if (h.main) add(h.village, h.point, "village");
  const of = grow(
    GRID,
    villages.map(({ seed }, label) => ({ label, point: seed })),
    price,
  );
  const labels = { ...GRID, of };
  return { villages, labels, borders: new Borders(labels, 15) };
}

/** The village at a point, or -1 outside the county. */
export function villageAt({ labels }: Areas, p: Point): number {
  const inBox = Math.abs(p[0]) < HALF_WIDTH && Math.abs(p[1]) < HALF_HEIGHT;
  return inBox ? (labels.of[squareAt(labels, p)] as number) : -1;
}

function geometry(polygons: Polygon[]): object {
  const round = (degrees: number) => Math.round(degrees * 1e6) / 1e6;
  const coordinates = polygons.map((polygon) =>
    polygon.map((ring) => [...ring, ring[0] as Point].map((p) => toLonLat(p).map(round))),
  );
  return coordinates.length === 1
    ? { type: "Polygon", coordinates: coordinates[0] }
    : { type: "MultiPolygon", coordinates };
}

/** One feature a line, the largest first. */
export function areasGeoJson({ villages, borders }: Areas): string {
  const feature = (properties: object, is: (label: number) => boolean) =>
    JSON.stringify({ type: "Feature", properties, geometry: geometry(borders.polygonsOf(is)) });
  const features = [
    feature(
      {
        name: COUNTY.name,
        "name:en": COUNTY.nameEn,
        code: COUNTY.code,
        level: "county",
        parent: null,
        fictional: true,
        note: "虚构的示例县，代码 519921 未被使用。Fictional; the code 519921 is not in use.",
      },
      (l) => l >= 0,
    ),
    ...TOWNSHIPS.map((t, i) =>
      feature(
        { name: t.name, "name:en": t.nameEn, code: t.code, level: "township", parent: COUNTY.code, fictional: true },
        (l) => villages[l]?.township === i,
      ),
    ),
    ...villages.map((v, i) =>
      feature(
        {
          name: v.name,
          "name:en": v.nameEn,
          code: v.code,
          level: "village",
          parent: v.code.slice(0, 9),
          fictional: true,
        },
        (l) => l === i,
      ),
    ),
  ];
  return `{"type":"FeatureCollection","name":"heming-areas","features":[\n${features.join(",\n")}\n]}\n`;
}
