/** The imports of the demo county in their order: what `npm start` does with the files on its first run. */
import type { ImportRequest } from "../../server/api/messages.ts";

const LICENCE = "Fictional, made by scripts/demo-county.ts, CC0-1.0";

/** `file` is relative to the folder of the county. */
export const SOURCES: readonly ImportRequest[] = [
  { file: "streets.osm.pbf", name: "鹤鸣县街道（虚构）", kind: "streets" },
  { file: "elevation.tif", name: "鹤鸣县高程（虚构）", kind: "elevation" },
  {
    file: "population.tif",
    name: "鹤鸣县人口（虚构）",
    kind: "people",
    role: "total",
    label: "residents of all ages, Heming 2025 (fictional)",
    labels: { "zh-CN": "全部常住人口，鹤鸣 2025（虚构）", en: "residents of all ages, Heming 2025 (fictional)" },
  },
  {
    file: "population-60-plus.tif",
    name: "鹤鸣县 60 岁及以上人口（虚构）",
    kind: "people",
    role: "within",
    label: "residents aged 60 and over, Heming 2025 (fictional)",
    labels: {
      "zh-CN": "60 岁及以上常住人口，鹤鸣 2025（虚构）",
      en: "residents aged 60 and over, Heming 2025 (fictional)",
    },
  },
  { file: "areas.geojson", name: "鹤鸣县区划（虚构）", kind: "areas" },
  { file: "settlements.geojson", name: "鹤鸣县聚落（虚构）", kind: "settlements" },
  { file: "facilities.csv", name: "鹤鸣县就业服务设施（虚构）", kind: "facilities", coordinates: "gcj02" },
];

export function sourcesJson(): string {
  return `${JSON.stringify(
    SOURCES.map((source) => ({ ...source, licence: LICENCE, dataDate: "2025" })),
    null,
    2,
  )}\n`;
}
