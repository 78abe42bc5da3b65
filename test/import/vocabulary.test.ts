import { describe, expect, it } from "vitest";
import {
  areaLevelOf,
  facilityKindOf,
  facilityLevelOf,
  facilityStatusOf,
  fieldOf,
  levelOfChineseCode,
  levelOfOsm,
  nameColumns,
  settlementKindOf,
  urbanRuralCodeOf,
} from "../../server/import/vocabulary.ts";
import {
  AREA_LEVELS,
  FACILITY_KINDS,
  FACILITY_LEVELS,
  FACILITY_STATUSES,
  SETTLEMENT_KINDS,
} from "../../server/words.ts";

describe("headers", () => {
  it("are found in Chinese and English, whatever their case, spaces, underscores and units", () => {
    expect(fieldOf(["Opening Hours"], "openingHours")).toBe("Opening Hours");
    expect(fieldOf(["opening_hours"], "openingHours")).toBe("opening_hours");
    expect(fieldOf(["服务时间"], "openingHours")).toBe("服务时间");
    expect(fieldOf(["NAME"], "name")).toBe("NAME");
    expect(fieldOf(["常住人口(人)"], "people")).toBe("常住人口(人)");
    expect(fieldOf(["H3_Address"], "h3")).toBe("H3_Address");
    expect(fieldOf(["street"], "name")).toBeNull();
  });

  it("take the earlier synonym when there are several", () => {
    expect(fieldOf(["人口", "population", "people"], "people")).toBe("people");
  });

  it("give names in other languages by their tag", () => {
    expect(nameColumns(["name", "name:en", "name_zh_Hant", "英文名称", "named:xx"])).toEqual([
      ["name:en", "en"],
      ["name_zh_Hant", "zh-Hant"],
      ["英文名称", "en"],
    ]);
  });
});

describe("words", () => {
  it("of our own lists mean themselves", () => {
    for (const [words, lookup] of [
      [FACILITY_KINDS, facilityKindOf],
      [FACILITY_LEVELS, facilityLevelOf],
      [FACILITY_STATUSES, facilityStatusOf],
      [AREA_LEVELS, areaLevelOf],
      [SETTLEMENT_KINDS, settlementKindOf],
    ] as const) {
      for (const word of words) expect(lookup(word)).toBe(word);
    }
  });

  it("of offices are translated", () => {
    expect(facilityKindOf("就业驿站")).toBe("employment-service-station");
    expect(facilityKindOf("零工驿站")).toBe("odd-jobs-post");
    expect(facilityKindOf("Odd-Jobs Market")).toBe("odd-jobs-market");
    expect(facilityLevelOf("街道")).toBe("township");
    expect(facilityStatusOf("规划")).toBe("planned");
    expect(areaLevelOf("地级市")).toBe("prefecture");
    expect(settlementKindOf("易地搬迁安置区")).toBe("resettlement-area");
    expect(settlementKindOf("产业集聚区")).toBe("industrial-cluster");
  });

  it("that are not known are not guessed", () => {
    expect(facilityKindOf("就业")).toBeNull();
    expect(areaLevelOf("zone")).toBeNull();
  });
});

describe("codes", () => {
  it("of China state their level by their length, without filling zeros", () => {
    const levels = {
      "42": "province",
      "4201": "prefecture",
      "420100": "prefecture",
      "420106": "county",
      "420106001": "township",
      "420106001002": "village",
      "420106000000": "county",
      "420000": "province",
    };
    for (const [code, level] of Object.entries(levels)) expect(levelOfChineseCode(code)).toBe(level);
    for (const code of ["MESZ01", "1", "4", "12345", "042106"]) expect(levelOfChineseCode(code)).toBeNull();
  });

  it("of the urban–rural classification are known with and without their words", () => {
    expect(urbanRuralCodeOf("111")).toBe(111);
    expect(urbanRuralCodeOf(" 122 (镇乡结合区) ")).toBe(122);
    expect(urbanRuralCodeOf("122镇乡结合区")).toBe(122);
    expect(urbanRuralCodeOf("乡中心区")).toBe(210);
    expect(urbanRuralCodeOf("Rural")).toBe(200);
    for (const none of ["", "0", "113", "230", "111.5", "镇", "111 (村庄)"]) expect(urbanRuralCodeOf(none)).toBeNull();
  });

  it("of OpenStreetMap are read as mappers use them in China", () => {
    expect(levelOfOsm("5")).toBe("prefecture");
    expect(levelOfOsm("7")).toBeNull();
  });
});
