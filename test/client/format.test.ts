/** Numbers as people read them: rounding must never change the answer. */
import { describe, expect, it } from "vitest";
import { formatFor } from "../../client/format.ts";
import { browserLanguage } from "../../client/i18n.ts";
import en from "../../client/locales/en.json" with { type: "json" };
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };
import { roundLength } from "../../client/map/picture.ts";

function unitsOf(units: Record<string, string>) {
  return (key: string, { value, count }: { value: string; count?: number }) => {
    const name = key.replace("units.", "");
    const plural = count === undefined ? name : `${name}_${count === 1 ? "one" : "other"}`;
    return (units[plural] ?? "").replace("{{value}}", value);
  };
}
const english = formatFor("en", unitsOf(en.units));
const chinese = formatFor("zh-CN", unitsOf(zhCN.units));

describe("share", () => {
  it.each([
    [0, "0.0"],
    [0.0004, "<0.1"],
    [0.0006, "0.1"],
    [0.5118, "51.2"],
    [0.9994, "99.9"],
    [0.99996, "99.9"],
    [1, "100.0"],
  ])("%f is %s %%", (share, text) => {
    expect(english.share(share)).toBe(`${text}\u00a0%`);
    expect(chinese.share(share)).toBe(`${text}%`);
  });

  it("is a dash where nobody lives", () => {
    expect(english.share(null)).toBe("–");
  });
});

describe("minutes", () => {
  it.each([
    [15, "15"],
    [15.001, "15.1"],
    [14.91, "15"],
    [0.1 + 0.2, "0.3"],
    [68.88, "68.9"],
  ])("%f is %s, never less than it takes", (minutes, text) => {
    expect(english.minutes(minutes)).toBe(text);
  });
});

describe("lengths, people, sizes", () => {
  it("turn to kilometres where metres would round to 1,000", () => {
    expect(english.length(999.4)).toBe("999 m");
    expect(english.length(999.6)).toBe("1.0 km");
    expect(chinese.length(1234)).toBe("1.2公里");
    expect(english.length(123_456)).toBe("123 km");
  });

  it("count in the language's own way", () => {
    expect(english.people(1)).toBe("1 person");
    expect(english.people(295773.2)).toBe("295,773 people");
    expect(chinese.people(1)).toBe("1人");
  });

  it("say files in kB and MB", () => {
    expect(english.size(20_708)).toBe("21 kB");
    expect(english.size(1_234_567)).toBe("1.2 MB");
  });

  it("say areas in km²", () => {
    expect(english.squareKilometres(645_000)).toBe("0.65 km²");
  });
});

describe("names", () => {
  const place = { name: "鹤鸣县", names: { en: "Heming County" } };
  it("are in the chosen language where there is one", () => {
    expect(english.name(place)).toBe("Heming County");
    expect(chinese.name(place)).toBe("鹤鸣县");
    expect(chinese.name({ name: "Heming", names: { zh: "鹤鸣" } })).toBe("鹤鸣");
    expect(english.name({ name: "鹤鸣县", names: {} })).toBe("鹤鸣县");
  });
});

describe("the browser's language", () => {
  it.each([
    [["zh-CN", "en"], "zh-CN"],
    [["zh-TW"], "zh-CN"],
    [["en-GB", "zh"], "en"],
    [["fr", "zh-CN"], "zh-CN"],
    [["fr"], "en"],
    [[], "en"],
  ] as const)("%j is %s", (languages, expected) => {
    expect(browserLanguage(languages)).toBe(expected);
  });
});

describe("the scale bar of a printed map", () => {
  it.each([
    // Across, share of it, and the longest of 1, 2, 5, 10 … that fits.
    [21_000, 0.25, 5000],
    [19_900, 0.25, 2000],
    [4000, 0.25, 1000],
    [3999, 0.25, 500],
    [90, 0.25, 20],
  ])("of %d m may take %d of them and is %d m", (across, share, metres) => {
    expect(roundLength(across, share)).toBe(metres);
  });
});
