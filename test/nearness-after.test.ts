/** What is derived from what was nearest before is what searching anew finds: cost, metres and, where several are as near, the row. */
import { expect, test } from "vitest";
import { countingFacilities } from "../server/counting.ts";
import { toolsOf, type Way } from "../server/nearness.ts";
import { territoryWith } from "../server/scenario.ts";
import type { Territory } from "../server/territory.ts";
import { randomFrom } from "./random-town.ts";
import { place } from "./town.ts";
import { wildChanges } from "./wild-changes.ts";
import { oneOf, wildTown } from "./wild-town.ts";

const WAYS: readonly Way[] = ["foot", "bicycle", "straight"];

test("300 wild towns: pins dragged, stations closed and moved, on a grid where ties are everywhere", () => {
  let [asked, tied] = [0, 0];
  for (let seed = 0; seed < 300; seed++) {
    const random = randomFrom(seed + 120_000);
    const { territory } = wildTown(seed);
    const tools = toolsOf(territory.network, territory.bicycle);
    const changes = wildChanges(random, territory, 3);
    // A pin stops at crossings of the grid, where other facilities stand too, and twice at the same place.
    const pin = (key: number) => {
      const at = place(Math.floor(random() * 6) * 200, Math.floor(random() * 6) * 200);
      return {
        type: "add-facility",
        key,
        facility: { name: "pin", kind: "employment-service-station", ...at },
      } as const;
    };
    const states: Territory[] = [territory];
    for (let step = 0; step < 6; step++) {
      const some = changes.slice(0, Math.floor(random() * 4));
      const pins = random() < 0.3 ? [pin(90), pin(91)] : [pin(90)];
      states.push(territoryWith(territory, [...some, ...pins]).territory);
    }
    for (const state of states) {
      for (const way of WAYS) {
        const rows = countingFacilities(state, oneOf(random, [null, ["employment-service-station"]]));
        const question = { way, rows, ownDistrictOnly: random() < 0.4 };
        const found = tools.nearest(state, state.demand, question);
        const anew = toolsOf(state.network, state.bicycle).nearest(state, state.demand, question);
        expect([seed, question, found]).toEqual([seed, question, anew]);
        asked++;
        const last = state.facilities.count - 1;
        const others = toolsOf(state.network, state.bicycle).nearest(state, state.demand, {
          ...question,
          rows: rows.filter((row) => row !== last),
        });
        tied += anew.cost.reduce(
          (sum, cost, p) => sum + (cost >= 0 && cost === others.cost[p] && rows.includes(last) ? 1 : 0),
          0,
        );
      }
    }
  }
  expect(asked).toBe(300 * 7 * 3);
  expect(tied).toBeGreaterThan(1000);
}, 120_000);
