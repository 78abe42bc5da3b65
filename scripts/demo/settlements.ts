/** The settlements as GeoJSON: natural villages as points, resettlement areas and places of work as polygons. */
import { toLonLat } from "./land.ts";
import type { Point } from "./lines.ts";
import { HAMLETS, PLANNED, type Planned } from "./places.ts";

function outline({ middle, angle, long, wide }: Planned): Point[] {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return [
    [-1, -1],
    [1, -1],
    [1, 1],
    [-1, 1],
    [-1, -1],
  ].map(([a, b]) => {
    const u = (a as number) * (long / 2 + 20);
    const v = (b as number) * (wide / 2 + 20);
    return [middle[0] + u * cos - v * sin, middle[1] + u * sin + v * cos];
  });
}

/** One feature a line. Places of work have no count of people: who works there lives elsewhere too. */
export function settlementsGeoJson(): string {
  const features = [
    ...PLANNED.map((p, i) => ({
      type: "Feature",
      properties: {
        code: `S${String(i + 1).padStart(3, "0")}`,
        name: p.name,
        "name:en": p.nameEn,
        kind: p.kind,
        people: p.kind === "resettlement-area" ? p.people : null,
        fictional: true,
      },
      geometry: { type: "Polygon", coordinates: [outline(p).map(toLonLat)] },
    })),
    ...HAMLETS.map((h, i) => ({
      type: "Feature",
      properties: {
        code: `V${String(i + 1).padStart(3, "0")}`,
        name: h.name,
        "name:en": h.nameEn,
        kind: "natural-village",
        people: i % 9 === 7 ? null : h.people,
        fictional: true,
      },
      geometry: { type: "Point", coordinates: toLonLat(h.point) },
    })),
  ];
  return `{"type":"FeatureCollection","name":"heming-settlements","features":[\n${features.map((f) => JSON.stringify(f)).join(",\n")}\n]}\n`;
}
