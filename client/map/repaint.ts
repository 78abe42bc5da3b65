/**
 * Brings the map from one style to the next by the few calls that differ. MapLibre's own comparison copies and compares
 * all data of all sources, which for hundreds of gaps takes longer than a slider may; here data are compared by identity.
 */
import type {
  GeoJSONSource,
  LayerSpecification,
  Map as MapLibre,
  SourceSpecification,
  StyleSpecification,
  VectorTileSource,
} from "maplibre-gl";

/** Applies `after` to a map that shows `before`. */
export function repaint(map: MapLibre, before: StyleSpecification, after: StyleSpecification): void {
  const kept = before.layers.map(({ id }) => id).join() === after.layers.map(({ id }) => id).join();
  if (!kept) {
    // The style is valid (test/client/style.test.ts), so it need not be checked at every step of a slider.
    map.setStyle(after, { diff: true, validate: false });
    return;
  }
  for (const [id, source] of Object.entries(after.sources)) {
    const old = before.sources[id];
    // Tiles that are drawn stay until those of the new address are there.
    if (addressOf(source) !== addressOf(old)) map.getSource<VectorTileSource>(id)?.setTiles(tilesOf(source));
    if (source.type !== "geojson" || old?.type !== "geojson" || source.data === old.data) continue;
    map.getSource<GeoJSONSource>(id)?.setData(source.data);
  }
  after.layers.forEach((layer, index) => {
    const old = before.layers[index];
    if (old !== undefined) repaintLayer(map, old, layer);
  });
}

function tilesOf(source: SourceSpecification | undefined): string[] {
  return source?.type === "vector" ? (source.tiles ?? []) : [];
}

/** Of a source of tiles; "" for others. */
export function addressOf(source: SourceSpecification | undefined): string {
  return tilesOf(source).join();
}

function repaintLayer(map: MapLibre, before: LayerSpecification, after: LayerSpecification): void {
  const options = { validate: false };
  for (const [name, value] of changes(before.paint, after.paint)) map.setPaintProperty(after.id, name, value, options);
  for (const [name, value] of changes(before.layout, after.layout))
    map.setLayoutProperty(after.id, name, value, options);
  if ("filter" in after && "filter" in before && JSON.stringify(before.filter) !== JSON.stringify(after.filter)) {
    map.setFilter(after.id, after.filter, options);
  }
}

/** Properties that differ, with their new value. The style always names the same ones. */
function changes<T extends object>(
  before: T | undefined,
  after: T | undefined,
): [Extract<keyof T, string>, T[keyof T]][] {
  if (after === undefined) return [];
  const names = Object.keys(after) as Extract<keyof T, string>[];
  return names
    .filter((name) => JSON.stringify(before?.[name]) !== JSON.stringify(after[name]))
    .map((name) => [name, after[name]]);
}
