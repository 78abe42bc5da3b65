/**
 * What the user is looking at: one readonly value, of which the part worth sharing stands in the URL's hash, so that reload,
 * links and the back button keep it. Answers are not state: they follow from this value and the server (api.ts).
 */
import { useSyncExternalStore } from "react";
import type { FacilityKind } from "../server/words.ts";

export const VIEWS = ["review", "plan", "overview", "gaps", "areas", "facilities", "sources"] as const;
export type View = (typeof VIEWS)[number];

/** Parts of the review, one at a time: its answers together would fill ten screens. */
export const PARTS = ["summary", "areas", "settlements", "facilities", "kept"] as const;
export type Part = (typeof PARTS)[number];

/** Parts of the view of plans: changes by hand, the search for the best places, plans side by side. */
export const PLAN_PARTS = ["edit", "siting", "compare"] as const;
export type PlanPart = (typeof PLAN_PARTS)[number];

/** What can be switched on and off on the map. */
export const LAYERS = ["cells", "circles", "gaps", "areas", "settlements", "remedies"] as const;
export type LayerName = (typeof LAYERS)[number];

/** What the colour of a cell tells: the answer, why people are left out, or whether it counts as city or countryside. */
export const COLOURS = ["answer", "reason", "place"] as const;
export type Colours = (typeof COLOURS)[number];

export type AnyKind = FacilityKind | "any";

/** The thing whose card is open. */
export type Selection =
  | { readonly type: "spot"; readonly lon: number; readonly lat: number }
  /** Above 0 a stored one; −key one that the change of this key in the scenario adds. */
  | { readonly type: "facility"; readonly id: number }
  | { readonly type: "gap"; readonly rank: number }
  | { readonly type: "area"; readonly code: string }
  | { readonly type: "settlement"; readonly code: string };

/** Two kept reviews, by id: what changed from the first to the second. */
export interface Comparison {
  readonly before: number;
  readonly after: number;
}

/** What a click on the map does in the view of plans; null asks about the place, as everywhere. */
export const TOOLS = ["station", "path", "block"] as const;
export type Tool = (typeof TOOLS)[number];

/** A plan that can stand beside others: a scenario by id, or the present state. */
export type PlanName = "present" | number;

/** How the map compares two plans: their difference, or the one beside the other, wiped over it. */
export const COMPARE_AS = ["difference", "swipe"] as const;
export type CompareAs = (typeof COMPARE_AS)[number];

/** What the map shows of a comparison: what `plan` gains and loses against `against`. */
export interface Difference {
  readonly plan: PlanName;
  readonly against: PlanName;
}

export interface MapPosition {
  readonly zoom: number;
  readonly lat: number;
  readonly lon: number;
}

/** A facility being added (id null) or changed; `picking` while the next click on the map sets its place. */
export interface Draft {
  readonly id: number | null;
  readonly lon: number | null;
  readonly lat: number | null;
  readonly picking: boolean;
}

export interface State {
  /** Id of the service standard; null for the plain one of cutoff, kind and speed below. */
  readonly standard: string | null;
  readonly cutoffMinutes: number;
  readonly kind: AnyKind;
  readonly walkingSpeedKmh: number;
  /** Opening hours asked for, as the server's address has them: "any", "now", "2026-11-28T10:00", "week", "after-work:4" … */
  readonly hours: string;
  readonly ownDistrictOnly: boolean;
  readonly countCapacity: boolean;
  /** Id of the scenario that every answer is about; null for the present state. */
  readonly scenario: number | null;
  /** Of that scenario, so that answers are asked for again after a change; 0 until it is known. Not in links: they show the latest. */
  readonly revision: number;
  readonly view: View;
  readonly part: Part;
  readonly comparison: Comparison | null;
  /** Id of the kept review that the review's parts show; null for the review of the question. */
  readonly kept: number | null;
  readonly planPart: PlanPart;
  /** Plans chosen to stand side by side; null until any was chosen (see `plansChosen`). */
  readonly plans: readonly PlanName[] | null;
  /** Of two of them, on the map; null for the last against the first. */
  readonly difference: Difference | null;
  readonly compareAs: CompareAs;
  /** Id of the siting job that is shown; null for the form. */
  readonly siting: number | null;
  readonly selected: Selection | null;
  /** Code of the area whose parts the table lists; null for the largest level. */
  readonly within: string | null;
  readonly layers: readonly LayerName[];
  readonly colours: Colours;
  /** Null until the map has been moved: the whole territory. */
  readonly position: MapPosition | null;
  readonly draft: Draft | null;
  readonly tool: Tool | null;
  /** Of the station that the tool puts; null for the kind that is asked about. */
  readonly newKind: FacilityKind | null;
  /** What the pointer or the keyboard is on, in a list or on the map: lit up in both. */
  readonly hovered: Selection | null;
}

