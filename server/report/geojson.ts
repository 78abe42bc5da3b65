/**
 * The review as one GeoJSON FeatureCollection: GIS programs and web maps open a single file more readily than an archive. Each
 * feature says its layer, and the members `headline` and `method` of the collection carry standard, base, sources and limits.
 */
import { layersOf, methodRows } from "./layers.ts";
import type { Report } from "./report.ts";
import { headlineOf, wordingOf } from "./wording.ts";

/** Features that are written as one piece, so that no string becomes too long. */
const PIECE = 2_000;

/** @returns the bytes of the file; equal reports have equal bytes */
export function geojsonOf(report: Report): Uint8Array {
  const wording = wordingOf(report.language);
  const method = methodRows(report, wording).map(([section, item, text]) => ({ section, item, text }));
  const head = {
    type: "FeatureCollection",
    headline: headlineOf(report.review, wording),
    fictional: report.review.method.fictional,
    runAt: report.runAt,
    question: report.review.question,
    method,
  };
  const pieces: Buffer[] = [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"features":[\n`)];
  let isFirst = true;
  for (const layer of layersOf(report, wording)) {
    for (let from = 0; from < layer.count; from += PIECE) {
      const lines: string[] = [];
      for (let at = from; at < Math.min(from + PIECE, layer.count); at++) {
        const values = layer.row(at);
        const named = layer.columns.map(({ key }, i) => [key, values[i]]);
        const properties = { layer: layer.name, ...Object.fromEntries(named) };
        lines.push(JSON.stringify({ type: "Feature", geometry: layer.geometry(at), properties }));
      }
      pieces.push(Buffer.from((isFirst ? "" : ",\n") + lines.join(",\n")));
      isFirst = false;
    }
  }
  pieces.push(Buffer.from("\n]}\n"));
  return Buffer.concat(pieces);
}
