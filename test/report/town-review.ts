/**
 * The review of a town drawn by hand: two townships with three villages, 1,023 people in cells that weigh different powers of two, so
 * that a sum names exactly who is in it. Names hold what upsets files: signs of formulas, quotes, angle brackets, line breaks.
 */
import { cellToBoundary, cellToLatLng, gridDisk, latLngToCell } from "h3-js";
import type { ReviewGeometry } from "../../server/report/geometry.ts";
import type { Report } from "../../server/report/report.ts";
import { changesBetween } from "../../server/review/changes.ts";
import type { Evidence, Review, ReviewArea, ReviewFigures } from "../../server/review/document.ts";
import type { KeptReview } from "../../server/review/kept.ts";
import { PLAIN_CIRCUMSTANCES, type Standard } from "../../server/standard.ts";
import { REASONS } from "../../server/words.ts";

/** A standard with two tiers' worth of rules, as a user would write it. */
export const TOWN_STANDARD: Standard = {
  id: "town-rule",
  name: "City 15 minutes, countryside 5 km",
  names: { "zh-Hans": "城区15分钟、乡村5公里" },
  source: "A rule for tests <made up>",
  date: "2024-10-01",
  walkingSpeedKmh: 4,
  tiers: [
    {
      id: "facilities",
      kinds: null,
      city: { by: "walk", cutoffMinutes: 15 },
      countryside: { by: "radius", metres: 5000 },
      settlements: [{ kind: "resettlement-area", minPeople: 800, rule: { by: "walk", cutoffMinutes: 10 } }],
    },
  ],
  need: "any",
  groups: [],
  service: { yearlyPer1000: 78, residentsPerPersonOfBase: 1, yearlyPerStaff: null },
  targets: [{ year: 2030, share: 0.9 }],
};

/** What a remedy has no use for. */
const NOTHING = {
  facilityId: null,
  facilityName: null,
  yearlyPeople: null,
  staff: null,
  metres: null,
  barrierKind: null,
  barrierName: null,
};

/** Ten cells side by side; cell i has 2^i people. Odd ones are covered; of the others each has the reason below. */
const CELLS = gridDisk(latLngToCell(30, 109, 9), 2)
  .sort()
  .slice(0, 10);
const PEOPLE = CELLS.map((_, i) => 2 ** i);
const REASON_OF = ["too-far", null, "barrier", null, "no-street", null, "closed", null, "too-far", null] as const;
/** 2 + 8 + 32 + 128 + 512 */
export const SERVED = 682;
export const ALL = 1023;
/** too-far 1 + 256, barrier 4, no-street 16, closed 64 */
const REASON_SUMS = REASONS.map((reason) => PEOPLE.reduce((sum, n, i) => (REASON_OF[i] === reason ? sum + n : sum), 0));

function figures(people: number, served: number, reasons: readonly number[], facilities: number): ReviewFigures {
  return {
    people,
    served,
    overCapacity: 0,
    outOfReach: people - served,
    share: people > 0 ? served / people : null,
    weightedShare: null,
    servedAnyDistrict: null,
    facilities,
    groups: [
      { id: "population/total", people, peopleCovered: served, share: people > 0 ? served / people : null },
      {
        id: "population-60-plus/band1",
        people: people / 4,
        peopleCovered: served / 8,
        share: people > 0 ? served / 2 / people : null,
      },
    ],
    reasons: [...reasons],
  };
}

const none = REASONS.map(() => 0);
const only = (reason: (typeof REASONS)[number], people: number) =>
  REASONS.map((word) => (word === reason ? people : 0));

function area(
  code: string,
  name: string,
  level: ReviewArea["level"],
  parentCode: string | null,
  of: ReviewFigures,
): ReviewArea {
  return { code, name, names: { en: `${name} (en)` }, level, parentCode, accessibility: null, ...of };
}

const evidence = (reason: Evidence["reason"], more: Partial<Evidence>): Evidence => ({
  reason,
  homeLon: 109.002,
  homeLat: 30.002,
  facilityId: null,
  facilityName: null,
  walkMetres: null,
  walkMinutes: null,
  straightMetres: null,
  gapMetres: null,
  barrierKind: null,
  barrierName: null,
  lon: null,
  lat: null,
  openingHours: null,
  hoursState: "not-asked",
  ...more,
});

export const FAR = evidence("too-far", {
  facilityId: 1,
  facilityName: "=中心站",
  walkMetres: 2345.6,
  walkMinutes: 35.2,
  straightMetres: 1900,
});
export const BARRIER = evidence("barrier", {
  facilityId: 1,
  facilityName: "=中心站",
  walkMetres: 4800,
  walkMinutes: 72,
  straightMetres: 1400,
  barrierKind: "water",
  barrierName: "鹤河",
  lon: 109.001,
  lat: 30.001,
});

