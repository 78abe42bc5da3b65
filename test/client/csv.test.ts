/** The CSV of the area table: what Excel needs, and what each row says. */
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { formatFor } from "../../client/format.ts";
import { coverageCsv } from "../../client/views/csv.ts";
import type { Coverage, PeopleBase } from "../../server/api/messages.ts";

const base: PeopleBase = {
  id: "people/all",
  label: 'residents, "all ages", 2025',
  labels: { "zh-CN": "常住人口" },
  role: "total",
  source: "people",
  people: 1000,
};
const elders: PeopleBase = {
  ...base,
  id: "elders/60",
  label: "aged 60 and over",
  labels: {},
  role: "within",
  people: 200,
};
const figures = {
  people: 1000.04,
  peopleCovered: 333.36,
  peopleOverCapacity: 0,
  peopleOutOfReach: 666.68,
  share: 0.33335,
  weightedShare: null,
  facilities: 2,
  peoplePerFacility: 500.02,
  groups: [{ id: "elders/60", people: 200, peopleCovered: 50, share: 0.25 }],
};
const area = {
  code: "5199",
  name: "=白鹤镇",
  names: {},
  level: "township" as const,
  parentCode: null,
  ...figures,
  peopleCoveredAnyDistrict: null,
};
const answer: Coverage = {
  standard: {
    id: "plain",
    name: "10 minutes on foot",
    names: {},
    cutoffMinutes: 10,
    kind: "any",
    walkingSpeedKmh: 4,
    tiers: [],
    need: "any",
    service: { yearlyPer1000: 78, residentsPerPersonOfBase: 1, yearlyPerStaff: null },
    targets: [],
    groups: [],
    hours: { type: "any" },
    ownDistrictOnly: false,
    districtLevel: null,
    countCapacity: false,
    slope: "none",
    base,
    territoryVersion: 3,
  },
  total: figures,
  byPlace: [],
  areas: [
    area,
    {
      ...area,
      code: "5200",
      name: "empty, far",
      people: 0,
      peopleCovered: 0,
      share: null,
      facilities: 0,
      peoplePerFacility: null,
      groups: [],
    },
  ],
  outside: [],
  peopleWithoutStreet: 0,
  sensitivity: [],
  byKind: [],
  peopleByMinute: [],
  peopleUnreached: 0,
};
const keyOf = (key: string, values?: Record<string, unknown>) =>
  values?.label === undefined ? key : `${key} ${values.label}`;
const text = coverageCsv(
  answer,
  { name: "鹤鸣县", names: {} },
  [elders],
  formatFor("en", (key) => key),
  keyOf,
);

describe("coverage as CSV", () => {
  it("begins with the mark by which Excel knows UTF-8, and ends lines with CRLF", () => {
    expect(text.charCodeAt(0)).toBe(0xfeff);
    expect(text.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
  });

  const rows: string[][] = parse(text, { bom: true });
  it("has one row for the whole, then one for each area, all equally long", () => {
    expect(rows.map((row) => row.length)).toEqual([16, 16, 16, 16]);
    expect(rows[1]?.slice(0, 9)).toEqual(["", "鹤鸣县", "areas.all", "", "1000.0", "333.4", "33.34", "2", "500.0"]);
    expect(rows[1]?.slice(9, 11)).toEqual(["200.0", "50.0"]);
  });

  it("leaves what does not exist empty", () => {
    expect(rows[3]?.slice(4, 11)).toEqual(["0.0", "0.0", "", "0", "", "", ""]);
  });

  it("says base and standard in every row", () => {
    for (const row of rows.slice(1)) {
      expect(row.slice(11)).toEqual(['residents, "all ages", 2025', "10", "4", "controls.any", "3"]);
    }
  });

  it("does not let a name become a formula", () => {
    expect(rows[2]?.[1]).toBe("'=白鹤镇");
  });
});
