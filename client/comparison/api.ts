/** The server's answer about plans side by side; see client/api.ts. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { ask, queryOf } from "../api.ts";
import { type Choice, questionFields } from "../choice.ts";
import { useScenarios } from "../plans/api.ts";
import { usePrinting } from "../printing.ts";
import { differenceShown, type PlanName, plansChosen, useAppState } from "../state.ts";

/** The plans that are compared; null while fewer than two are chosen. */
export function useComparedPlans(): readonly PlanName[] | null {
  const plans = useAppState((state) => state.plans);
  const scenario = useAppState((state) => state.scenario);
  return useMemo(() => {
    const chosen = plansChosen({ plans, scenario });
    return chosen.length < 2 ? null : chosen;
  }, [plans, scenario]);
}

/** Whether the two plans on the map are swiped between; paper shows their difference. */
export function useSwiped(): boolean {
  const isWanted = useAppState((state) => state.compareAs === "swipe" && differenceShown(state) !== null);
  return !usePrinting() && isWanted;
}

/** Fields of the address of a comparison: the question, and the plans in their order. */
export function comparisonFields(plans: readonly PlanName[], choice: Choice) {
  return { ...questionFields({ ...choice, scenario: null }), plans: plans.join(",") };
}

/** Null asks nothing. A plan that was changed is asked about again. */
export function useComparison(plans: readonly PlanName[] | null, choice: Choice) {
  const list = useScenarios().data;
  const revisions = (plans ?? []).map((name) => list?.find(({ id }) => id === name)?.revision ?? 0);
  const { scenario: _, revision: __, ...asked } = choice;
  return useQuery({
    queryKey: ["comparison", plans, revisions, asked],
    queryFn: ({ signal }) =>
      ask<Comparison>(`/api/comparison?${queryOf(comparisonFields(plans ?? [], choice))}`, { signal }),
    enabled: plans !== null && list !== undefined,
    placeholderData: keepPreviousData,
  });
}
