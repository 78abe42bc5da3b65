/**
 * The open scenario: its changes as the planner has them, what the server has stored, and the way between. Every finished change is
 * stored at once; undo and redo are remembered for as long as the page lives. `State.scenario` says which scenario is open, and this
 * follows it, so that links and the back button need nothing of their own.
 */
import i18next from "i18next";
import { useSyncExternalStore } from "react";
import type { Change, Scenario, ScenarioInput, ScenarioList } from "../../server/api/scenario-messages.ts";
import { ApiProblem, ask } from "../api.ts";
import { getState, setState, subscribe } from "../state.ts";
import { freeName, highestKey } from "./edit.ts";

export interface OpenPlan {
  readonly id: number;
  readonly name: string;
  readonly note: string;
  /** As the planner has them; stored within a moment. */
  readonly changes: readonly Change[];
  /** The same, as the server has them. */
  readonly stored: Scenario;
  /** Earlier states for undo, the latest last, and undone ones for redo, the next last. */
  readonly past: readonly (readonly Change[])[];
  readonly future: readonly (readonly Change[])[];
  /** The highest key that was given while this page lives. */
  readonly seen: number;
  readonly saving: "saved" | "saving" | "failed";
  /** Why storing failed. */
  readonly error: Error | null;
}

/** What the planner must be told about a scenario that is not as she left it. */
export type Notice =
  | { readonly type: "gone"; readonly id: number }
  /** Somebody else has stored a later one, which is shown now. */
  | { readonly type: "conflict"; readonly name: string }
  | { readonly type: "failed"; readonly error: Error };

interface Plans {
  readonly plan: OpenPlan | null;
  readonly notice: Notice | null;
}

/** Steps that undo remembers. */
const MOST_STEPS = 200;

let current: Plans = { plan: null, notice: null };
const listeners = new Set<() => void>();
/** Highest keys by scenario, also of one that is opened again: a step that is gone may still be chosen, or stand in a link. */
const seenKeys = new Map<number, number>();
/** Called when the list of scenarios or a stored one has changed. */
let onStored: () => void = () => undefined;
/** What is on its way to the server or from it; one after another. */
let work: Promise<unknown> = Promise.resolve();

