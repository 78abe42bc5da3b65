import { describe, expect, it, test } from "vitest";
import {
  cutoffCentimetres,
  isWithin,
  MAX_CUTOFF_MINUTES,
  minutesOf,
  plainStandard,
  whatIsWrong,
} from "../server/standard.ts";

describe("the cutoff", () => {
  it("takes a walk of exactly the cutoff at every speed, and none that is a centimetre longer", () => {
    // Speeds of 1.0 to 10.0 km/h: 15 minutes at 4.6 km/h are 4.6 · 100,000 / 4 = 115,000 cm.
    expect(cutoffCentimetres({ cutoffMinutes: 15, walkingSpeedKmh: 4.6 })).toBe(115_000);
    for (let tenths = 10; tenths <= 100; tenths++) {
      for (let cutoffMinutes = 1; cutoffMinutes <= MAX_CUTOFF_MINUTES; cutoffMinutes++) {
        const pace = { cutoffMinutes, walkingSpeedKmh: tenths / 10 };
        const most = Math.floor((tenths * 10_000 * cutoffMinutes) / 60);
        expect(cutoffCentimetres(pace)).toBe(most);
        expect(isWithin(most, pace)).toBe(true);
        expect(isWithin(most + 1, pace)).toBe(false);
        // The map and the histogram compare minutes: they must agree.
        expect(minutesOf(most, pace.walkingSpeedKmh)).toBeLessThanOrEqual(cutoffMinutes);
        expect(minutesOf(most + 1, pace.walkingSpeedKmh)).toBeGreaterThan(cutoffMinutes);
      }
    }
  });

  it("does so for parts of a minute, too", () => {
    for (let tenths = 1; tenths <= 600; tenths++) {
      const pace = { cutoffMinutes: tenths / 10, walkingSpeedKmh: 4.6 };
      const most = Math.floor((tenths * 46_000) / 60);
      expect(isWithin(most, pace)).toBe(true);
      expect(isWithin(most + 1, pace)).toBe(false);
      expect(minutesOf(most, 4.6)).toBeLessThanOrEqual(pace.cutoffMinutes);
    }
  });
});

test("a standard's date is a date, or is left out", () => {
  const wrong = (date: string) => whatIsWrong({ ...plainStandard(), id: "own", date });
  expect(["", "2024-10-01"].flatMap(wrong)).toEqual([]);
  for (const date of ["2026-99-99", "2026-02-30", "soon", "2026"]) expect(wrong(date)).toHaveLength(1);
});
