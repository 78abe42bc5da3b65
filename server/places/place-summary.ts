/**
 * How many people live in city and countryside, by what tells it, and what the density of people cannot know here: the cautions
 * that belong beside every figure that differs between the two.
 */

import { NONE } from "../network/network.ts";
import type { PeopleGroup, Territory } from "../territory.ts";
import { PLACE_GROUNDS, PLACE_KINDS, type PlaceGround, type PlaceKind } from "../words.ts";
import { equalAreaGrid } from "./equal-area.ts";
import type { UrbanGroups } from "./urbanisation.ts";

/** Cells of this H3 resolution (5 km²) and coarser hold several squares of the grid: people in them are spread too evenly. */
const COARSE_RESOLUTION = 7;

export const PLACE_CAUTIONS = [
  "no-total",
  "base-not-total",
  "edge",
  "coarse-cells",
  "listed-points",
  "water-unknown",
] as const;
export type PlaceCautionCode = (typeof PLACE_CAUTIONS)[number];

export interface PlaceCaution {
  readonly code: PlaceCautionCode;
  /** People whom it concerns. */
  readonly people: number;
  /** One English sentence. */
  readonly detail: string;
}

export interface PlaceSummary {
  /** Only pairs that occur, in the order of PLACE_KINDS and PLACE_GROUNDS. */
  readonly people: readonly { kind: PlaceKind; ground: PlaceGround; people: number; demandPoints: number }[];
  readonly density: {
    /** A PROJ string. */
    readonly projection: string;
    readonly centres: GroupsSummary;
    readonly clusters: GroupsSummary;
  } | null;
  readonly cautions: readonly PlaceCaution[];
}

export interface GroupsSummary {
  readonly count: number;
  readonly people: number;
  readonly squareKilometres: number;
  /** Of them those that touch the edge of the data, beyond which they may go on. */
  readonly cut: number;
}

export function placeSummary(territory: Territory): PlaceSummary {
  const { demand, urbanisation } = territory;
  const people = new Float64Array(PLACE_KINDS.length * PLACE_GROUNDS.length);
  const points = new Int32Array(people.length);
  for (let p = 0; p < demand.count; p++) {
    const pair = demand.place[p] * PLACE_GROUNDS.length + demand.placeGround[p];
    people[pair] += demand.people[p];
    points[pair]++;
  }
  const rows = PLACE_KINDS.flatMap((kind, k) =>
    PLACE_GROUNDS.map((ground, g) => {
      const pair = k * PLACE_GROUNDS.length + g;
      return { kind, ground, people: people[pair], demandPoints: points[pair] };
    }),
  );
  return {
    people: rows.filter(({ demandPoints }) => demandPoints > 0),
    density: urbanisation && {
      projection: equalAreaGrid(urbanisation.standardParallel).projection,
      centres: groupsSummary(urbanisation.centres),
      clusters: groupsSummary(urbanisation.clusters),
    },
    cautions: cautionsOf(territory),
  };
}

function groupsSummary({ count, people, cells, isCut }: UrbanGroups): GroupsSummary {
  return { count, people: sumOf(people), squareKilometres: sumOf(cells), cut: sumOf(isCut) };
}

function sumOf(values: Iterable<number>): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}

function cautionsOf({ demand, groups, total, urbanisation }: Territory): PlaceCaution[] {
  const peopleWhere = (holds: (point: number) => boolean) =>
    demand.people.reduce((sum, people, point) => (holds(point) ? sum + people : sum), 0);
  const by = (ground: PlaceGround) => (point: number) => demand.placeGround[point] === PLACE_GROUNDS.indexOf(ground);
  if (urbanisation === null) {
    if (!demand.placeGround.some((ground) => PLACE_GROUNDS[ground] === "unknown")) return [];
    const detail =
      "No total of people is loaded, so density tells nothing: places without a code or a correction count as city, whose rule is the stricter one.";
    return [{ code: "no-total", people: peopleWhere(by("unknown")), detail }];
  }
  const isByDensity = by("density");
  const peopleByDensity = peopleWhere(isByDensity);
  if (peopleByDensity === 0) return [];

  const cautions: PlaceCaution[] = [];
  const base = groups[total];
  if (isPartOfResidents(base)) {
    const detail = `The base "${base.label}" seems to be only a part of all residents, while the thresholds of density (1,500 and 300 people per km²) are for all: places may count as countryside that are city.`;
    cautions.push({ code: "base-not-total", people: peopleByDensity, detail });
  }
  if (urbanisation.peopleInDoubt > 0) {
    const detail = `At the edge of the data ${Math.round(urbanisation.peopleInDoubt).toLocaleString("en")} people live in groups of cells too small for an urban cluster, which may go on beyond it: they count as countryside and may be city.`;
    cautions.push({ code: "edge", people: urbanisation.peopleInDoubt, detail });
  }
  const isPoint = (point: number) => demand.h3Resolution[point] === NONE;
  const coarse = peopleWhere(
    (point) => isByDensity(point) && !isPoint(point) && demand.h3Resolution[point] <= COARSE_RESOLUTION,
  );
  if (coarse > 0) {
    const detail =
      "Some people come in cells larger than the grid's square kilometre and were spread evenly over them, so that small dense places in them are not seen.";
    cautions.push({ code: "coarse-cells", people: coarse, detail });
  }
  const listed = peopleWhere((point) => isByDensity(point) && isPoint(point));
  if (listed > 0) {
    const detail =
      "Some people come as points of a list and were counted in the square kilometre of their point; where a point stands for a wider area, it seems denser than it is.";
    cautions.push({ code: "listed-points", people: listed, detail });
  }
  if (!urbanisation.isWaterKnown) {
    const detail =
      "No water area is in the streets' files, so density was taken on whole squares: along water places may count as countryside that are city.";
    cautions.push({ code: "water-unknown", people: peopleByDensity, detail });
  }
  return cautions;
}

const PART_WORDS =
  /(?<!\d)(?<!\d-)\d{1,2}\s*(?:[-–—~～至到]|to)\s*\d{1,3}(?!\d)(?!-\d)|\d+\s*岁|(?<!\ball[ -])\b(?:age|aged|ages)\b|\b\d{2}\s*(?:\+|plus|-plus|and over)|\bwomen\b|\bmen\b|\b(?:fe)?males?\b|男|女|劳动年龄|劳动力|就业人|失业|户籍|农民工|working[- ]age|lab(?:ou)?r force|registered|migrant|unemployed|employed/i;

/** Told by the words of its name and labels, for no file says it otherwise: an age band, one sex, registered people, workers. */
export function isPartOfResidents({ id, label, labels }: PeopleGroup): boolean {
  return [id, label, ...Object.values(labels)].some((text) => PART_WORDS.test(text));
}
