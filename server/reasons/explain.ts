/**
 * Asks reasons.ts for the reasons of a territory's demand points, or of its settlements' own points: here the columns of the territory
 * become the question, and the reach that coverage was computed from becomes what each removal is tried on.
 */
import { countingFacilities, hoursStates } from "../counting.ts";
import { districtLevel, type Tools } from "../nearness.ts";
import { createLinker, type Linker } from "../network/link.ts";
import { NONE } from "../network/network.ts";
import type { Outcome } from "../outcome.ts";
import { reachOf } from "../reach.ts";
import { asksForRide, type Question } from "../standard.ts";
import type { Origins, Territory } from "../territory.ts";
import type { ReasonQuestion, Streets } from "./reasons.ts";

/**
 * @param people at each origin; those without have no reason
 * @param outcome tells who finds no room, and in which tier; null where capacity is not counted
 */
export function reasonQuestion(
  { territory, tools, linker }: { territory: Territory; tools: Tools; linker: Linker },
  question: Question,
  origins: Origins,
  people: Float64Array,
  outcome: Pick<Outcome, "overCapacity" | "fullTier"> | null,
): ReasonQuestion {
  const { facilities } = territory;
  const { standard, circumstances } = question;
  const level = circumstances.ownDistrictOnly ? districtLevel(territory) : NONE;
  const hours = hoursStates(facilities, circumstances.hours);
  return {
    question,
    people,
    overCapacity: outcome?.overCapacity ?? null,
    fullTier: outcome?.fullTier ?? null,
    reachUnder: (freed) => reachOf(territory, tools, { standard, circumstances: freed }, origins),
    counting: standard.tiers.map(({ kinds }) => countingFacilities(territory, kinds, circumstances.hours)),
    districts: level === NONE ? null : { homes: origins.area[level], facilities: facilities.area[level] },
    hoursUnknown: Uint8Array.from(hours, (state) => Number(state === "unknown")),
    walking: { search: tools.search, linker, homes: origins.links, facilities: facilities.links },
    riding: asksForRide(standard) ? ridingOf(territory, tools, origins) : null,
  };
}

/** @throws when the territory has no bicycle network */
function ridingOf({ bicycle, facilities }: Territory, tools: Tools, origins: Origins): Streets {
  if (bicycle === null || origins.rideLinks === null || facilities.rideLinks === null) {
    throw new Error("The territory has no bicycle network: no stored standard asked for rides.");
  }
  return {
    search: tools.ride(),
    linker: createLinker(bicycle),
    homes: origins.rideLinks,
    facilities: facilities.rideLinks,
  };
}
