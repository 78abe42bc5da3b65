/** Names of sites in the language of the screen: the result has a place's own name, its steps and the areas have the others. */
import { useMemo } from "react";
import type { SitingResult } from "../../server/api/siting-messages.ts";
import { useAreas } from "../api.ts";
import { useFormat } from "../format.ts";

export function usePlaceNames({ changes }: Pick<SitingResult, "changes">): (name: string) => string {
  const format = useFormat();
  const areas = useAreas().data;
  return useMemo(() => {
    const names = new Map<string, Readonly<Record<string, string>>>();
    for (const area of areas ?? []) names.set(area.name, area.names);
    for (const change of changes) {
      if (change.type === "add-facility") names.set(change.facility.name, change.facility.names ?? {});
    }
    return (name) => format.name({ name, names: names.get(name) ?? {} });
  }, [areas, changes, format]);
}
