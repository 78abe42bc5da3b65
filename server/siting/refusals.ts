/**
 * What cannot be sited, told before any work: facilities that would never count, and wishes that do not go together. One
 * sentence each, with the field, so that a planner knows what to change.
 */
import type { SitingRequest } from "../api/siting-messages.ts";
import { hoursStates } from "../counting.ts";
import { NONE } from "../network/network.ts";
import type { HoursAsked, Question, Standard } from "../standard.ts";
import type { Territory } from "../territory.ts";
import type { FacilityKind } from "../words.ts";
import { SitingRefused } from "./refused.ts";
import { isWeighted } from "./weights.ts";

/** A request for two kinds of facility. */
export type Together = SitingRequest & { readonly second: NonNullable<SitingRequest["second"]> };

export const isTogether = (request: SitingRequest): request is Together => request.second !== undefined;

/** Of each tier, whether a new facility counts in it. */
export function tiersOf({ tiers }: Standard, { facility, second }: SitingRequest): boolean[] {
  return tiers.map(({ kinds }) =>
    [facility, ...(second === undefined ? [] : [second])].some(({ kind }) => kinds?.includes(kind) ?? true),
  );
}

/** The tier of each of two kinds that are sited together. @throws SitingRefused where a kind has no tier of its own */
export function tiersOfBoth({ tiers, need }: Standard, { facility, second }: Together): [number, number] {
  if (need !== "all" || tiers.length < 2) {
    throw new SitingRefused(
      "/second",
      "is for standards that need each of several tiers; this one does not: leave it out",
    );
  }
  const tierOf = (pointer: string, kind: FacilityKind, other: FacilityKind): number => {
    const mine = tiers.flatMap(({ kinds }, t) => ((kinds?.includes(kind) ?? true) ? [t] : []));
    const isOwn = mine.length === 1 && !(tiers[mine[0]].kinds?.includes(other) ?? true);
    if (isOwn) return mine[0];
    throw new SitingRefused(
      pointer,
      mine.length === 0
        ? `would not count: no tier of the standard counts ${kind}`
        : `needs a tier of its own: ${mine.map((t) => tiers[t].id).join(" and ")} of the standard would count ${kind} beside or together with ${other}`,
    );
  };
  return [tierOf("/facility/kind", facility.kind, second.kind), tierOf("/second/kind", second.kind, facility.kind)];
}

/** What can be asked, but not together. @throws SitingRefused */
export function refuseTogether(territory: Territory, question: Question, request: SitingRequest): void {
  const { goal, floor, movable, spacingMetres, resettlementWeight = 1 } = request;
  const { countCapacity } = question.circumstances;
  const refuse = (isRefused: boolean, pointer: string, detail: string) => {
    if (isRefused) throw new SitingRefused(pointer, detail);
  };
  refuseIdle(request, question);
  if (isTogether(request)) refuseWithSecond(request, question);
  refuse(territory.total === NONE, "", "no people have been imported, so there is nobody to site for");
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  const isMost = goal.type === "most-people" || goal.type === "most-people-in-budget";
  const only = "goes with the goals of the most people only: leave it out";
  refuse(movable !== undefined && !isMost, "/movable", only);
  refuse(resettlementWeight !== 1 && !isMost, "/resettlementWeight", only);
  refuse(isWalk && floor !== undefined, "/floor", "does not go with goals of walking time: leave it out");
  refuse(
    isWalk && spacingMetres !== undefined,
    "/spacingMetres",
    "does not go with goals of walking time: leave it out",
  );
  refuse(goal.type === "fewest-sites" && countCapacity, "/countCapacity", only);
  refuse(floor !== undefined && countCapacity, "/floor", "does not go with countCapacity: leave out one of them");
  refuse(
    floor !== undefined && isMost && isWeighted(territory, question.standard, resettlementWeight),
    "/floor",
    "does not go with weights of groups or of resettlement areas, because it counts people: leave out one of them",
  );
}

/** Refuses facilities that would never count, because siting them would be no use. @throws SitingRefused */
export function refuseIdle(request: SitingRequest, { standard, circumstances }: Question): void {
  const { kind } = request.facility;
  if (!tiersOf(standard, request).includes(true)) {
    const counted = [...new Set(standard.tiers.flatMap(({ kinds }) => kinds ?? []))].join(", ");
    throw new SitingRefused("/facility/kind", `would not count: the standard counts ${counted}, not ${kind}`);
  }
  refuseClosed("/facility/openingHours", request.facility, circumstances.hours);
  if (request.second !== undefined) refuseClosed("/second/openingHours", request.second, circumstances.hours);
}

function refuseClosed(pointer: string, { openingHours = null }: SitingRequest["facility"], hours: HoursAsked): void {
  if (hours.type === "any") return;
  const [state] = hoursStates({ status: ["existing"], openingHours: [openingHours] }, hours);
  if (state === "open") return;
  throw new SitingRefused(
    pointer,
    openingHours === null
      ? "is missing: only facilities that are open at the asked hours count, and a new one without hours would not"
      : `would not count: a facility with the hours "${openingHours}" is ${state} at the asked hours`,
  );
}

/** Two kinds go with a number of each and with where they may be; nothing else is decided for both at once. @throws SitingRefused */
function refuseWithSecond(request: Together, { standard, circumstances }: Question): void {
  tiersOfBoth(standard, request);
  const { goal, floor, spacingMetres, movable } = request;
  const alone: readonly [boolean, string][] = [
    [goal.type !== "most-people", "/goal/type"],
    [floor !== undefined, "/floor"],
    [spacingMetres !== undefined, "/spacingMetres"],
    [movable !== undefined, "/movable"],
    [circumstances.countCapacity, "/countCapacity"],
  ];
  for (const [isAsked, pointer] of alone) {
    if (!isAsked) continue;
    throw new SitingRefused(
      pointer,
      pointer === "/goal/type"
        ? "must be most-people where a second kind of facility is sited: say how many of each, or leave the second out"
        : "does not go with a second kind of facility: leave out one of them",
    );
  }
}
