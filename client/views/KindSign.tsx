/** The sign of a kind of facility, the same as on the map. */
import type { FacilityKind, FacilityStatus } from "../../server/words.ts";
import { KIND_LOOKS, shapePath } from "../map/colours.ts";

export function KindSign({ kind, status = "existing" }: { kind: FacilityKind; status?: FacilityStatus }) {
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
    </svg>
  );
}
