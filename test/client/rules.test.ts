/** Standards and circumstances in words: short where the rule is simple, complete where it is not. */
import i18next from "i18next";
import { beforeAll, describe, expect, it } from "vitest";
import { questionFields, tileFields } from "../../client/choice.ts";
import { formatFor } from "../../client/format.ts";
import { hoursChoice, hoursText, nextSaturday } from "../../client/hours.ts";
import en from "../../client/locales/en.json" with { type: "json" };
import zhCN from "../../client/locales/zh-CN.json" with { type: "json" };
import { circumstanceTexts, rulesText, soleCutoff } from "../../client/rules.ts";
import { PLAIN_CIRCUMSTANCES, plainStandard, SHIPPED_STANDARDS, type Standard } from "../../server/standard.ts";

const languages = { en, "zh-CN": zhCN };
const textIn = (language: keyof typeof languages) => {
  const t = i18next.getFixedT(language);
  return { t, format: formatFor(language, (key, values) => t(key, values)) };
};
beforeAll(() =>
  i18next.init({
    resources: { en: { translation: en }, "zh-CN": { translation: zhCN } },
    lng: "en",
    fallbackLng: false,
    interpolation: { escapeValue: false },
  }),
);

function rulesIn(language: keyof typeof languages, standard: Standard): string {
  const { t, format } = textIn(language);
  return rulesText(standard, format, t);
}

const byPlace = SHIPPED_STANDARDS.find(({ id }) => id === "city-15-countryside-5km") ?? plainStandard();

describe("rules in one line", () => {
  it("name a rule once where it holds for everybody", () => {
    expect(rulesIn("en", plainStandard())).toBe("15 min on foot");
    expect(rulesIn("zh-CN", plainStandard())).toBe("步行15分钟");
  });

  it("name each kind of place where rules differ, and round distances as they were given", () => {
    expect(rulesIn("en", byPlace)).toBe(
      "city 15 min on foot · countryside 5 km straight line · resettlement areas 15 min on foot",
    );
    expect(rulesIn("zh-CN", byPlace)).toBe("城区步行15分钟 · 乡村直线5公里 · 安置区步行15分钟");
  });

  it("name the kinds of facility, sizes of settlements and whether all tiers are needed", () => {
    const [tier] = plainStandard({ kinds: ["odd-jobs-market"], cutoffMinutes: 20 }).tiers;
    const large = { kind: "resettlement-area", minPeople: 10_000, rule: { by: "walk", cutoffMinutes: 10 } } as const;
    const standard: Standard = {
      ...byPlace,
      need: "all",
      tiers: [...plainStandard().tiers, ...(tier === undefined ? [] : [{ ...tier, settlements: [large] }])],
    };
    expect(rulesIn("en", standard)).toBe(
      "Any kind: 15 min on foot — and — Odd-jobs market: 20 min on foot everywhere else · resettlement areas of 10,000 people or more 10 min on foot",
    );
  });
});

describe("what is asked beside the standard", () => {
  const textsIn = (language: keyof typeof languages, asked: Parameters<typeof circumstanceTexts>[0]) => {
    const { t, format } = textIn(language);
    return circumstanceTexts(asked, format, t);
  };

  it("is nothing for the plain question", () => {
    expect(textsIn("en", PLAIN_CIRCUMSTANCES)).toEqual([]);
  });

  it("tells the time on the wall, whatever the zone of the browser", () => {
    const asked = {
      hours: { type: "at", time: "2026-11-28T10:00" },
      ownDistrictOnly: true,
      countCapacity: true,
    } as const;
    expect(textsIn("en", asked)).toEqual([
      expect.stringMatching(/^open Sat.* 28.* 2026.* 10:00$|^open Sat, Nov 28, 2026, 10:00$/),
      "own district only",
      "capacity counted",
    ]);
    expect(textsIn("zh-CN", asked)[0]).toMatch(/2026年11月28日.*10:00开放/);
  });
});

describe("the one cutoff", () => {
  it("is known where every rule is the same walk", () => {
    expect(soleCutoff(plainStandard({ cutoffMinutes: 12 }))).toBe(12);
    expect(soleCutoff(byPlace)).toBeNull();
  });
});

describe("the question in an address", () => {
  const plain = {
    standard: null,
    cutoffMinutes: 20,
    kind: "any",
    walkingSpeedKmh: 4,
    hours: "any",
    ownDistrictOnly: false,
    countCapacity: false,
    scenario: null,
    revision: 0,
  } as const;

  it("leaves out what is not asked", () => {
    expect(questionFields(plain)).toEqual({ cutoffMinutes: 20, kind: "any", walkingSpeedKmh: 4 });
  });

  it("names a standard instead of minutes, kind and speed", () => {
    const asked = { ...plain, standard: "walk-15", hours: "week", ownDistrictOnly: true, countCapacity: true };
    expect(questionFields(asked)).toEqual({
      standard: "walk-15",
      hours: "week",
      ownDistrictOnly: true,
      countCapacity: true,
    });
  });

  it("asks for the same tiles at every cutoff, where minutes tell who is covered", () => {
    expect(tileFields(plain)).toEqual(tileFields({ ...plain, cutoffMinutes: 30 }));
    expect(tileFields({ ...plain, countCapacity: true })).toHaveProperty("cutoffMinutes", 20);
  });
});

describe("opening hours asked", () => {
  it("read back from the address", () => {
    expect(hoursChoice("after-work:2.5:2026-11-23")).toEqual({ way: "after-work", time: null, hours: 2.5 });
    expect(hoursChoice("week:2026-11-23")).toEqual({ way: "week", time: null, hours: null });
    expect(hoursChoice("2026-11-28T10:00")).toEqual({ way: "at", time: "2026-11-28T10:00", hours: null });
    expect(hoursChoice("now").way).toBe("now");
  });

  it("keep a chosen time, and start from Saturday at ten", () => {
    const sunday = new Date(2026, 10, 22, 4);
    expect(nextSaturday(sunday)).toBe("2026-11-28T10:00");
    expect(nextSaturday(new Date(2026, 10, 28, 23))).toBe("2026-11-28T10:00");
    expect(hoursText("at", hoursChoice("any"), sunday)).toBe("2026-11-28T10:00");
    expect(hoursText("at", hoursChoice("2026-12-01T18:30"), sunday)).toBe("2026-12-01T18:30");
    expect(hoursText("after-work", hoursChoice("any"), sunday)).toBe("after-work:3");
  });
});
