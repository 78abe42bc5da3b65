/**
 * The planner's hand on the map, by mouse or by finger: facilities that are dragged, and the pointer while a tool is chosen. Tells
 * who listens; what a drag means is decided in client/plans.
 */
import type { Map as MapLibre, MapMouseEvent, MapTouchEvent } from "maplibre-gl";
import { nearestOnLines } from "./snap.ts";

export interface HandPlace {
  readonly lon: number;
  readonly lat: number;
}

/** A place on a drawn street near the pointer, and the piece of that street. */
export interface Snap extends HandPlace {
  readonly street: readonly HandPlace[];
}

export interface HandEvents {
  /** Whether this facility may be dragged now. */
  mayGrab(facilityId: number): boolean;
  /** `at`: when the pointer's event happened, in milliseconds of the page's clock (performance.now). */
  onDrag(facilityId: number, place: HandPlace, at: number): void;
  /** Let go there; null when the drag was given up. */
  onDrop(facilityId: number, place: HandPlace | null): void;
  /** Whether the pointer's movements are asked for: a tool is chosen. */
  isPointing(): boolean;
  onPoint(place: HandPlace, snap: () => Snap | null, at: number): void;
}

/** Pixels that the pointer moves before a press is a drag and no click. */
const DRAG_PIXELS = 4;
/** A click follows the release of its button within this time, also on a busy machine. */
const CLICK_MILLISECONDS = 50;
/** How near a street must be to be meant. */
const SNAP_PIXELS = 14;
const STREETS = ["paths", "small", "main", "expressways"];

interface Grabbed {
  readonly id: number;
  readonly start: { readonly x: number; readonly y: number };
  state: "pressed" | "dragged" | "ended";
}

export interface Hand {
  /** The street at a point of the map. */
  snapAt(point: { x: number; y: number }): Snap | null;
  /** Whether a press of this moment belongs to a drag: then it is no click. */
  isBusy(): boolean;
}

/** Listens to a map. `facilitiesAt` finds the facilities under a point, the uppermost first. */
export function letDrag(
  map: MapLibre,
  facilitiesAt: (point: { x: number; y: number }) => readonly number[],
  events: HandEvents,
): Hand {
  let grabbed: Grabbed | null = null;
  let last: HandPlace | null = null;

  const snapAt = ({ x, y }: { x: number; y: number }): Snap | null => {
    const layers = STREETS.filter((id) => map.getLayer(id) !== undefined);
    const found = map.queryRenderedFeatures(
      [
        [x - SNAP_PIXELS, y - SNAP_PIXELS],
        [x + SNAP_PIXELS, y + SNAP_PIXELS],
      ],
      { layers },
    );
    const lines = found.flatMap(({ geometry }) =>
      geometry.type === "LineString"
        ? [geometry.coordinates]
        : geometry.type === "MultiLineString"
          ? geometry.coordinates
          : [],
    );
    const projected = lines.map((line) => line.map(([lon = 0, lat = 0]) => map.project([lon, lat])));
    const nearest = nearestOnLines(projected, { x, y }, SNAP_PIXELS);
    if (nearest === null) return null;
    const { lng, lat } = map.unproject([nearest.x, nearest.y]);
    const street = (lines[nearest.line] ?? []).map(([lon = 0, latitude = 0]) => ({ lon, lat: latitude }));
    return { lon: lng, lat, street };
  };

  /** Whether a pressed mouse moves the map or draws a box on it. */
  const holdMap = (isHeld: boolean) => {
    for (const gesture of [map.dragPan, map.boxZoom]) {
      if (isHeld) gesture.disable();
      else gesture.enable();
    }
  };
  const grab = (event: MapMouseEvent | MapTouchEvent) => {
    if ("points" in event && event.points.length > 1) return;
    if (event.originalEvent instanceof MouseEvent && event.originalEvent.button !== 0) return;
    // A planned facility that cannot be moved may lie over the one that is tried at its place.
    const id = facilitiesAt(event.point).find(events.mayGrab);
    if (id === undefined) return;
    // Neither the map nor the page moves under the pin. MapLibre draws all of the map once for a press that is prevented, which takes
    // longer than some answers, so a mouse is kept from the map otherwise.
    if ("points" in event) event.preventDefault();
    else holdMap(true);
    grabbed = { id, start: event.point, state: "pressed" };
    last = null;
  };
  const move = (event: MapMouseEvent | MapTouchEvent) => {
    const { point } = event;
    const { lng: lon, lat } = event.lngLat.wrap();
    const at = event.originalEvent.timeStamp;
    if (grabbed !== null) {
      const { state, start } = grabbed;
      if (state === "ended") return;
      if (state === "pressed" && Math.hypot(point.x - start.x, point.y - start.y) < DRAG_PIXELS) return;
      grabbed.state = "dragged";
      last = { lon, lat };
      event.preventDefault();
      map.getCanvas().style.cursor = "grabbing";
      events.onDrag(grabbed.id, last, at);
    } else if (events.isPointing() && !("points" in event)) {
      map.getCanvas().style.cursor = "crosshair";
      events.onPoint({ lon, lat }, () => snapAt(point), at);
    }
  };
  const end = (place: HandPlace | null) => {
    const before = grabbed;
    if (before === null || before.state === "ended") return;
    holdMap(false);
    if (before.state === "pressed") {
      grabbed = null;
      return;
    }
    before.state = "ended";
    events.onDrop(before.id, place);
    // The click that follows the release in the same moment belongs to the drag.
    setTimeout(() => {
      if (grabbed === before) grabbed = null;
    }, CLICK_MILLISECONDS);
  };
  map.on("mousedown", grab);
  map.on("touchstart", grab);
  map.on("mousemove", move);
  map.on("touchmove", move);
  map.on("touchend", () => end(last));
  map.on("touchcancel", () => end(null));
  const release = () => end(last);
  const giveUp = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || grabbed?.state !== "dragged") return;
    event.preventDefault();
    end(null);
  };
  // The pointer may be let go outside the map.
  window.addEventListener("mouseup", release);
  window.addEventListener("keydown", giveUp, { capture: true });
  map.once("remove", () => {
    window.removeEventListener("mouseup", release);
    window.removeEventListener("keydown", giveUp, { capture: true });
  });

  return { snapAt, isBusy: () => grabbed !== null };
}