export function townReview(change: Partial<Review> = {}): Review {
  const at = (i: number) => ({ lon: cellToLatLng(CELLS[i])[1], lat: cellToLatLng(CELLS[i])[0] });
  return {
    question: { standard: TOWN_STANDARD, circumstances: PLAIN_CIRCUMSTANCES },
    total: figures(ALL, SERVED, REASON_SUMS, 2),
    places: [
      {
        place: "city",
        ...figures(
          992,
          672,
          REASONS.map((_, i) => REASON_SUMS[i] - only("barrier", 4)[i] - only("too-far", 1)[i]),
          1,
        ),
      },
      {
        place: "countryside",
        ...figures(
          31,
          10,
          REASONS.map((_, i) => only("barrier", 4)[i] + only("too-far", 1)[i]),
          1,
        ),
      },
    ],
    levels: ["county", "township", "village"],
    areas: [
      area("519999", "虚县", "county", null, figures(ALL, SERVED, REASON_SUMS, 2)),
      area("519999001", "+东镇", "township", "519999", figures(1000, 670, REASON_SUMS, 2)),
      area("519999002", "西<乡>", "township", "519999", figures(23, 12, none, 0)),
      area("519999002201", '"西"村', "village", "519999002", figures(23, 12, none, 0)),
      area("519999001201", "东村", "village", "519999001", figures(600, 400, none, 1)),
      area("519999001202", "-新村", "village", "519999001", figures(400, 270, none, 1)),
    ],
    outside: [{ level: "village", people: 0, served: 0 }],
    settlements: [
      {
        code: "R1",
        name: "@安置区",
        names: { en: "Resettlement" },
        kind: "resettlement-area",
        ...at(8),
        areaCode: "519999001202",
        people: 300,
        peopleOfBase: 256,
        served: 0,
        share: 0,
        state: "uncovered",
        measure: "walk",
        limitMinutes: 10,
        limitMetres: null,
        walkMinutes: 35.2,
        walkMetres: 2345.6,
        facilityId: 1,
        facilityName: "=中心站",
        evidence: FAR,
      },
      {
        code: "N1",
        name: "小\n村",
        names: {},
        kind: "natural-village",
        ...at(1),
        areaCode: "519999002201",
        people: null,
        peopleOfBase: 2,
        served: 2,
        share: 1,
        state: "covered",
        measure: "radius",
        limitMinutes: null,
        limitMetres: 5000,
        walkMinutes: 3,
        walkMetres: 200,
        facilityId: 2,
        facilityName: "窗口",
        evidence: null,
      },
    ],
    gaps: [
      {
        rank: 1,
        name: "@安置区",
        names: {},
        areaCode: "519999001202",
        ...at(8),
        people: 256 + 64 + 16,
        demandPoints: 3,
        reasons: REASONS.map((_, i) => only("too-far", 256)[i] + only("closed", 64)[i] + only("no-street", 16)[i]),
        evidence: FAR,
        remedies: [{ ...NOTHING, kind: "new-facility", people: 300, peopleOfGap: 300, ...at(8) }],
      },
      {
        rank: 2,
        name: "北岸",
        names: {},
        areaCode: "519999002201",
        ...at(2),
        people: 5,
        demandPoints: 2,
        reasons: REASONS.map((_, i) => only("barrier", 4)[i] + only("too-far", 1)[i]),
        evidence: BARRIER,
        remedies: [
          {
            ...NOTHING,
            kind: "crossing",
            people: 4,
            peopleOfGap: 4,
            facilityId: 1,
            facilityName: "=中心站",
            metres: 120,
            barrierKind: "water",
            lon: 109.001,
            lat: 30.001,
          },
        ],
      },
    ],
    facilities: [
      {
        id: 1,
        name: "=中心站",
        names: { en: "Central" },
        kind: "employment-service-station",
        status: "existing",
        ...at(9),
        areaCode: "519999001201",
        openingHours: "Mo-Fr 09:00-17:00",
        hoursState: "not-asked",
        counts: true,
        peopleInReach: 640.25,
        load: 320,
        capacity: 640,
      },
      {
        id: 2,
        name: "窗口",
        names: {},
        kind: "service-window",
        status: "planned",
        ...at(1),
        areaCode: "519999001202",
        openingHours: null,
        hoursState: "not-asked",
        counts: false,
        peopleInReach: 0,
        load: null,
        capacity: null,
      },
    ],
    remedies: [{ ...NOTHING, kind: "new-facility", people: 300, peopleOfGap: 300, ...at(8) }],
    equity: {
      gini: 0.4123,
      capMinutes: 60,
      shareBeyondCap: 0.1,
      lorenz: [
        [0, 0],
        [0.5, 0.1],
        [1, 1],
      ],
      worstTenth: {
        people: 102.3,
        leastMinutes: 40,
        meanMinutes: 52.5,
        served: 1,
        areas: [{ code: "519999001202", name: "-新村", names: {}, people: 100 }],
      },
    },
    targets: [{ year: 2030, share: 0.9, people: 238.7 }],
    accessibility: null,
    method: {
      version: "0.1.0",
      territoryVersion: 3,
      territory: "虚县",
      names: { en: "Xu County" },
      fictional: true,
      slope: "none",
      districtLevel: "county",
      placeCorrections: [],
      base: { id: "population/total", label: "居民", labels: { en: "residents" }, people: ALL, source: "population" },
      groups: [
        {
          id: "population/total",
          label: "居民",
          labels: { en: "residents" },
          role: "total",
          people: ALL,
          walkingSpeedKmh: 4,
          weight: 1,
        },
        {
          id: "population-60-plus/band1",
          label: "60岁及以上",
          labels: { en: "aged 60 and over" },
          role: "within",
          people: ALL / 4,
          walkingSpeedKmh: 3.2,
          weight: 2,
        },
      ],
      inputs: [
        {
          source: "population",
          kind: "people",
          fileName: "population.tif",
          sha256: "ab".repeat(32),
          dataDate: "2020",
          licence: "CC0",
        },
      ],
      limits: ["sphere", "flat"],
    },
    ...change,
  };
}

