/** A gap's name, and the walk of its average person to the nearest facility. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type * as Api from "../../server/api/messages.ts";
import { useCoverage, useFacilities } from "../api.ts";
import { useChoice } from "../choice.ts";
import { type Format, useFormat } from "../format.ts";
import { needsEach } from "../rules.ts";

/** "To the nearest, …: 23.4 min, 1.6 km", or that there is no way. */
export function Nearest({ gap }: { gap: Api.GapFeature }) {
  const { t } = useTranslation();
  const format = useFormat();
  const facilities = useFacilities().data;
  const { nearestFacilityId, nearestMinutes, nearestMetres, nearestStraightMetres } = gap.properties;
  const nearest = facilities?.find(({ id }) => id === nearestFacilityId);
  const standard = useCoverage(useChoice()).data?.standard;
  const nameOf = (facility: Api.Facility) =>
    standard !== undefined && needsEach(standard)
      ? t("rules.named", { name: format.name(facility), kind: t(`kinds.${facility.kind}`) })
      : format.name(facility);
  if (nearestMinutes === null || nearestMetres === null) return <span className="row-small">{t("gaps.noWay")}</span>;
  return (
    <span className="row-small">
      {t("gaps.nearest", {
        name: nearest === undefined ? "" : nameOf(nearest),
        minutes: format.minutes(nearestMinutes),
        metres: format.length(nearestMetres),
      })}
      {nearestStraightMetres !== null && ` · ${t("gaps.straight", { metres: format.length(nearestStraightMetres) })}`}
    </span>
  );
}

/** The gap's name, or its rank where nothing near has one. */
export function gapName(gap: Api.GapFeature, format: Format, t: TFunction): string {
  const { rank, namedAfter } = gap.properties;
  return namedAfter === "none" ? t("gaps.unnamed", { rank }) : format.name(gap.properties);
}
