/** Makes a plan of a result: a new scenario with the steps of the one it started from and those of the result, which is then opened. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Change, Scenario, ScenarioInput } from "../../server/api/scenario-messages.ts";
import type { SitingRequest } from "../../server/api/siting-messages.ts";
import { ask } from "../api.ts";
import { useFormat } from "../format.ts";
import { requestText } from "./sentences.ts";

interface Order {
  readonly request: SitingRequest;
  readonly changes: readonly Change[];
}

/** The steps of both in order. A key that both use is given anew: keys are never used twice in a scenario. */
export function joinChanges(before: readonly Change[], added: readonly Change[]): Change[] {
  let last = Math.max(0, ...[...before, ...added].map(({ key }) => key));
  const used = new Set(before.map(({ key }) => key));
  const given = new Map<number, number>();
  for (const { key } of added) if (used.has(key)) given.set(key, ++last);
  const renamed = added.map((change): Change => {
    const key = given.get(change.key) ?? change.key;
    if (!("of" in change)) return { ...change, key };
    // A facility that the same result adds has −key for an id.
    const id = change.of.id < 0 ? -(given.get(-change.of.id) ?? -change.of.id) : change.of.id;
    return { ...change, key, of: { ...change.of, id } };
  });
  return [...before, ...renamed];
}

export function useMakePlan(open: (id: number) => void) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async ({ request, changes }: Order) => {
      const start = request.scenario ?? null;
      const before = start === null ? null : await ask<Scenario>(`/api/scenarios/${start}`);
      const text = requestText(request, format, t);
      const json: ScenarioInput = {
        name: [...(before === null ? [] : [before.name]), text].join(" + ").slice(0, 200),
        changes: joinChanges(before?.changes ?? [], changes),
      };
      return await ask<Scenario>("/api/scenarios", { method: "POST", json });
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["scenarios"] });
      open(id);
    },
  });
}
