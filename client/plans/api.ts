/** The server's answers about scenarios: one hook per question, as in client/api.ts. */
import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { Comparison, Scenario, ScenarioInput, ScenarioList } from "../../server/api/scenario-messages.ts";
import { ask, queryOf } from "../api.ts";
import { type Choice, questionFields } from "../choice.ts";

export const useScenarios = () =>
  useQuery({
    queryKey: ["scenarios"],
    queryFn: async ({ signal }) => (await ask<ScenarioList>("/api/scenarios", { signal })).scenarios,
  });

/** What each change of the open scenario brings, in order. */
export const useSteps = (choice: Choice) =>
  useQuery({
    queryKey: ["comparison", choice],
    queryFn: async ({ signal }) => {
      const fields = { ...questionFields({ ...choice, scenario: null }), plans: String(choice.scenario) };
      const { plans } = await ask<Comparison>(`/api/comparison?${queryOf(fields)}`, { signal });
      return plans.find(({ scenario }) => scenario?.id === choice.scenario) ?? null;
    },
    placeholderData: keepPreviousData,
    enabled: choice.scenario !== null && choice.revision > 0,
  });

/** Stores a scenario beside the others without opening it: a copy, or one from a file. */
export function useAddScenario() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: ScenarioInput) => ask<Scenario>("/api/scenarios", { method: "POST", json: input }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["scenarios"] }),
  });
}

export function useDeleteScenario() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: number) => ask<null>(`/api/scenarios/${id}`, { method: "DELETE" }),
    onSuccess: () => client.invalidateQueries({ queryKey: ["scenarios"] }),
  });
}

/** The stored scenario with its changes, to copy it. */
export const askScenario = (id: number) => ask<Scenario>(`/api/scenarios/${id}`);
