import { describe, expect, test } from "vitest";
import { areaClass, lineClass, namesOf, placeClass } from "../../server/import/features.ts";

function tags(text: string): Map<string, string> {
  return new Map(text.split(" ").map((tag) => tag.split("=") as [string, string]));
}

/** "layer kind barrier" of a classification. */
function words(found: { layer: string; kind: string; barrier: string | null } | null): string | null {
  return found && `${found.layer} ${found.kind} ${found.barrier ?? "free"}`;
}

describe("areas", () => {
  test.each([
    ["natural=water", "water water water"],
    ["natural=water water=pond name=P", "water water water"],
    ["natural=water tunnel=yes", "water water free"],
    ["natural=water location=underground", "water water free"],
    ["natural=water natural:note=x area=no", null],
    ["waterway=riverbank", "water riverbank water"],
    ["waterway=dock", "water dock water"],
    ["waterway=river", null],
    ["landuse=reservoir", "water reservoir water"],
    ["landuse=basin", "water basin water"],
    ["landuse=basin basin=detention", "water basin free"],
    ["natural=wetland", "water wetland free"],
    ["natural=bay", null],
    ["natural=wood", "green wood free"],
    ["leisure=park landuse=residential", "green park free"],
    ["landuse=farmland", "green farmland free"],
    ["landuse=industrial", "builtup industrial free"],
    ["amenity=school", "builtup school free"],
    ["building=yes", null],
  ])("%s", (text, expected) => {
    expect(words(areaClass(tags(text)))).toBe(expected);
  });
});

describe("lines", () => {
  test.each([
    ["waterway=river", "water river water"],
    ["waterway=river tunnel=culvert", "water river free"],
    ["waterway=canal covered=yes", "water canal free"],
    ["waterway=river bridge=yes", "water river water"],
    ["waterway=stream", "water stream free"],
    ["waterway=dam", null],
    ["natural=coastline", "water coastline water"],
    ["railway=rail", "railway rail railway"],
    ["railway=rail service=siding", "railway rail railway"],
    ["railway=rail tunnel=yes", "railway rail free"],
    ["railway=rail bridge=viaduct", "railway rail free"],
    ["railway=rail layer=-1", "railway rail railway"],
    ["railway=subway", "railway subway railway"],
    ["railway=subway layer=-2", "railway subway free"],
    ["railway=light_rail bridge=no", "railway light_rail railway"],
    ["railway=tram", "railway tram free"],
    ["railway=monorail", "railway monorail free"],
    ["railway=abandoned", null],
    ["railway=platform", null],
    ["highway=residential", null],
  ])("%s", (text, expected) => {
    expect(words(lineClass(tags(text)))).toBe(expected);
  });
});

test("places are those with a name", () => {
  expect(words(placeClass(tags("place=village name=白鹤村")))).toBe("place village free");
  expect(placeClass(tags("place=village"))).toBeNull();
  expect(placeClass(tags("place=island name=I"))).toBeNull();
});

test("names by language", () => {
  const element = tags(
    "name=鹤鸣 name:en=Heming name:zh-Hant=鶴鳴 name:zh=鹤鸣 name:left=L name:etymology=E name:zh_pinyin=Hèmíng name:fr= alt_name=A",
  );
  expect(namesOf(element)).toEqual({ en: "Heming", "zh-Hant": "鶴鳴", zh: "鹤鸣" });
});
