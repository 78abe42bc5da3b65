/** The walk to the nearest facility against the nearest of the joint search, in towns and over streets across countries. */
import { expect, test } from "vitest";
import { type Links, NONE } from "../server/network/network.ts";
import { planOf } from "../server/plan.ts";
import { minutesOf, PLAIN_CIRCUMSTANCES, plainQuestion } from "../server/standard.ts";
import type { Territory } from "../server/territory.ts";
import { walkToNearest } from "../server/walk.ts";
import { randomGraph, randomPlaces } from "./network/random-graphs.ts";
import { randomTown } from "./random-town.ts";
import { wildTown } from "./wild-town.ts";

test("where people keep to their own district it leads to the facility that coverage knows", () => {
  const question = { ...plainQuestion(), circumstances: { ...PLAIN_CIRCUMSTANCES, ownDistrictOnly: true } };
  let elsewhere = 0;
  for (let seed = 0; seed < 50; seed++) {
    const territory = randomTown(seed);
    const plan = planOf(territory);
    const [own, any] = [plan.nearest(question), plan.nearest(plainQuestion())];
    for (let home = 0; home < territory.demand.count; home++) {
      const walk = plan.walk(rowOf(territory.demand.links, home), question);
      expect([seed, home, walk?.facility ?? NONE]).toEqual([seed, home, own.facility[home]]);
      if (own.facility[home] !== any.facility[home]) elsewhere++;
    }
  }
  expect(elsewhere).toBeGreaterThan(100);
});

test("where each of several kinds is needed it is the longest of the walks to the nearest of each, as the review tells it", () => {
  const plain = plainQuestion();
  const [tier] = plain.standard.tiers;
  const tiers = [
    { ...tier, id: "stations", kinds: ["employment-service-station" as const] },
    { ...tier, id: "markets", kinds: ["odd-jobs-market" as const] },
  ];
  const both = { ...plain, standard: { ...plain.standard, tiers, need: "all" as const } };
  let [farther, without] = [0, 0];
  for (let seed = 0; seed < 50; seed++) {
    const { territory } = wildTown(seed);
    const plan = planOf(territory);
    const [each, any] = [plan.nearest(both), plan.nearest(plain)];
    for (let home = 0; home < territory.demand.count; home++) {
      const walk = plan.walk(rowOf(territory.demand.links, home), both);
      expect([seed, home, walk?.facility ?? NONE]).toEqual([seed, home, each.facility[home]]);
      if (walk === null) without++;
      else if (each.facility[home] !== any.facility[home]) farther++;
    }
  }
  expect(farther).toBeGreaterThan(100);
  expect(without).toBeGreaterThan(10);
});

function rowOf(links: Links, j: number): Links {
  return {
    count: 1,
    edge: links.edge.slice(j, j + 1),
    fraction: links.fraction.slice(j, j + 1),
    metres: links.metres.slice(j, j + 1),
    lon: links.lon.slice(j, j + 1),
    lat: links.lat.slice(j, j + 1),
  };
}

/** The same facilities and homes on other streets. */
function moved(territory: Territory, seed: number): Territory {
  const network = randomGraph(seed);
  const { facilities, demand } = territory;
  return {
    ...territory,
    network,
    facilities: { ...facilities, links: randomPlaces(network, seed, facilities.count) },
    demand: { ...demand, links: randomPlaces(network, seed + 1, demand.count) },
  };
}

test("from each home of 200 territories it leads to the facility that coverage knows, in as many minutes and metres", () => {
  const question = plainQuestion();
  // How many walks end within each reach of the search: 1 km, 4 km, 16 km, any.
  const within = [0, 0, 0, 0];
  let without = 0;
  for (let seed = 0; seed < 200; seed++) {
    const town = randomTown(seed);
    const territory = seed % 2 === 0 ? town : moved(town, seed);
    const plan = planOf(territory);
    const { search } = plan;
    const nearest = plan.nearest(question);
    for (let home = 0; home < territory.demand.count; home++) {
      const walk = walkToNearest({ territory, search }, rowOf(territory.demand.links, home), question);
      const where = `seed ${seed}, home ${home}`;
      expect(walk?.facility ?? NONE, where).toBe(nearest.facility[home]);
      if (walk === null) {
        without++;
        continue;
      }
      const cost = nearest.cost[home];
      expect(walk.minutes, where).toBe(minutesOf(cost, question.standard.walkingSpeedKmh));
      // Flat ground: the cost is the length, but for rounding each street and end.
      expect(Math.abs(100 * walk.metres - cost), where).toBeLessThan(100);
      within[cost <= 1e5 ? 0 : cost <= 4e5 ? 1 : cost <= 16e5 ? 2 : 3]++;
    }
  }
  for (const count of [...within, without]) expect(count).toBeGreaterThan(50);
});
