/** What several routes share: the plan to ask, and how the standard, people and places are named in answers. */
import type { FastifyReply } from "fastify";
import { districtLevel } from "../nearness.ts";
import { DEMAND_LINK_METRES, type Links, NONE } from "../network/network.ts";
import type { Plan } from "../plan.ts";
import type { Question, Situation } from "../pool.ts";
import { type Question as Asked, DEFAULT_CUTOFF_MINUTES, kindsOf, type Standard, speedOf } from "../standard.ts";
import type { Territory } from "../territory.ts";
import type { PeopleBase, StandardUsed } from "./messages.ts";
import type { Parts } from "./parts.ts";
import { Problem } from "./problem.ts";

/** The plan of the current territory; a problem while the first one is being built. */
export function planNow({ territory }: Parts): Plan {
  if (territory.isLoading && territory.failure !== null) {
    throw new Problem(503, "not-built", `${territory.failure} Import the source at fault again under its name.`);
  }
  if (territory.isLoading) {
    throw new Problem(503, "loading", "The territory is being loaded from the database: ask again in a few seconds.");
  }
  return territory.plan;
}

/** Aborted when the client goes away before it has its answer, so that nothing is computed for nobody. */
export function goneSignal({ raw }: FastifyReply): AbortSignal {
  const gone = new AbortController();
  raw.once("close", () => {
    if (!raw.writableFinished) gone.abort(new Problem(499, "gone", "The client went away before its answer."));
  });
  return gone.signal;
}

/** Sends JSON that stands already, made by a worker. */
export function sendJson(reply: FastifyReply, ...bytes: readonly Uint8Array[]): FastifyReply {
  return reply.type("application/json; charset=utf-8").send(Buffer.concat(bytes));
}

/** The name in UTF-8 (RFC 6266), and one in plain letters for programs that do not read it. */
export function dispositionOf(file: string, type: "inline" | "attachment"): string {
  const plain = file.replace(/[^\w.-]+/g, "_").replace(/^_+/, "file_");
  const encoded = encodeURIComponent(file).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${type}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** What an answer was computed with, named in it. */
export function standardUsed(territory: Territory, { standard, circumstances }: Asked): StandardUsed {
  const { id, name, names, walkingSpeedKmh, tiers, need, service, targets } = standard;
  return {
    id,
    name,
    names: { ...names },
    cutoffMinutes: cutoffOf(standard),
    kind: kindsOf(standard)?.join() ?? "any",
    walkingSpeedKmh,
    tiers: tiers.map(({ kinds, settlements, ...tier }) => ({
      ...tier,
      kinds: kinds === null ? null : [...kinds],
      settlements: [...settlements],
    })),
    need,
    service,
    targets: [...targets],
    groups: territory.groups.map((group) => {
      const rule = standard.groups.find((one) => one.group === group.id);
      return { ...peopleBase(group), walkingSpeedKmh: speedOf(standard, group.id), weight: rule?.weight ?? 1 };
    }),
    ...circumstances,
    districtLevel: territory.levels[districtLevel(territory)] ?? null,
    slope: slopeOf(territory),
    base: baseOf(territory),
    territoryVersion: territory.version,
  };
}

function cutoffOf({ tiers }: Standard): number {
  const rules = tiers.flatMap(({ city, countryside, settlements }) => {
    return [city, countryside, ...settlements.map(({ rule }) => rule)];
  });
  return rules.find((rule) => rule.by === "walk")?.cutoffMinutes ?? DEFAULT_CUTOFF_MINUTES;
}

export function slopeOf({ network }: Territory): "none" | "tobler" {
  return network.heights === "used" ? "tobler" : "none";
}

/** The total that headlines count, or null before people are imported. */
export function baseOf(territory: Territory): PeopleBase | null {
  return territory.total === NONE ? null : peopleBase(territory.groups[territory.total]);
}

export function peopleBase({ id, label, labels, role, source, people }: Territory["groups"][number]): PeopleBase {
  return { id, label, labels: { ...labels }, role, source, people };
}

/** More places than this are linked by a worker: one takes a tenth of a millisecond in a city. */
const MOST_LINKED_HERE = 20;

/** The plan of the present state, and the situation that is asked about. */
export interface Where {
  readonly plan: Plan;
  readonly situation: Situation;
}

/** Links of some places: found here where that is sure to be quick, else by a worker. */
export function linksOf(
  { territory: { pool } }: Parts,
  { plan: { linker }, situation }: Where,
  question: Question<"link">,
  signal: AbortSignal,
): Promise<Links> | Links {
  const { lon, lat, maxMetres } = question;
  // A scenario may have other streets, which only workers know.
  const isPresent = situation.changes.length === 0;
  const isQuick =
    isPresent && lon.length <= MOST_LINKED_HERE && lon.every((at, i) => linker.isNearStreet(at, lat[i], maxMetres));
  return isQuick ? linker.link(lon, lat, { maxMetres }) : pool.ask(situation, "link", question, signal);
}

/**
 * Links asked places to the streets.
 * @throws 422 with the pointer of each place from which no street can be reached, and how far the nearest one is
 */
export async function linkPlaces(
  parts: Parts,
  where: Where,
  places: readonly { lon: number; lat: number }[],
  pointerOf: (index: number) => string,
  signal: AbortSignal,
): Promise<Links> {
  const question = {
    lon: Float64Array.from(places, ({ lon }) => lon),
    lat: Float64Array.from(places, ({ lat }) => lat),
    maxMetres: DEMAND_LINK_METRES,
  };
  const links = await linksOf(parts, where, question, signal);
  const off = [...links.edge.keys()].filter((i) => links.edge[i] === NONE);
  if (off.length === 0) return links;
  const errors = off.slice(0, 20).map((i) => ({ pointer: pointerOf(i), detail: offNetwork(links.metres[i]) }));
  const nearest = links.metres[off[0]];
  throw new Problem(422, "off-network", `${errors[0].pointer}: ${errors[0].detail}`, {
    errors,
    nearestStreetMetres: Number.isFinite(nearest) ? nearest : null,
  });
}

function offNetwork(metres: number): string {
  if (!Number.isFinite(metres)) return "There is no street within 100 km of this place.";
  const rounded = Math.round(metres).toLocaleString("en");
  if (metres > DEMAND_LINK_METRES) {
    return `The nearest street is ${rounded} m away; at most ${DEMAND_LINK_METRES} m are walked off-street.`;
  }
  return `The nearest street is ${rounded} m away, but nobody may walk on it, or water, a railway or an expressway lies between.`;
}
