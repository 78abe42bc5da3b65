/** The question that the controls ask: cutoff, kind and speed, once the slider has rested for a moment. */
import { useDebouncedValue } from "@mantine/hooks";
import { useMemo } from "react";
import type { Choice } from "./api.ts";
import { getState, type State, setState, useAppState } from "./state.ts";

/** Milliseconds that a control must rest before the server is asked. The map's colours do not wait. */
const REST = 150;

export function useChoice(): Choice {
  const cutoff = useAppState((state) => state.cutoffMinutes);
  const kind = useAppState((state) => state.kind);
  const speed = useAppState((state) => state.walkingSpeedKmh);
  const [cutoffMinutes] = useDebouncedValue(cutoff, REST);
  return useMemo(() => ({ cutoffMinutes, kind, walkingSpeedKmh: speed }), [cutoffMinutes, kind, speed]);
}

/** Changes the question. A chosen gap is let go: gaps of another question are other gaps. */
export function changeChoice(change: Partial<Pick<State, "cutoffMinutes" | "kind" | "walkingSpeedKmh">>): void {
  const { selected } = getState();
  setState({ ...change, ...(selected?.type === "gap" ? { selected: null } : {}) });
}

/** Walking times whose catchments are shown: 5, 10 and 15 minutes, and the cutoff when it is another. */
export function ringMinutes(cutoffMinutes: number): number[] {
  return [...new Set([5, 10, 15, cutoffMinutes])].sort((a, b) => a - b);
}