export const START: State = {
  standard: null,
  cutoffMinutes: 15,
  kind: "any",
  walkingSpeedKmh: 4,
  hours: "any",
  ownDistrictOnly: false,
  countCapacity: false,
  scenario: null,
  revision: 0,
  view: "overview",
  part: "summary",
  comparison: null,
  kept: null,
  planPart: "edit",
  plans: null,
  difference: null,
  compareAs: "difference",
  siting: null,
  selected: null,
  within: null,
  layers: ["cells", "gaps", "areas", "settlements", "remedies"],
  colours: "answer",
  position: null,
  draft: null,
  tool: null,
  newKind: null,
  hovered: null,
};

/** Plans side by side; as server/api/scenario-messages.ts has it. */
export const MOST_COMPARED = 4;
export const MIN_CUTOFF = 1;
export const MAX_CUTOFF = 60;
export const SPEEDS_KMH = [3.2, 3.6, 4, 4.8, 5] as const;

const KINDS: Record<AnyKind, true> = {
  any: true,
  "employment-service-station": true,
  "odd-jobs-market": true,
  "odd-jobs-post": true,
  "employment-service-agency": true,
  "service-window": true,
  "partner-agency": true,
};

/** Whether two kept reviews are compared on the screen. */
export function isCompared({ view, part, comparison }: State): boolean {
  return view === "review" && part === "kept" && comparison !== null;
}

/** Id of the kept review that stands on the screen in place of the one of the question; null for none. */
export function keptShown({ view, kept }: State): number | null {
  return view === "review" ? kept : null;
}

/** Plans chosen to stand side by side: until the planner chooses, the present state and the plan that is open. */
export function plansChosen({ plans, scenario }: Pick<State, "plans" | "scenario">): readonly PlanName[] {
  return plans ?? (scenario === null ? ["present"] : ["present", scenario]);
}

/** Plans of which the map shows the difference, the last against the first if not said otherwise; null while no two are compared. */
export function differenceShown(state: State): Difference | null {
  const { view, planPart, difference } = state;
  if (view !== "plan" || planPart !== "compare") return null;
  const chosen = plansChosen(state);
  const [first, ...others] = chosen;
  const last = others.at(-1);
  if (first === undefined || last === undefined) return null;
  const isAmong = (name: PlanName) => chosen.includes(name);
  return difference !== null && isAmong(difference.plan) && isAmong(difference.against)
    ? difference
    : { plan: last, against: first };
}

/** Whether changes of a plan are made on the map: facilities can be dragged, and tools chosen. */
export function isPlanning({ view, planPart }: State): boolean {
  return view === "plan" && planPart === "edit";
}

/** Whether the map shows what the review knows: settlements by state, reasons, remedies. */
export function isReviewed({ view, selected }: State): boolean {
  return view === "review" || selected?.type === "settlement" || selected?.type === "gap";
}

