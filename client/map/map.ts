/**
 * The one owner of the MapLibre map: it draws the scenes it is given and reports what the user does on it. Nothing else
 * touches MapLibre.
 */
import { type PaddingOptions, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { Bounds } from "../../server/geo.ts";
import type { MapPosition } from "../state.ts";
import { type Hand, type HandEvents, letDrag, type Snap } from "./hand.ts";
import { drawBlockSign, drawGapSign, drawIcon, drawRemedySign, ICON_PIXEL_RATIO } from "./icons.ts";
import { OpaqueMap } from "./opaque-map.ts";
import type { MapPicture } from "./picture.ts";
import { addressOf, repaint } from "./repaint.ts";
import type { Scene } from "./scene.ts";
import { styleOf } from "./style.ts";
import { type TrialLayer, trialLayer } from "./trial.ts";

setWorkerUrl(workerUrl);

export interface MapEvents extends HandEvents {
  /** A click, or Enter in the middle of the map; `hit` is the sign there, `snap` the street, if any. */
  onClick(place: { lon: number; lat: number }, hit: Hit | null, snap: () => Snap | null): void;
  /** A second click in a row; true when it is used up, so that the map does not zoom. */
  onDoubleClick(): boolean;
  /** Enter on the map; true when it is used up and asks about no place. */
  onEnter(): boolean;
  onMove(position: MapPosition): void;
  onHover(hit: Hit | null): void;
}

export type Hit =
  | { type: "facility"; id: number }
  | { type: "gap"; rank: number }
  | { type: "settlement"; code: string };

export interface MapOwner {
  /** What is tried at this moment. */
  readonly trial: TrialLayer;
  show(scene: Scene): void;
  /** Shows the whole territory; this is not reported as a movement. */
  whole(bounds: Bounds): void;
  /** Moves so that the bounds are in sight. */
  fit(bounds: Bounds): void;
  jump(position: MapPosition): void;
  /** Where it stands at this moment. */
  position(): MapPosition;
  /** Called with each little movement, also one that is not asked for by the user; returns how to stop. */
  onMoved(listener: () => void): () => void;
  /** Brings a place into sight, from at least a zoom, without more movement than needed. */
  reveal(place: { lon: number; lat: number }, least?: number): void;
  zoom(steps: number): void;
  relabel(label: string): void;
  /** What is shown at this moment. */
  picture(): MapPicture;
  /** Resolves when all of the latest scene is drawn, or after a while that nobody waits longer for. */
  settled(): Promise<void>;
  /** What is drawn of a layer at this moment: each feature's properties, with the paint it got. For the browser tests. */
  drawn(layer: string): { properties: Record<string, unknown>; paint: Record<string, unknown> }[];
  close(): void;
}

/** How long a picture waits for tiles, milliseconds. */
const PATIENCE = 15_000;
/** Marks a movement that the user asked for, in MapLibre's events. */
const ASKED = { asked: true };
/** On a wide map the legend lies along the lower edge. */
const LEGEND_PIXELS = 172;
const WIDE_PIXELS = 600;

/** On a narrow map the card covers up to this share of it, from below (styles/phone.css). */
const CARD_SHARE = 0.5;

function edgesOf(container: HTMLElement, edge: number): Required<PaddingOptions> {
  const smaller = Math.min(edge, Math.min(container.clientWidth, container.clientHeight) / 6);
  const bottom = container.clientWidth >= WIDE_PIXELS ? Math.max(smaller, LEGEND_PIXELS) : smaller;
  return { top: smaller, bottom, left: smaller, right: smaller };
}

const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
const duration = () => (still() ? 0 : 600);

/** Opens a map in an element. Throws when the browser has no WebGL. */
export function openMap(
  container: HTMLElement,
  first: Scene,
  position: MapPosition | Bounds,
  events: MapEvents,
): MapOwner {
  let shown = styleOf(first);
  let wanted = shown;
  let theme = first.theme;
  let isReady = false;
  const map = new OpaqueMap({
    container,
    style: shown,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    maxZoom: 18,
    minZoom: 3,
    fadeDuration: still() ? 0 : 200,
    ...("zoom" in position
      ? { center: [position.lon, position.lat], zoom: position.zoom }
      : { bounds: position, fitBoundsOptions: { padding: edgesOf(container, 24) } }),
  });
  map.once("style.load", () => {
    isReady = true;
    repaint(map, shown, wanted);
    shown = wanted;
  });
  // A tile that cannot be had leaves a hole; the desk's own check says when the server is away.
  map.on("error", ({ error }) => console.warn(`The map: ${error.message}`));
  map.touchZoomRotate.disableRotation();
  map.keyboard.disableRotation();
  map.addControl(new ScaleControl({ maxWidth: 120 }), "bottom-right");
  map.setMissingStyleImageResolver((name) => {
    const single = { gap: drawGapSign, block: drawBlockSign }[name];
    const picture = single?.() ?? drawIcon(name) ?? drawRemedySign(name);
    if (picture !== null && !map.hasImage(name)) map.addImage(name, picture, { pixelRatio: ICON_PIXEL_RATIO });
  });

  const REACH = 5;
  const under = ({ x, y }: { x: number; y: number }, layers: readonly string[]) =>
    map.queryRenderedFeatures(
      [
        [x - REACH, y - REACH],
        [x + REACH, y + REACH],
      ],
      { layers: layers.filter((id) => map.getLayer(id) !== undefined) },
    );
  const hitAt = (point: { x: number; y: number }): Hit | null => {
    const found = under(point, ["facilities", "gap-ranks", "settlement-states"]);
    // The number of a gap may cover a facility, and a gap can be pointed at wherever it reaches.
    const feature = found.find(({ layer }) => layer.id === "facilities") ?? found[0];
    if (feature === undefined) return null;
    const { id, rank, code } = feature.properties;
    if (feature.layer.id === "settlement-states") return { type: "settlement", code: String(code) };
    return feature.layer.id === "facilities"
      ? { type: "facility", id: Number(id) }
      : { type: "gap", rank: Number(rank) };
  };
  const facilitiesAt = (point: { x: number; y: number }) =>
    under(point, ["facilities"]).map(({ properties }) => Number(properties.id));
  const hand: Hand = letDrag(map, facilitiesAt, events);
  const trial = trialLayer(map);
  map.on("click", (event) => {
    if (hand.isBusy()) return;
    const { lng, lat } = event.lngLat.wrap();
    events.onClick({ lon: lng, lat }, hitAt(event.point), () => hand.snapAt(event.point));
  });
  map.on("dblclick", (event) => {
    if (events.onDoubleClick()) event.preventDefault();
  });
  map.on("mousemove", (event) => {
    if (hand.isBusy() || events.isPointing()) return;
    const hit = hitAt(event.point);
    const isHeld = hit?.type === "facility" && events.mayGrab(hit.id);
    map.getCanvas().style.cursor = hit === null ? "crosshair" : isHeld ? "grab" : "pointer";
    events.onHover(hit);
  });
  map.on("mouseout", () => events.onHover(null));
  map.on("moveend", (event) => {
    // Movements that the user asked for, not a changed window: the whole territory is no choice worth a link.
    if (!("asked" in event) && !("originalEvent" in event && event.originalEvent !== undefined)) return;
    const { lng, lat } = map.getCenter();
    events.onMove({ lon: lng, lat, zoom: map.getZoom() });
  });
  const canvas = map.getCanvas();
  canvas.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || events.onEnter()) return;
    const { lng, lat } = map.getCenter().wrap();
    events.onClick({ lon: lng, lat }, null, () => hand.snapAt(map.project([lng, lat])));
  });

  return {
    trial,
    show(scene) {
      theme = scene.theme;
      const before = wanted.sources.cells;
      wanted = styleOf(scene);
      if (addressOf(before) !== addressOf(wanted.sources.cells)) trial.tilesChanged();
      if (!isReady) return;
      repaint(map, shown, wanted);
      shown = wanted;
    },
    whole(bounds) {
      map.fitBounds(bounds, { padding: edgesOf(container, 24), duration: duration() });
    },
    fit(bounds) {
      map.resize();
      const padding = edgesOf(container, 70);
      if (container.clientWidth < WIDE_PIXELS) padding.bottom = CARD_SHARE * container.clientHeight;
      map.fitBounds(bounds, { padding, maxZoom: 15.5, duration: duration() }, ASKED);
    },
    jump(to) {
      map.jumpTo({ center: [to.lon, to.lat], zoom: to.zoom });
    },
    position() {
      const { lng, lat } = map.getCenter();
      return { lon: lng, lat, zoom: map.getZoom() };
    },
    onMoved(listener) {
      map.on("move", listener);
      return () => void map.off("move", listener);
    },
    reveal({ lon, lat }, least) {
      map.resize();
      const zoom = Math.max(map.getZoom(), least ?? 0);
      const narrow = container.clientWidth < WIDE_PIXELS;
      if (!narrow && zoom === map.getZoom() && map.getBounds().contains([lon, lat])) return;
      const offset: [number, number] = narrow ? [0, (-CARD_SHARE / 2) * container.clientHeight] : [0, 0];
      map.easeTo({ center: [lon, lat], zoom, offset, duration: duration() }, ASKED);
    },
    zoom(steps) {
      map.easeTo({ zoom: map.getZoom() + steps, duration: still() ? 0 : 250 }, ASKED);
    },
    relabel(label) {
      canvas.setAttribute("aria-label", label);
    },
    picture() {
      // The picture is kept only until the browser has shown it: drawn and read in one go.
      map.redraw();
      const { clientWidth: width, clientHeight: height } = canvas;
      const [left, right] = [map.unproject([0, height / 2]), map.unproject([width, height / 2])];
      return { address: canvas.toDataURL("image/png"), theme, metresAcross: left.distanceTo(right) };
    },
    async settled() {
      // Tiles are asked for in the frame after a scene was told.
      await new Promise(requestAnimationFrame);
      map.triggerRepaint();
      await Promise.race([map.once("idle"), new Promise((resolve) => setTimeout(resolve, PATIENCE))]);
    },
    drawn(layer) {
      if (map.getLayer(layer) === undefined || !map.areTilesLoaded()) return [];
      return map.queryRenderedFeatures({ layers: [layer] }).map(({ properties, layer: { paint } }) => ({
        properties,
        paint: { ...paint },
      }));
    },
    close() {
      map.remove();
    },
  };
}
