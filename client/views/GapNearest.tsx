/** A gap's name, and the walk of its average person to the nearest facility. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { GapFeature } from "../../server/api/messages.ts";
import { useFacilities } from "../api.ts";
import { type Format, useFormat } from "../format.ts";

/** "To the nearest, …: 23.4 min, 1.6 km", or that there is no way. */
export function Nearest({ gap }: { gap: GapFeature }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useFacilities().data;
  const { nearestFacilityId, nearestMinutes, nearestMetres, nearestStraightMetres } = gap.properties;
  const nearest = facilities?.find(({ id }) => id === nearestFacilityId);
  if (nearestMinutes === null || nearestMetres === null) return <span className="row-small">{t("gaps.noWay")}</span>;
  return (
    <span className="row-small">
      {t("gaps.nearest", {
        name: nearest === undefined ? "" : format.name(nearest),
        minutes: format.minutes(nearestMinutes),
        metres: format.length(nearestMetres),
      })}
      {nearestStraightMetres !== null && ` · ${t("gaps.straight", { metres: format.length(nearestStraightMetres) })}`}
    </span>
  );
}

/** The gap's name, or its rank where nothing near has one. */
export function gapName(gap: GapFeature, format: Format, t: TFunction): string {
  const { rank, namedAfter } = gap.properties;
  return namedAfter === "none" ? t("gaps.unnamed", { rank }) : format.name(gap.properties);
}