/** The hash of a state, without "#"; what equals START is left out. */
export function toHash(state: State): string {
  const fields = new URLSearchParams();
  if (state.view !== START.view) fields.set("view", state.view);
  if (state.part !== START.part) fields.set("part", state.part);
  if (state.comparison !== null) fields.set("compare", `${state.comparison.before}/${state.comparison.after}`);
  if (state.kept !== null) fields.set("kept", String(state.kept));
  if (state.planPart !== START.planPart) fields.set("plan-part", state.planPart);
  if (state.plans !== null && state.plans.length > 1) fields.set("compare-plans", state.plans.join(","));
  if (state.difference !== null) fields.set("difference", `${state.difference.plan}/${state.difference.against}`);
  if (state.compareAs !== START.compareAs) fields.set("compare-as", state.compareAs);
  if (state.siting !== null) fields.set("siting", String(state.siting));
  if (state.standard !== null) fields.set("standard", state.standard);
  if (state.hours !== START.hours) fields.set("hours", state.hours);
  if (state.ownDistrictOnly) fields.set("own", "1");
  if (state.countCapacity) fields.set("capacity", "1");
  if (state.scenario !== null) fields.set("plan", String(state.scenario));
  if (state.cutoffMinutes !== START.cutoffMinutes) fields.set("cutoff", String(state.cutoffMinutes));
  if (state.kind !== START.kind) fields.set("kind", state.kind);
  if (state.walkingSpeedKmh !== START.walkingSpeedKmh) fields.set("speed", String(state.walkingSpeedKmh));
  if (state.within !== null) fields.set("within", state.within);
  if (state.selected !== null) fields.set("at", selectionText(state.selected));
  if (state.layers.join() !== START.layers.join()) fields.set("layers", state.layers.join(" "));
  if (state.colours !== START.colours) fields.set("colours", state.colours);
  if (state.position !== null) {
    const { zoom, lat, lon } = state.position;
    fields.set("map", `${zoom.toFixed(2)}/${lat.toFixed(5)}/${lon.toFixed(5)}`);
  }
  return fields.toString();
}

