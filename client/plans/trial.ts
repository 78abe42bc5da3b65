/**
 * A change that is tried and not yet stored: asked about at the pace of the pointer, and shown by the map (map/trial.ts) and by
 * TrialCard. It is no part of the desk's state: nothing else is drawn again while it moves.
 */
import type { MultiPolygon } from "geojson";
import { useSyncExternalStore } from "react";
import type { Change, WhatIf, WhatIfRequest } from "../../server/api/scenario-messages.ts";
import { ask } from "../api.ts";
import { choiceOf, isByMinutes, questionFields } from "../choice.ts";
import type { Theme } from "../map/colours.ts";
import type { TrialLayer } from "../map/trial.ts";
import { getState, subscribe } from "../state.ts";
import { latestOnly } from "./latest.ts";

export interface Trial {
  readonly change: Change;
  /** Null until the first answer; then the latest, which may be of a moment before. */
  readonly answer: WhatIf | null;
  readonly error: Error | null;
}

interface Asked {
  readonly change: Change;
  /** When the pointer's event happened, in milliseconds of the page's clock; null while it only rests on the pin. */
  readonly at: number | null;
}

let trial: Trial | null = null;
let layer: TrialLayer | null = null;
const listeners = new Set<() => void>();

function tell(next: Trial | null): void {
  trial = next;
  for (const listener of listeners) listener();
}

export const useTrial = (): Trial | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => trial,
  );

/** The map to draw on; null when it is closed. */
export function drawTrialsOn(map: TrialLayer | null): void {
  layer = map;
}

const theme = (): Theme =>
  document.documentElement.getAttribute("data-mantine-color-scheme") === "dark" ? "dark" : "light";

const pace = latestOnly<Asked, { answer: WhatIf; sent: number; received: number }>(
  async ({ change }) => {
    const sent = performance.now();
    const answer = await ask<WhatIf>("/api/what-if", { method: "POST", json: requestOf(change) });
    return { answer, sent, received: performance.now() };
  },
  {
    answered({ change, at }, { answer, sent, received }) {
      if (at === null) return;
      tell({ change, answer, error: null });
      const choice = choiceOf(getState());
      const drawing = {
        outline: (answer.catchment?.geometry ?? null) as MultiPolygon | null,
        cells: answer.cells,
        cutoffMinutes: isByMinutes(choice) ? choice.cutoffMinutes : null,
      };
      layer?.draw(drawing, theme(), () => {
        const end = performance.now();
        performance.measure(MEASURE, {
          start: at,
          end,
          detail: { waited: sent - at, answered: received - sent, drawn: end - received, cells: answer.cells.length },
        });
      });
    },
    failed({ change, at }, error) {
      // Of a pin that is not dragged yet nobody has asked anything; the first movement will be told the same.
      if (at === null) return;
      tell({ change, answer: null, error: error instanceof Error ? error : new Error(String(error)) });
    },
  },
);

function requestOf(change: Change): WhatIfRequest {
  const choice = choiceOf(getState());
  const { revision } = choice;
  return {
    ...questionFields(choice),
    ...(choice.scenario !== null && revision > 0 ? { revision } : {}),
    change,
    outline: isPlaced(change),
  } as WhatIfRequest;
}

/** From the pointer's event to the frame of the map that shows what it changes; `detail` says where the milliseconds went. */
export const MEASURE = "what-if: pointer to render";

const isPlaced = ({ type }: Change) => type === "add-facility" || type === "move-facility";

let expected = "";
/**
 * The change may be tried soon: the pointer rests on its pin. Asked once, unseen, so that the server has found what every answer about
 * this pin builds on (the plan without it) before the first movement.
 */
export function expectTrial(change: Change): void {
  if (isStoring || trial !== null) return;
  const request = JSON.stringify(requestOf(change));
  if (request === expected) return;
  expected = request;
  pace.ask({ change, at: null });
}

/** Tries a change. `at`: when the pointer's event happened (performance.now). */
export function tryChange(change: Change, at = performance.now()): void {
  if (isStoring) return;
  if (trial === null || trial.change.key !== change.key) tell({ change, answer: null, error: null });
  pace.ask({ change, at });
}

/** Ends the trial and shows what is stored. */
export function endTrial(): void {
  if (isStoring) return;
  pace.stop();
  if (trial !== null) tell(null);
  layer?.pale(null);
  layer?.clear();
}

let isStoring = false;

/** How long the tried state stays at most after it was handed over to be stored, in milliseconds. */
const LONGEST = 5000;

/** The tried change is being stored: its figures and cells stay until the answers about the stored scenario are there. */
export function settleTrial(): void {
  pace.stop();
  isStoring = true;
  const { revision, scenario } = getState();
  layer?.settle();
  const finish = () => {
    isStoring = false;
    stop();
    clearTimeout(timer);
    layer?.pin(null);
    layer?.pale(null);
    if (trial !== null) tell(null);
  };
  const stop = subscribe(() => {
    const now = getState();
    if (now.revision !== revision || now.scenario !== scenario) finish();
  });
  const timer = setTimeout(finish, LONGEST);
}
