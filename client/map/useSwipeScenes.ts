/** The two plans of a comparison as maps of their own, to be swiped between: the same place and layers, each with its cells and facilities. */
import { useMemo } from "react";
import { useFacilities, useTerritory } from "../api.ts";
import { atAnswered, isByMinutes, tileFields, useChoice } from "../choice.ts";
import { useComparedPlans, useComparison, useSwiped } from "../comparison/api.ts";
import { planNameOf } from "../comparison/figures.ts";
import { useFormat } from "../format.ts";
import { differenceShown, type PlanName, useAppState } from "../state.ts";
import { partsOf, revisionOf } from "./plan-scene.ts";
import type { Scene } from "./scene.ts";
import { NOTHING } from "./useReviewScene.ts";

export interface SwipeSide {
  /** The plan itself; null for the present state. */
  readonly name: string | null;
  readonly scene: Scene;
}

/** Left the plan that is compared with, right the other. Null while there is nothing to swipe; paper shows the difference. */
export function useSwipeScenes(base: Scene): { left: SwipeSide; right: SwipeSide } | null {
  const format = useFormat();
  const choice = useChoice();
  const isWanted = useSwiped();
  const left = useAppState((state) => differenceShown(state)?.against);
  const right = useAppState((state) => differenceShown(state)?.plan);
  const plans = useComparedPlans();
  const answer = useComparison(isWanted ? plans : null, choice).data;
  const list = useFacilities().data;
  const version = useTerritory().data?.version ?? 0;
  return useMemo(() => {
    if (!isWanted || answer === undefined || list === undefined) return null;
    const sideOf = (plan: PlanName | undefined): SwipeSide | null => {
      const figures = answer.plans.find((one) => planNameOf(one) === plan);
      if (figures === undefined) return null;
      const scenario = figures.scenario?.id ?? null;
      const scene: Scene = {
        ...base,
        question: tileFields({ ...atAnswered(choice, answer.standard.hours), scenario }),
        version: `${version}.${revisionOf(figures)}`,
        cellColours: isByMinutes(choice) ? "minutes" : "covered",
        sites: NOTHING,
        ...partsOf(figures, list, answer.standard.kind, format),
      };
      return { name: figures.scenario?.name ?? null, scene };
    };
    const sides = { left: sideOf(left), right: sideOf(right) };
    return sides.left === null || sides.right === null ? null : { left: sides.left, right: sides.right };
  }, [isWanted, base, left, right, choice, answer, list, version, format]);
}
