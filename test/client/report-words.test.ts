/** The same thing has one word on the screen and in reports, in each language. */
import { describe, expect, it } from "vitest";
import en from "../../client/locales/en.json" with { type: "json" };
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };
import { EN } from "../../server/report/texts-en.ts";
import { ZH } from "../../server/report/texts-zh.ts";

/** Key of the screen's text, and where the report's stands. Whole groups have the same keys. */
const SAME: readonly [screen: string, report: string][] = [
  ["kinds", "kinds"],
  ["levels", "levels"],
  ["statuses", "statuses"],
  ["settlementKinds", "settlementKinds"],
  ["settlements.states", "states"],
  ["reasons.names", "reasons"],
  ["loads.states", "hoursStates"],
  ["places.city", "places.city"],
  ["places.countryside", "places.countryside"],
  ["outcome.served", "columns.served"],
  ["outcome.over-capacity", "columns.overCapacity"],
  ["outcome.out-of-reach", "columns.outOfReach"],
  ["reviewAreas.people", "columns.people"],
  ["reviewAreas.served", "columns.served"],
  ["reviewAreas.reason", "columns.mainReason"],
  ["areas.covered", "columns.served"],
  ["kept.served", "columns.served"],
  ["loads.inReach", "columns.inReach"],
  ["changes.servedBefore", "columns.servedBefore"],
  ["changes.servedAfter", "columns.servedAfter"],
  ["changes.newlyCovered", "columns.newlyCovered"],
  ["changes.newlyLost", "columns.newlyLost"],
  ["changes.becauseOfPeople", "columns.becauseOfPeople"],
  ["remedies.title", "summary.remedies"],
  ["equity.title", "summary.equity"],
  ["equity.gini", "summary.gini"],
  ["limits.title", "page.limits"],
  ["note.base", "facts.base"],
  ["review.part.summary", "sheets.summary"],
  ["review.part.areas", "sheets.areas"],
  ["review.part.settlements", "sheets.settlements"],
];

function at(tree: object, path: string): unknown {
  const found = path
    .split(".")
    .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], tree);
  if (found === undefined) throw new Error(`There is no ${path}.`);
  return found;
}

describe.each([
  ["Chinese", zhCN, ZH],
  ["English", en, EN],
])("in %s", (_, screen, report) => {
  it.each(SAME)("%s is called as the report's %s", (key, path) => {
    expect(at(screen, key)).toEqual(at(report, path));
  });
});
