/**
 * What changed between two kept reviews: people newly covered and newly lost, by area, and what the question and the sources
 * have to do with it. People are compared at the same demand point, so that a number is never the difference of two
 * totals in which gains and losses hide each other.
 *
 *     served after − served before = newly covered − newly lost + because of people
 *
 * The last part is what the change would be if access had stayed the same: another count of people at the same point, or
 * points that only one of the two reviews has.
 */

import { canonicalJson, compareText } from "../text.ts";
import type { Change, Input, Review, ReviewChanges } from "./document.ts";
import type { KeptReview } from "./kept.ts";

/** Changes from one kept review to another. */
export function changesBetween(before: KeptReview, after: KeptReview): ReviewChanges {
  const total = new Tally();
  const areas = new Map<string, { area: Review["areas"][number]; tally: Tally }>();
  const tallyOf = (review: Review, at: number): Tally | null => {
    const area = review.areas[at];
    if (area === undefined) return null;
    const key = keyOf(area);
    const known = areas.get(key);
    if (known !== undefined) return known.tally;
    const tally = new Tally();
    areas.set(key, { area, tally });
    return tally;
  };
  // Areas of the later review name those of both; they are visited first.
  for (let at = 0; at < after.review.areas.length; at++) tallyOf(after.review, at);
  for (let at = 0; at < before.review.areas.length; at++) tallyOf(before.review, at);

  const earlier = new Map(before.points.id.map((id, point) => [id, point]));
  const add = (kept: KeptReview, point: number, change: (tally: Tally) => void): void => {
    change(total);
    for (const { of } of kept.points.area) {
      const tally = tallyOf(kept.review, of[point]);
      if (tally !== null) change(tally);
    }
  };
  for (let point = 0; point < after.points.id.length; point++) {
    const was = earlier.get(after.points.id[point]);
    const people = after.points.people[point];
    const served = after.points.served[point];
    if (was === undefined) {
      add(after, point, (tally) => tally.addPeople({ people, served }, 1));
      continue;
    }
    earlier.delete(after.points.id[point]);
    const then = { people: before.points.people[was], served: before.points.served[was] };
    // Borders of areas may have moved: then each area gains or loses the people, and nobody's access changed there.
    const stayed = sameAreas(before, was, after, point);
    if (stayed) add(after, point, (tally) => tally.addAccess(then, { people, served }));
    else {
      total.addAccess(then, { people, served });
      addToAreas(before, was, tallyOf, (tally) => tally.addPeople(then, -1));
      addToAreas(after, point, tallyOf, (tally) => tally.addPeople({ people, served }, 1));
    }
  }
  for (const was of earlier.values()) {
    const then = { people: before.points.people[was], served: before.points.served[was] };
    add(before, was, (tally) => tally.addPeople(then, -1));
  }

  return {
    total: total.change(),
    areas: [...areas.values()].map(({ area: { code, name, names, level, parentCode }, tally }) => {
      return { code, name, names, level, parentCode, ...tally.change() };
    }),
    settlements: settlementChanges(before.review, after.review),
    ...facilityChanges(before.review, after.review),
    sameScenario:
      canonicalJson(before.review.method.scenario ?? null) === canonicalJson(after.review.method.scenario ?? null),
    sameQuestion: canonicalJson(before.review.question) === canonicalJson(after.review.question),
    sameBase: before.review.method.base?.id === after.review.method.base?.id,
    samePlaceCorrections:
      canonicalJson(before.review.method.placeCorrections) === canonicalJson(after.review.method.placeCorrections),
    sources: sourceChanges(before.review.method.inputs, after.review.method.inputs),
  };
}

const keyOf = ({ level, code }: { level: string; code: string }) => `${level} ${code}`;

function sameAreas(before: KeptReview, was: number, after: KeptReview, is: number): boolean {
  const codes = ({ review, points }: KeptReview, point: number) =>
    points.area.map(({ of }) => (of[point] < 0 ? "" : keyOf(review.areas[of[point]]))).join();
  return codes(before, was) === codes(after, is);
}

function addToAreas(
  kept: KeptReview,
  point: number,
  tallyOf: (review: Review, at: number) => Tally | null,
  change: (tally: Tally) => void,
): void {
  for (const { of } of kept.points.area) {
    const tally = tallyOf(kept.review, of[point]);
    if (tally !== null) change(tally);
  }
}

interface Found {
  readonly people: number;
  readonly served: number;
}

class Tally {
  #before = { people: 0, served: 0 };
  #after = { people: 0, served: 0 };
  #newlyCovered = 0;
  #newlyLost = 0;

  /** A point of both reviews: whose share of people served changed, its people of today changed their state. */
  addAccess(before: Found, after: Found): void {
    this.#count(before, -1);
    this.#count(after, 1);
    if (after.people === 0 || before.people === 0) return;
    // In this order nothing is gained to the last bit where nothing changed.
    const gained = after.served - before.served * (after.people / before.people);
    if (gained > 0) this.#newlyCovered += gained;
    else this.#newlyLost -= gained;
  }

  /** A point that only one of the reviews has here: the later (1) or the earlier (-1). */
  addPeople(found: Found, side: 1 | -1): void {
    this.#count(found, side);
  }

  #count({ people, served }: Found, side: 1 | -1): void {
    const sum = side === 1 ? this.#after : this.#before;
    sum.people += people;
    sum.served += served;
  }

  change(): Change {
    const { people: peopleBefore, served: servedBefore } = this.#before;
    const { people: peopleAfter, served: servedAfter } = this.#after;
    const [newlyCovered, newlyLost] = [this.#newlyCovered, this.#newlyLost];
    const becauseOfPeople = servedAfter - servedBefore - newlyCovered + newlyLost;
    return { peopleBefore, peopleAfter, servedBefore, servedAfter, newlyCovered, newlyLost, becauseOfPeople };
  }
}

function settlementChanges(before: Review, after: Review): ReviewChanges["settlements"] {
  const then = new Map(before.settlements.map((one) => [one.code, one]));
  const changes: ReviewChanges["settlements"] = after.settlements.map(({ code, name, names, kind, state }) => {
    const stateBefore = then.get(code)?.state ?? null;
    then.delete(code);
    return { code, name, names, kind, stateBefore, stateAfter: state };
  });
  for (const { code, name, names, kind, state } of then.values()) {
    changes.push({ code, name, names, kind, stateBefore: state, stateAfter: null });
  }
  return changes.filter(({ stateBefore, stateAfter }) => stateBefore !== stateAfter);
}

function facilityChanges(before: Review, after: Review) {
  /** By what it is recognised by: ids below 0 are of one scenario each. */
  const counting = ({ facilities, method: { scenario } }: Review) => {
    const own = facilities.filter(({ counts }) => counts);
    return new Map(own.map(({ id, name }) => [id < 0 ? `${scenario?.id}/${id}` : `${id}`, { id, name }]));
  };
  const [then, now] = [counting(before), counting(after)];
  return {
    facilitiesAdded: [...now].filter(([key]) => !then.has(key)).map(([, facility]) => facility),
    facilitiesRemoved: [...then].filter(([key]) => !now.has(key)).map(([, facility]) => facility),
  };
}

function sourceChanges(before: readonly Input[], after: readonly Input[]): ReviewChanges["sources"] {
  const names = [...new Set([...before, ...after].map(({ source }) => source))].sort(compareText);
  const of = (inputs: readonly Input[], name: string) => inputs.find(({ source }) => source === name) ?? null;
  return names
    .map((source) => ({ source, before: of(before, source), after: of(after, source) }))
    .filter((change) => change.before?.sha256 !== change.after?.sha256);
}