/** The state of a hash. A field that makes no sense (a link cut short, an old one) falls back to START's. */
export function fromHash(hash: string): State {
  const fields = new URLSearchParams(hash.replace(/^#/, ""));
  const view = fields.get("view");
  const kind = fields.get("kind");
  const cutoff = Number(fields.get("cutoff") ?? Number.NaN);
  const speed = Number(fields.get("speed") ?? Number.NaN);
  const layers = fields.get("layers");
  const hours = fields.get("hours") ?? START.hours;
  return {
    ...START,
    standard: STANDARD_ID.exec(fields.get("standard") ?? "")?.[0] ?? START.standard,
    hours: HOURS.test(hours) ? hours : START.hours,
    ownDistrictOnly: fields.get("own") === "1",
    countCapacity: fields.get("capacity") === "1",
    scenario: numberOf(fields.get("plan") ?? ""),
    view: VIEWS.find((name) => name === view) ?? START.view,
    part: PARTS.find((name) => name === fields.get("part")) ?? START.part,
    comparison: comparisonFrom(fields.get("compare") ?? ""),
    kept: numberOf(fields.get("kept") ?? ""),
    // A link to a comparison is one, whatever else it says.
    planPart: PLAN_PARTS.find((name) => name === fields.get("plan-part")) ?? START.planPart,
    plans: plansFrom(fields.get("compare-plans") ?? ""),
    difference: differenceFrom(fields.get("difference") ?? ""),
    compareAs: COMPARE_AS.find((name) => name === fields.get("compare-as")) ?? START.compareAs,
    siting: numberOf(fields.get("siting") ?? ""),
    kind: kind !== null && Object.hasOwn(KINDS, kind) ? (kind as AnyKind) : START.kind,
    cutoffMinutes: cutoff >= MIN_CUTOFF && cutoff <= MAX_CUTOFF ? Math.round(cutoff) : START.cutoffMinutes,
    walkingSpeedKmh: speed >= 1 && speed <= 10 ? speed : START.walkingSpeedKmh,
    within: fields.get("within"),
    selected: selectionFrom(fields.get("at") ?? ""),
    layers: layers === null ? START.layers : LAYERS.filter((name) => layers.split(" ").includes(name)),
    colours: COLOURS.find((name) => name === fields.get("colours")) ?? START.colours,
    position: positionFrom(fields.get("map") ?? ""),
  };
}

/** As server/standard.ts has it. */
const STANDARD_ID = /^[a-z0-9][a-z0-9-]{0,63}$/;
const DAY = "\\d{4}-\\d{2}-\\d{2}";
const HOURS = new RegExp(`^(any|now|${DAY}T\\d{2}:\\d{2}|week(:${DAY})?|after-work:\\d{1,3}(\\.\\d+)?(:${DAY})?)$`);

/** A whole number above 0; the server's ids have at most nine digits. */
function numberOf(text: string): number | null {
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function comparisonFrom(text: string): Comparison | null {
  const [, before, after] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  return before === undefined || after === undefined || before === after
    ? null
    : { before: Number(before), after: Number(after) };
}

const planFrom = (text: string): PlanName | null => (text === "present" ? text : numberOf(text));

/** Two to four different plans; a link that names fewer compares nothing. */
function plansFrom(text: string): readonly PlanName[] | null {
  const named = text.split(",").map(planFrom);
  const plans = [...new Set(named.filter((name) => name !== null))].slice(0, MOST_COMPARED);
  return plans.length < 2 ? null : plans;
}

function differenceFrom(text: string): Difference | null {
  const [plan = null, against = null] = text.split("/").map(planFrom);
  return plan === null || against === null || plan === against ? null : { plan, against };
}

function selectionText(selected: Selection): string {
  switch (selected.type) {
    case "spot":
      return `spot/${selected.lat.toFixed(6)}/${selected.lon.toFixed(6)}`;
    case "facility":
      return `facility/${selected.id}`;
    case "gap":
      return `gap/${selected.rank}`;
    case "area":
    case "settlement":
      return `${selected.type}/${selected.code}`;
  }
}

function selectionFrom(text: string): Selection | null {
  const [type, ...rest] = text.split("/");
  const number = Number(rest[0]);
  if ((type === "area" || type === "settlement") && rest.join("/") !== "") return { type, code: rest.join("/") };
  if (type === "facility" && Number.isInteger(number) && number !== 0) return { type, id: number };
  if (type === "gap" && Number.isInteger(number) && number > 0) return { type, rank: number };
  if (type === "spot" && isPlace(rest)) return { type, lat: number, lon: Number(rest[1]) };
  return null;
}

function positionFrom(text: string): MapPosition | null {
  const [zoom, ...place] = text.split("/");
  const number = Number.parseFloat(zoom ?? "");
  if (!(number >= 0 && number <= 24) || !isPlace(place)) return null;
  return { zoom: number, lat: Number(place[0]), lon: Number(place[1]) };
}

function isPlace([lat, lon]: string[]): boolean {
  if (lat === undefined || lon === undefined || lat === "" || lon === "") return false;
  return Math.abs(Number(lat)) <= 90 && Math.abs(Number(lon)) <= 180;
}

let current = fromHash(typeof window === "undefined" ? "" : window.location.hash);
const listeners = new Set<() => void>();
let hashTimer: ReturnType<typeof setTimeout> | undefined;

export function getState(): State {
  return current;
}

/** Changes some fields. Going to another view or another thing is a step that the back button undoes; the rest is not. */
export function setState(change: Partial<State>): void {
  const before = current;
  current = { ...current, ...change };
  for (const listener of listeners) listener();
  const steps = [
    "view",
    "part",
    "comparison",
    "kept",
    "planPart",
    "plans",
    "siting",
    "selected",
    "within",
    "scenario",
  ] as const;
  const step = steps.some((field) => before[field] !== current[field]);
  clearTimeout(hashTimer);
  if (step) writeHash("pushState");
  // Browsers refuse more than some 100 changes of the URL in 30 s: a dragged slider waits.
  else hashTimer = setTimeout(writeHash, 200, "replaceState");
}

function writeHash(how: "pushState" | "replaceState"): void {
  const hash = `#${toHash(current)}`;
  if (hash !== window.location.hash && !(hash === "#" && window.location.hash === "")) {
    window.history[how](null, "", hash === "#" ? window.location.pathname : hash);
  }
}

/** Follows the back button and links pasted into the address bar. Called once by main.tsx. */
export function followHash(): void {
  const follow = () => {
    const read = fromHash(window.location.hash);
    const revision = read.scenario === current.scenario ? current.revision : 0;
    current = { ...read, revision, draft: current.draft };
    for (const listener of listeners) listener();
  };
  window.addEventListener("popstate", follow);
  window.addEventListener("hashchange", follow);
}

/** Calls back after every change; returns how to stop. */
export function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The part of the state that `pick` chooses; the component is drawn again only when that part changes (`Object.is`). */
export function useAppState<T>(pick: (state: State) => T): T {
  return useSyncExternalStore(subscribe, () => pick(current));
}