const square = (lon: number, lat: number, size: number) => {
  const [west, south, east, north] = [lon - size, lat - size, lon + size, lat + size];
  const ring = [
    [west, south],
    [east, south],
    [east, north],
    [west, north],
    [west, south],
  ];
  return { type: "MultiPolygon" as const, coordinates: [[ring]] };
};

export function townGeometry(review: Review): ReviewGeometry {
  const places = CELLS.map((cell) => cellToLatLng(cell));
  const hexagon = (i: number) => ({ type: "MultiPolygon" as const, coordinates: [[cellToBoundary(CELLS[i], true)]] });
  return {
    bounds: [108.95, 29.95, 109.05, 30.05],
    areas: review.areas.map(({ level }, i) => square(109, 30, level === "county" ? 0.05 : 0.01 + i / 1000)),
    settlements: review.settlements.map(({ lon, lat, kind }) =>
      kind === "natural-village" ? { type: "Point", coordinates: [lon, lat] } : square(lon, lat, 0.001),
    ),
    gaps: review.gaps.map((_, i) => hexagon(i === 0 ? 8 : 2)),
    cells: {
      count: CELLS.length,
      id: CELLS,
      h3Resolution: Int8Array.from(CELLS, () => 9),
      lon: Float64Array.from(places, ([, lon]) => lon),
      lat: Float64Array.from(places, ([lat]) => lat),
      people: Float64Array.from(PEOPLE),
      uncovered: Float64Array.from(PEOPLE, (people, i) => (REASON_OF[i] === null ? 0 : people)),
      reason: Uint8Array.from(REASON_OF, (reason) => (reason === null ? 255 : REASONS.indexOf(reason))),
    },
    barriers: { segments: Float64Array.from([108.96, 30, 109.04, 30.01]), kind: Uint8Array.from([0]) },
  };
}

function townKept(review: Review, served: readonly number[]): KeptReview {
  return {
    review,
    points: { id: CELLS, people: PEOPLE, served, area: [{ level: "county", of: CELLS.map(() => 0) }] },
  };
}

/** The town of today, compared with a kept review in which cell 2 was covered and cell 9 was not. */
export function townReport(change: Partial<Report> = {}): Report {
  const review = townReview();
  const now = PEOPLE.map((people, i) => (REASON_OF[i] === null ? people : 0));
  const then = now.map((served, i) => (i === 2 ? 4 : i === 9 ? 0 : served));
  return {
    review,
    geometry: townGeometry(review),
    language: "zh",
    runAt: "2026-11-22T12:34:56+08:00",
    comparison: {
      name: "去年 <1>",
      keptAt: "2025-11-22T12:00:00+08:00",
      changes: changesBetween(townKept(review, then), townKept(review, now)),
    },
    keptAs: null,
    ...change,
  };
}
