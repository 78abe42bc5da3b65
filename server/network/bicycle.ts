/**
 * The streets as bicycles may use them: the same rows, with access and direction by bicycle in the place of those on foot. A
 * network built from them is the bicycle network. Slopes are not counted: an electric bicycle climbs at its own speed.
 */
import type { Gate, StreetColumns } from "./pieces.ts";

/** Access by bicycle beside that on foot: 0 no, 1 yes, 2 only to leave or arrive. */
export interface BicycleColumns {
  readonly bicycle: Uint8Array;
  /** 0 both ways, 1 only in the way's direction, -1 only against it. */
  readonly onewayBicycle: Int8Array;
}

export interface BicycleGate extends Gate {
  readonly bicycle: Gate["foot"];
}

export function byBicycle<Streets extends StreetColumns & BicycleColumns, Passage extends BicycleGate>(
  streets: Streets,
  gates: readonly Passage[],
): { streets: Streets; gates: Passage[] } {
  return {
    streets: { ...streets, foot: streets.bicycle, onewayFoot: streets.onewayBicycle },
    gates: gates.map((gate) => ({ ...gate, foot: gate.bicycle })),
  };
}
