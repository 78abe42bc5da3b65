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

/** What has no meaning together; all other goals and limits go with each other. @throws SitingRefused */
export function refuseTogether(territory: Territory, question: Question, request: SitingRequest): void {
  const { goal, floor, second, resettlementWeight = 1 } = request;
  const { countCapacity } = question.circumstances;
  const refuse = (isRefused: boolean, pointer: string, detail: string) => {
    if (isRefused) throw new SitingRefused(pointer, detail);
  };
  refuseIdle(request, question);
  if (isTogether(request)) tiersOfBoth(question.standard, request);
  refuse(territory.total === NONE, "", "no people have been imported, so there is nobody to site for");
  const isWalk = goal.type === "least-mean-walk" || goal.type === "least-worst-walk";
  refuse(
    resettlementWeight !== 1 && (goal.type === "fewest-sites" || goal.type === "least-worst-walk"),
    "/resettlementWeight",
    "weighs people, but this goal adds up none: leave it out, or ask for the most people or the least mean walk",
  );
  refuse(
    isWalk && floor !== undefined && countCapacity,
    "/countCapacity",
    "does not go with a floor and a goal of walking time, in which nobody is turned away: leave out one of them",
  );
  refuse(
    second !== undefined && countCapacity,
    "/countCapacity",
    "does not go with a second kind of facility, as capacity is known for one tier at a time: leave out one of them",
  );
  refuse(
    goal.type === "most-people" && second !== undefined && second.sites === undefined,
    "/second/sites",
    "is missing: the goal says how many of the first kind, so say how many of the second",
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
