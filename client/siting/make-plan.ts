/** Makes a plan of a result: a new scenario with the steps of the one it started from and those of the result, which is then opened. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Change, ScenarioList } from "../../server/api/scenario-messages.ts";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { ask } from "../api.ts";
import { useFormat } from "../format.ts";
import { askScenario } from "../plans/api.ts";
import { freeName, withAppended } from "../plans/edit.ts";
import { makeScenario } from "../plans/store.ts";
import { setState } from "../state.ts";
import { planName, requestText } from "./sentences.ts";

interface Order {
  readonly request: SitingRequest;
  readonly changes: readonly Change[];
}

/** With a number behind it the server still takes it. */
const MOST_NAME = 190;

/** Opens the new plan where its changes and gains stand; where it cannot be stored, the notice of plans says why. */
export function useMakePlan() {
  const { t } = useTranslation();
  const format = useFormat();
  return useMutation({
    mutationFn: async ({ request, changes }: Order) => {
      const start = request.scenario ?? null;
      const before = start === null ? null : await askScenario(start);
      const name = [...(before === null ? [] : [before.name]), planName(request, format, t)]
        .join(" + ")
        .slice(0, MOST_NAME);
      const { scenarios } = await ask<ScenarioList>("/api/scenarios");
      const taken = scenarios.map((scenario) => scenario.name);
      return await makeScenario({
        name: freeName(taken, (number) => (number === 1 ? name : `${name} (${number})`)),
        note: requestText(request, format, t),
        changes: withAppended(before?.changes ?? [], changes),
      });
    },
    onSuccess: (made) => {
      if (made !== null) setState({ planPart: "edit" });
    },
  });
}
