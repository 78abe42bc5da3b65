/** The colour of a cell, as an expression of the style: by minutes, by outcome, by reason, by place, and by difference. */
import type { ExpressionSpecification } from "maplibre-gl";
import { DIFFERENCES, OUTCOMES, PLACES, REASON_COLOURS, timeClasses } from "./colours.ts";
import type { Scene } from "./scene.ts";

/** Colour by minutes. `<=` and not a step expression, whose classes would leave out their upper bound: covered is ≤ the cutoff. */
export function minutesColour(cutoffMinutes: number, theme: Scene["theme"]): ExpressionSpecification {
  const classes = timeClasses(cutoffMinutes, theme);
  const rest = classes.at(-1)?.colour ?? "#000000";
  const minutes: ExpressionSpecification = ["get", "minutes"];
  const cases = classes.flatMap(({ to, colour }) => (to === null ? [] : [["<=", minutes, to], colour]));
  return ["case", ["!=", ["typeof", minutes], "number"], rest, ...cases, rest] as unknown as ExpressionSpecification;
}

/** Colour by the share of people who are covered; a tile that does not carry it says nothing. */
function coveredColour(theme: Scene["theme"]): ExpressionSpecification {
  const { covered, partly, uncovered } = OUTCOMES[theme];
  const share: ExpressionSpecification = ["coalesce", ["get", "covered"], 0];
  return ["case", [">=", share, 1], covered, [">", share, 0], partly, uncovered];
}

/** Covered cells as they are; the others by the reason of most of their people. */
function reasonColour(theme: Scene["theme"]): ExpressionSpecification {
  const reasons = Object.entries(REASON_COLOURS[theme]).flat();
  const { covered, uncovered } = OUTCOMES[theme];
  return ["case", ["has", "reason"], ["match", ["get", "reason"], ...reasons, uncovered], covered] as never;
}

function placeColour(theme: Scene["theme"]): ExpressionSpecification {
  const { city, countryside } = PLACES[theme];
  return ["match", ["get", "place"], "countryside", countryside, city];
}

/** Whether more or fewer people of a cell are covered than in the plan that it is compared with. */
function differenceColour(theme: Scene["theme"]): ExpressionSpecification {
  const { gained, lost, both, neither } = DIFFERENCES[theme];
  const covered: ExpressionSpecification = ["coalesce", ["get", "covered"], 0];
  const before: ExpressionSpecification = ["coalesce", ["get", "before"], 0];
  return ["case", [">", covered, before], gained, ["<", covered, before], lost, [">", covered, 0], both, neither];
}

export function cellColour({ cellColours, cutoffMinutes, theme }: Scene): ExpressionSpecification {
  switch (cellColours) {
    case "minutes":
      return minutesColour(cutoffMinutes, theme);
    case "covered":
      return coveredColour(theme);
    case "reason":
      return reasonColour(theme);
    case "place":
      return placeColour(theme);
    case "difference":
      return differenceColour(theme);
  }
}