function set(change: Partial<Plans>): void {
  current = { ...current, ...change };
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const getPlan = (): OpenPlan | null => current.plan;
/** The open scenario with its changes; null while the present state is shown. */
export const usePlan = (): OpenPlan | null => useSyncExternalStore(listen, () => current.plan);
export const useNotice = (): Notice | null => useSyncExternalStore(listen, () => current.notice);
export const dismissNotice = (): void => set({ notice: null });

/** Follows the state from now on. Called once by main.tsx. */
export function startPlans(stored: () => void): void {
  onStored = stored;
  subscribe(follow);
  follow();
  // Somebody else may have changed it while this window lay behind others.
  window.addEventListener("focus", () => {
    const { plan } = current;
    if (plan?.saving === "saved") void inTurn(() => load(plan.id));
  });
}

let followed: number | null = null;
function follow(): void {
  const { scenario } = getState();
  if (scenario === followed) return;
  followed = scenario;
  // A scenario that was just made here is known already.
  if (current.plan?.id === scenario) return;
  // After what is still to be stored.
  void inTurn(async () => {
    if (scenario !== null) await load(scenario);
    else if (getState().scenario === null) set({ plan: null });
  });
}

/** Does one thing after the other; null for what failed, which is told and holds nothing up. */
function inTurn<T>(task: () => Promise<T>): Promise<T | null> {
  const done = work.then(task).catch((error: unknown) => {
    set({ notice: { type: "failed", error: error instanceof Error ? error : new Error(String(error)) } });
    return null;
  });
  work = done;
  return done;
}

async function load(id: number): Promise<void> {
  try {
    const stored = await ask<Scenario>(`/api/scenarios/${id}`);
    if (getState().scenario !== id) return;
    const { plan } = current;
    if (plan?.id === id && (plan.saving !== "saved" || plan.stored.revision === stored.revision)) return;
    take(stored);
  } catch (error) {
    if (!isProblem(error, 404)) throw error;
    if (getState().scenario !== id) return;
    set({ plan: null, notice: { type: "gone", id } });
    setState({ scenario: null, revision: 0 });
  }
}

/** Opens what the server answered. */
function take(stored: Scenario): void {
  const { id, name, note, changes } = stored;
  set({
    plan: {
      id,
      name,
      note,
      changes,
      stored,
      past: [],
      future: [],
      seen: seenKey(id, changes),
      saving: "saved",
      error: null,
    },
  });
  setState({ scenario: id, revision: stored.revision });
}

function seenKey(id: number, changes: readonly Change[]): number {
  const seen = Math.max(seenKeys.get(id) ?? 0, highestKey(changes));
  seenKeys.set(id, seen);
  return seen;
}

/** Shows a scenario everywhere. */
export function openScenario(id: number): void {
  setState({ scenario: id, revision: 0, selected: null, tool: null });
}

/** Shows the present state everywhere. */
export function closeScenario(): void {
  setState({ scenario: null, revision: 0, selected: null, tool: null });
}

/** Stores a new scenario and opens it; null when it could not be stored, and the notice says why. */
export function makeScenario(input: ScenarioInput): Promise<Scenario | null> {
  return inTurn(async () => {
    const stored = await ask<Scenario>("/api/scenarios", { method: "POST", json: input });
    take(stored);
    onStored();
    return stored;
  });
}

/** Stores a new scenario without changes and opens it. */
export async function makeEmpty(): Promise<void> {
  const name = await inTurn(newName);
  if (name !== null) await makeScenario({ name, changes: [] });
}

/** "Plan 1", "Plan 2" …: the first that is free. */
async function newName(): Promise<string> {
  const { scenarios } = await ask<ScenarioList>("/api/scenarios");
  const taken = scenarios.map((scenario) => scenario.name);
  return freeName(taken, (number) => i18next.t("plans.defaultName", { number: ordinal(number) }));
}

/** 方案一 … 方案十 in Chinese, digits otherwise. */
function ordinal(number: number): string {
  return (i18next.language === "zh-CN" ? "一二三四五六七八九十"[number - 1] : undefined) ?? String(number);
}

/** Changes the open scenario as a step of its own. Without one, a new scenario is made for the change. */
export async function editPlan(edit: (changes: readonly Change[], seen: number) => Change[]): Promise<void> {
  // The next step is made: what the one before failed for is read.
  if (current.notice?.type === "failed") dismissNotice();
  const { plan } = current;
  if (plan === null && getState().scenario === null) {
    const name = await inTurn(newName);
    if (name !== null) await makeScenario({ name, changes: edit([], 0) });
    return;
  }
  if (plan === null) {
    await work;
    if (current.plan !== null) await editPlan(edit);
    return;
  }
  const changes = edit(plan.changes, plan.seen);
  put({ ...plan, changes, past: [...plan.past, plan.changes].slice(-MOST_STEPS), future: [] });
}

/** Takes the last step back: of this session, else the last change of the list. */
export function undo(): void {
  const { plan } = current;
  if (plan === null) return;
  const before = plan.past.at(-1) ?? plan.changes.slice(0, -1);
  if (plan.past.length === 0 && plan.changes.length === 0) return;
  put({ ...plan, changes: before, past: plan.past.slice(0, -1), future: [...plan.future, plan.changes] });
}

export function redo(): void {
  const { plan } = current;
  const next = plan?.future.at(-1);
  if (plan === null || next === undefined) return;
  put({ ...plan, changes: next, past: [...plan.past, plan.changes], future: plan.future.slice(0, -1) });
}

export function rename(name: string, note: string): void {
  if (current.plan !== null && name.trim() !== "") put({ ...current.plan, name: name.trim(), note });
}

/** Tries again to store what could not be stored. */
export function saveAgain(): void {
  if (current.plan !== null) put(current.plan);
}

function put(plan: OpenPlan): void {
  const seen = seenKey(plan.id, plan.changes);
  set({ plan: { ...plan, seen, saving: "saving", error: null } });
  void inTurn(save);
}

/** Stores the newest state; steps made meanwhile are stored by the next call, which does nothing when there are none. */
async function save(): Promise<void> {
  const { plan } = current;
  if (plan === null || plan.saving !== "saving") return;
  const { id, name, note, changes } = plan;
  try {
    const json = { name, note, changes, revision: plan.stored.revision };
    const stored = await ask<Scenario>(`/api/scenarios/${id}`, { method: "PUT", json });
    const now = current.plan;
    if (now?.id !== id) return;
    const isNewest = now.changes === changes && now.name === name && now.note === note;
    set({ plan: { ...now, stored, saving: isNewest ? "saved" : "saving" } });
    setState({ revision: stored.revision });
    onStored();
  } catch (error) {
    await failed(id, error);
  }
}

async function failed(id: number, error: unknown): Promise<void> {
  const now = current.plan;
  if (now?.id !== id) return;
  if (isProblem(error, 409) || isProblem(error, 404)) {
    set({ plan: null, notice: { type: "conflict", name: now.name } });
    await load(id);
    onStored();
  } else {
    set({ plan: { ...now, saving: "failed", error: error instanceof Error ? error : new Error(String(error)) } });
  }
}

export function isProblem(error: unknown, status: number): boolean {
  return error instanceof ApiProblem && error.problem.status === status;
}
