/**
 * The question that the controls ask, once the slider has rested for a moment: a service standard or the planner's own
 * minutes, and the circumstances. Everything on the desk follows this one value.
 */
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import type { HoursAsked } from "../server/standard.ts";
import { type AnyKind, getState, type State, setState, useAppState } from "./state.ts";

/** The choices that an answer depends on. */
export interface Choice {
  /** Null: the plain standard of the three fields below, which otherwise say nothing. */
  readonly standard: string | null;
  readonly cutoffMinutes: number;
  readonly kind: AnyKind;
  readonly walkingSpeedKmh: number;
  readonly hours: string;
  readonly ownDistrictOnly: boolean;
  readonly countCapacity: boolean;
  /** Null for the present state. */
  readonly scenario: number | null;
  /** Of the scenario: tells answers to an older one from answers to this. */
  readonly revision: number;
}

type Fields = Record<string, string | number | boolean>;

/** The choice as fields of an address of the server. What is not asked for is left out. */
export function questionFields(choice: Choice): Fields {
  const { standard, cutoffMinutes, kind, walkingSpeedKmh, hours, ownDistrictOnly, countCapacity, scenario } = choice;
  return {
    ...(standard === null ? { cutoffMinutes, kind, walkingSpeedKmh } : { standard }),
    ...(hours === "any" ? {} : { hours }),
    ...(ownDistrictOnly ? { ownDistrictOnly } : {}),
    ...(countCapacity ? { countCapacity } : {}),
    ...(scenario === null ? {} : { scenario }),
  };
}

/** The same without the cutoff where cells carry their minutes: then the map's tiles are the same for every cutoff. */
export function tileFields(choice: Choice): Fields {
  const { cutoffMinutes: _, ...others } = questionFields(choice) as Fields & { cutoffMinutes?: number };
  return isByMinutes(choice) ? others : questionFields(choice);
}

/** With "now" as the minute that the answer names, so that numbers and map speak of the same. */
export function atAnswered(choice: Choice, hours: HoursAsked | undefined): Choice {
  return choice.hours === "now" && hours?.type === "at" ? { ...choice, hours: hours.time } : choice;
}

/** Whether comparing a cell's minutes with the cutoff says who is covered. */
export function isByMinutes({ standard, countCapacity }: Choice): boolean {
  return standard === null && !countCapacity;
}

/** Milliseconds that a control must rest before the server is asked. The map's colours do not wait. */
const REST = 150;

/** What the controls ask at this moment, for what happens between two drawings of the desk. */
export function choiceOf(state: State): Choice {
  const { standard, cutoffMinutes, kind, walkingSpeedKmh, hours } = state;
  const { ownDistrictOnly, countCapacity, scenario, revision } = state;
  return {
    standard,
    cutoffMinutes,
    kind,
    walkingSpeedKmh,
    hours,
    ownDistrictOnly,
    countCapacity,
    scenario,
    revision,
  };
}

export function useChoice(): Choice {
  const standard = useAppState((state) => state.standard);
  const cutoff = useAppState((state) => state.cutoffMinutes);
  const kind = useAppState((state) => state.kind);
  const walkingSpeedKmh = useAppState((state) => state.walkingSpeedKmh);
  const hours = useAppState((state) => state.hours);
  const ownDistrictOnly = useAppState((state) => state.ownDistrictOnly);
  const countCapacity = useAppState((state) => state.countCapacity);
  const scenario = useAppState((state) => state.scenario);
  const revision = useAppState((state) => state.revision);
  const [cutoffMinutes] = useDebouncedValue(cutoff, REST);
  return useMemo(
    () => ({
      standard,
      cutoffMinutes,
      kind,
      walkingSpeedKmh,
      hours,
      ownDistrictOnly,
      countCapacity,
      scenario,
      revision,
    }),
    [standard, cutoffMinutes, kind, walkingSpeedKmh, hours, ownDistrictOnly, countCapacity, scenario, revision],
  );
}

/** The same question about the present state. */
export function usePresentChoice(): Choice {
  const choice = useChoice();
  return useMemo(() => ({ ...choice, scenario: null, revision: 0 }), [choice]);
}

/**
 * Changes the question. A chosen gap is let go: gaps of another question are other gaps. A kept review is closed: it answers
 * its own question only.
 */
export function changeChoice(change: Partial<Pick<State, keyof Choice>>): void {
  const { selected } = getState();
  setState({ ...change, kept: null, ...(selected?.type === "gap" ? { selected: null } : {}) });
}

/** Walking times whose catchments are shown: 5, 10 and 15 minutes, and the slider's when it asks and is another. */
export function ringMinutes({ standard, cutoffMinutes }: Pick<Choice, "standard" | "cutoffMinutes">): number[] {
  const own = standard === null ? [cutoffMinutes] : [];
  return [...new Set([5, 10, 15, ...own])].sort((a, b) => a - b);
}
