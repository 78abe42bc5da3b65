/** A scenario that is edited by two people, undone, redone and opened again: a key never names two different facilities. */
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { moved, nextKey, withChange, withoutChange } from "../../client/plans/edit.ts";
import type { Change, Scenario, ScenarioInput, ScenarioReplacement } from "../../server/api/scenario-messages.ts";
import { randomFrom } from "../random-town.ts";

/** What the server keeps, as api/scenarios.ts does: a change is stored on the revision that it was made on. */
const kept = new Map<number, Scenario>();
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status });

function serve(path: string, { method = "GET", body }: RequestInit): Response {
  const id = Number(path.split("/")[3]);
  if (method === "POST") {
    const made = store(kept.size + 1, 1, JSON.parse(String(body)));
    return answer(made, 201);
  }
  if (path === "/api/scenarios") return answer({ scenarios: [] });
  const stored = kept.get(id);
  if (stored === undefined) return answer({ status: 404, detail: "none" }, 404);
  if (method === "GET") return answer(stored);
  const replacement = JSON.parse(String(body)) as ScenarioReplacement;
  if (replacement.revision !== stored.revision) return answer({ status: 409, detail: "conflict" }, 409);
  return answer(store(id, stored.revision + 1, replacement));
}

function store(id: number, revision: number, { name, note = "", changes }: ScenarioInput): Scenario {
  const made: Scenario = { id, name, note, changes, revision, madeAt: "", editedAt: "", problems: [] };
  kept.set(id, made);
  return made;
}

/** The page's window gets the focus: it looks whether somebody else has changed the scenario. */
let focus: () => void = () => undefined;

beforeEach(() => {
  vi.resetModules();
  kept.clear();
  const history = { pushState: () => undefined, replaceState: () => undefined };
  const addEventListener = (name: string, listener: () => void) => {
    if (name === "focus") focus = listener;
  };
  vi.stubGlobal("window", { location: { hash: "", pathname: "/" }, history, addEventListener });
  vi.stubGlobal("fetch", async (path: string, init: RequestInit = {}) => serve(path, init));
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((resolve) => setTimeout(resolve, 2));

it("60 sessions of steps, undo, redo, other people and other plans between", async () => {
  let conflicts = 0;
  for (let seed = 0; seed < 60; seed++) {
    const random = randomFrom(seed);
    const { closeScenario, editPlan, getPlan, openScenario, redo, startPlans, undo, makeEmpty } = await import(
      "../../client/plans/store.ts"
    );
    if (seed === 0) startPlans(() => undefined);
    await makeEmpty();
    const id = getPlan()?.id ?? Number.NaN;
    /** The name of what each key added: no two steps use the same. */
    const named = new Map<number, string>();
    let steps = 0;
    const look = (changes: readonly Change[] = []) => {
      for (const change of changes) {
        if (change.type !== "add-facility") continue;
        const { name } = change.facility;
        expect([seed, change.key, named.get(change.key) ?? name]).toEqual([seed, change.key, name]);
        named.set(change.key, name);
      }
    };
    for (let step = 0; step < 25; step++) {
      const dice = Math.floor(random() * 10);
      const one = <Value>(values: readonly Value[]) => values[Math.floor(random() * values.length)];
      if (dice < 3) {
        const name = `${seed} ${steps++}`;
        const facility = { name, kind: "odd-jobs-market", lon: random(), lat: random() } as const;
        await editPlan((changes, seen) => [
          ...changes,
          { type: "add-facility", key: nextKey(changes, seen), facility },
        ]);
      } else if (dice === 3) {
        await editPlan((changes, seen) => {
          const change = one(changes);
          const facility = { id: change?.type === "add-facility" ? -change.key : 5, name: "", lon: 0, lat: 0 };
          return withChange(changes, moved(changes, facility, { lon: random(), lat: random() }, seen));
        });
      } else if (dice === 4) {
        const key = one(getPlan()?.changes ?? [])?.key ?? 0;
        await editPlan((changes) => withoutChange(changes, key));
      } else if (dice < 7) undo();
      else if (dice === 7) redo();
      else if (dice === 8) {
        closeScenario();
        await settled();
        openScenario(id);
      } else {
        // Somebody else takes the last change out, and this window notices, or stores a step on what is no more.
        await settled();
        const stored = kept.get(id);
        if (stored !== undefined) store(id, stored.revision + 1, { ...stored, changes: stored.changes.slice(0, -1) });
        if (random() < 0.5) focus();
        else conflicts++;
      }
      await settled();
      look(getPlan()?.changes);
      look(kept.get(id)?.changes);
    }
    closeScenario();
    await settled();
  }
  expect(conflicts).toBeGreaterThan(20);
}, 60_000);
