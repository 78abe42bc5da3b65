/**
 * What the planner's hand on the map means: a dragged pin is a facility moved, a click with a tool a station put, a point of a path, or a
 * street blocked. While it moves the change is tried; when it ends the change is stored.
 */
import i18next from "i18next";
import { useSyncExternalStore } from "react";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { FacilityKind } from "../../server/words.ts";
import type { HandEvents, HandPlace, Snap } from "../map/hand.ts";
import type { TrialLayer } from "../map/trial.ts";
import { getState, isPlanning, setState, subscribe } from "../state.ts";
import { freeName, moved, nextKey, withChange } from "./edit.ts";
import type { PlannedFacility } from "./facilities.ts";
import { editPlan, getPlan } from "./store.ts";
import { drawTrialsOn, endTrial, expectTrial, settleTrial, tryChange } from "./trial.ts";

/** What acts need to know of the desk. */
interface Desk {
  /** The facilities that the map shows. */
  facilities(): readonly PlannedFacility[];
}

let layer: TrialLayer | null = null;
let desk: Desk = { facilities: () => [] };
/** Points of the path that is being drawn. */
let path: readonly HandPlace[] = [];
/** Whether the last click with a tool hit nothing that it is for. */
let isMissed = false;
const listeners = new Set<() => void>();

function tell(): void {
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function setPath(points: readonly HandPlace[]): void {
  path = points;
  tell();
}

function setMissed(missed: boolean): void {
  isMissed = missed;
  tell();
}

/** How many points the path has that is being drawn. */
export const usePathLength = (): number => useSyncExternalStore(listen, () => path.length);

/** True after a click off any street with the tool that blocks one, until the next click or tool. */
export const useMissed = (): boolean => useSyncExternalStore(listen, () => isMissed);

/** Lets the hand act on a map; the desk tells what is on it. */
export function actOn(map: TrialLayer | null): void {
  layer = map;
  drawTrialsOn(map);
}

export function tellDesk(now: Desk): void {
  desk = now;
}

const changesNow = (): readonly Change[] => getPlan()?.changes ?? [];
const seenNow = (): number => getPlan()?.seen ?? 0;
const found = (id: number) => desk.facilities().find((facility) => facility.id === id);

export const handEvents: HandEvents = {
  mayGrab: (id) => {
    const facility = found(id);
    if (!isPlanning(getState()) || getState().tool !== null || facility?.status !== "existing") return false;
    layer?.prepare();
    expectTrial(moved(changesNow(), facility, facility, seenNow()));
    return true;
  },
  onDrag(id, place, at) {
    const facility = found(id);
    if (facility === undefined) return;
    layer?.pale(facility);
    layer?.pin(place, facility.kind);
    tryChange(moved(changesNow(), facility, place, seenNow()), at);
  },
  onDrop(id, place) {
    const facility = found(id);
    if (place === null || facility === undefined) {
      layer?.pin(null);
      endTrial();
      return;
    }
    settleTrial();
    layer?.pin(place, facility.kind);
    void editPlan((changes, seen) => withChange(changes, moved(changes, facility, place, seen)));
  },
  isPointing: () => getState().tool !== null && isPlanning(getState()),
  onPoint(place, snap, at) {
    switch (getState().tool) {
      case "station":
        layer?.pin(place, newKind());
        tryChange(newStation(place, changesNow(), seenNow()), at);
        break;
      case "path":
        pointPath(snap() ?? place, at);
        break;
      case "block":
        pointBlock(snap(), at);
        break;
      case null:
        break;
    }
  },
};

/** The kind that a new station is of: the one chosen beside the tool, else the one that is asked about. */
export function newKind(): FacilityKind {
  const { newKind: chosen, kind, standard } = getState();
  return chosen ?? (standard === null && kind !== "any" ? kind : "employment-service-station");
}

const placeOf = ({ lon, lat }: HandPlace): HandPlace => ({ lon, lat });

function newStation(place: HandPlace, changes: readonly Change[], seen: number): Change {
  const taken = changes.flatMap((change) => (change.type === "add-facility" ? [change.facility.name] : []));
  const name = freeName(taken, (number) => i18next.t("plans.newStation", { number }));
  return { type: "add-facility", key: nextKey(changes, seen), facility: { name, kind: newKind(), ...placeOf(place) } };
}

function newPath(points: readonly HandPlace[]): Change {
  return { type: "add-path", key: nextKey(changesNow(), seenNow()), points: points.map(placeOf) };
}

/** The path so far and a last point at the pointer. */
function pointPath(place: HandPlace, at: number): void {
  const points = [...path, place];
  layer?.line(points, "path");
  if (path.length > 0) tryChange(newPath(points), at);
}

/** The street under the pointer, as if it were blocked. */
function pointBlock(snap: Snap | null, at: number): void {
  if (snap === null) {
    endTrial();
    return;
  }
  layer?.line(snap.street, "block");
  tryChange({ type: "block-street", key: nextKey(changesNow(), seenNow()), ...placeOf(snap) }, at);
}

/** A click with a tool; false without one. */
export function clickWithTool(place: HandPlace, snap: () => Snap | null): boolean {
  const { tool } = getState();
  if (tool === null || !isPlanning(getState())) return false;
  if (tool === "station") {
    putStation(place);
  } else if (tool === "path") {
    const at = snap() ?? place;
    const last = path.at(-1);
    // The second click of a double-click lies where the first did.
    if (last === undefined || last.lon !== at.lon || last.lat !== at.lat) setPath([...path, placeOf(at)]);
    pointPath(at, performance.now());
  } else {
    const at = snap();
    setMissed(at === null);
    if (at !== null) {
      settleTrial();
      setState({ tool: null });
      void editPlan((changes, seen) => [
        ...changes,
        { type: "block-street", key: nextKey(changes, seen), ...placeOf(at) },
      ]);
    }
  }
  return true;
}

/** Puts a station of the chosen kind, chooses it, and ends the tool. */
export function putStation(place: HandPlace): void {
  settleTrial();
  layer?.pin(place, newKind());
  setState({ tool: null });
  void editPlan((changes, seen) => withChange(changes, newStation(place, changes, seen)));
}

/** Stores the path that is being drawn; false when there is none of two points. */
export function endPath(): boolean {
  if (getState().tool !== "path" || path.length < 2) return false;
  const points = path;
  settleTrial();
  setState({ tool: null });
  void editPlan((changes, seen) => [
    ...changes,
    { type: "add-path", key: nextKey(changes, seen), points: points.map(placeOf) },
  ]);
  return true;
}

/** Gives up what is being put, drawn or blocked; true when there was something. */
export function giveUp(): boolean {
  if (getState().tool === null) return false;
  setState({ tool: null });
  return true;
}

// A tool that is left, by a key, a button or another view, leaves nothing on the map that is not stored.
let before = getState().tool;
subscribe(() => {
  const { tool } = getState();
  if (!isPlanning(getState()) && tool !== null) {
    setState({ tool: null });
    return;
  }
  if (tool === before) return;
  before = tool;
  setMissed(false);
  setPath([]);
  layer?.line([], "path");
  endTrial();
});
