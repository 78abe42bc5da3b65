/** Served, over capacity and out of reach as one bar. The numbers stand beside it, so it is for the eye only. */
interface Props {
  readonly served: number;
  readonly overCapacity: number;
  readonly outOfReach: number;
}

export function OutcomeBar({ served, overCapacity, outOfReach }: Props) {
  const all = served + overCapacity + outOfReach;
  const width = (people: number) => ({ width: all > 0 ? `${(people / all) * 100}%` : "0" });
  return (
    <div className="outcome-bar" aria-hidden>
      <span className="served" style={width(served)} />
      <span className="over-capacity" style={width(overCapacity)} />
    </div>
  );
}
