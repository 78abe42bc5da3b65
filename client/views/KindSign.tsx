/** The sign of a kind of facility, the same as on the map. */
import type { FacilityKind, FacilityStatus } from "../../server/words.ts";
import { BADGES, KIND_LOOKS, shapePath } from "../map/colours.ts";
import type { Fate } from "../plans/facilities.ts";

interface Props {
  readonly kind: FacilityKind;
  readonly status?: FacilityStatus;
  /** What the scenario does to it. */
  readonly fate?: Fate;
}

export function KindSign({ kind, status = "existing", fate = "kept" }: Props) {
  const { colour, shape } = KIND_LOOKS[kind];
  const stroke = status === "closed" ? "#8a8a8a" : colour;
  return (
    <svg className="kind-sign" width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
      <path
        d={shapePath(shape, 6.5, 9, 9)}
        fill={status === "existing" ? colour : "#ffffff"}
        stroke={status === "existing" ? "#ffffff" : stroke}
        strokeWidth={status === "existing" ? 1 : 2}
      />
      {status === "closed" && <path d="M4,4L14,14" stroke={stroke} strokeWidth="2" />}
      {fate !== "kept" && (
        <g transform="translate(13.5,4.5) scale(0.82)">
          <circle r="5.2" fill={BADGES[fate].colour} stroke="#ffffff" />
          <path d={BADGES[fate].strokes} stroke="#ffffff" strokeWidth="1.7" strokeLinecap="round" fill="none" />
        </g>
      )}
    </svg>
  );
}
