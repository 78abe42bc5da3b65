/** What a reader must know of an answer's limits, as keys: the interface and the reports have a sentence for each. */
import { countingFacilities } from "../counting.ts";
import { CHINESE_CALENDAR, wallTime } from "../hours/hours.ts";
import { NONE } from "../network/network.ts";
import type { Outcome } from "../outcome.ts";
import { asksFor, kindsOf, type Question } from "../standard.ts";
import type { Territory } from "../territory.ts";
import type { Method } from "./document.ts";

/** Coarser cells than this are larger than some service circles: their coverage is a range. */
const COARSE_RESOLUTION = 8;

/** In the order of LIMITS. */
export function limitsOf(territory: Territory, question: Question, outcome: Outcome): Method["limits"] {
  const { demand, network, total, urbanisation, settlements } = territory;
  const { standard, circumstances } = question;
  const counting = countingFacilities(territory, kindsOf(standard));
  const { hours, capacity } = outcome.facilities;
  const hasPlaceRules = standard.tiers.some(
    ({ city, countryside }) => JSON.stringify(city) !== JSON.stringify(countryside),
  );
  const kindsWithRule = standard.tiers.flatMap((tier) => tier.settlements.map(({ kind }) => kind));
  const limits: [Method["limits"][number], boolean][] = [
    ["sphere", true],
    ["base-is-not-everybody", total !== NONE && standard.service.residentsPerPersonOfBase !== 1],
    ["place-kinds-unknown", hasPlaceRules && urbanisation === null],
    ["place-kinds-clipped", hasPlaceRules && urbanisation !== null && isCut(urbanisation)],
    ["hours-unknown", circumstances.hours.type !== "any" && counting.some((row) => hours[row] === "unknown")],
    ["capacity-unknown", circumstances.countCapacity && counting.some((row) => Number.isNaN(capacity[row]))],
    ["holidays-unknown", isBeyondCalendar(question)],
    ["coarse-cells", demand.h3Resolution.some((resolution) => resolution !== NONE && resolution <= COARSE_RESOLUTION)],
    ["flat", network.heights === "none"],
    ["street-distance-with-slope", network.heights === "used" && asksFor(standard, "street")],
    ["settlement-kind-missing", kindsWithRule.some((kind) => !settlements.kind.includes(kind))],
  ];
  return limits.flatMap(([limit, holds]) => (holds ? [limit] : []));
}

function isCut({ centres, clusters }: NonNullable<Territory["urbanisation"]>): boolean {
  return [centres, clusters].some(({ isCut }) => isCut.includes(1));
}

function isBeyondCalendar({ circumstances: { hours } }: Question): boolean {
  if (hours.type === "any") return false;
  const { day } = wallTime(hours.type === "at" ? hours.time : `${hours.start}T00:00`);
  const days = hours.type === "at" ? [day] : Array.from({ length: 7 }, (_, i) => day + i);
  return days.some((one) => CHINESE_CALENDAR(one) === "undated");
}
