/** Makes a plan of a result: a new scenario with the steps of the one it started from and those of the result, which is then opened. */
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Change } from "../../server/api/scenario-messages.ts";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { useFormat } from "../format.ts";
import { askScenario } from "../plans/api.ts";
import { withAppended } from "../plans/edit.ts";
import { makeScenario } from "../plans/store.ts";
import { setState } from "../state.ts";
import { requestText } from "./sentences.ts";

interface Order {
  readonly request: SitingRequest;
  readonly changes: readonly Change[];
}

/** Longest name that the server takes. */
const MOST_NAME = 200;

/** Opens the new plan where its changes and gains stand; where it cannot be stored, the notice of plans says why. */
export function useMakePlan() {
  const { t } = useTranslation();
  const format = useFormat();
  return useMutation({
    mutationFn: async ({ request, changes }: Order) => {
      const start = request.scenario ?? null;
      const before = start === null ? null : await askScenario(start);
      const name = [...(before === null ? [] : [before.name]), requestText(request, format, t)].join(" + ");
      return await makeScenario({
        name: name.slice(0, MOST_NAME),
        changes: withAppended(before?.changes ?? [], changes),
      });
    },
    onSuccess: (made) => {
      if (made !== null) setState({ planPart: "edit" });
    },
  });
}
