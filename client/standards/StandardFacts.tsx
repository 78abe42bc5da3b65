/** All that a standard says, with who says it and when. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { ListedStandard } from "../../server/api/messages.ts";
import { useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { kindsText, rulesText } from "../rules.ts";

export function StandardFacts({ listed }: { listed: ListedStandard }) {
  const { t } = useTranslation();
  const format = useFormat();
  const groups = useTerritory().data?.groups ?? [];
  const { standard, shipped, editedAt } = listed;
  const { service } = standard;
  const groupText = standard.groups.map(({ group, walkingSpeedKmh, weight }) => {
    const known = groups.find(({ id }) => id === group);
    return t("standards.groupValue", {
      group: known === undefined ? group : format.label(known),
      speed: format.decimal(walkingSpeedKmh ?? standard.walkingSpeedKmh, 1),
      weight: format.decimal(weight, Number.isInteger(weight) ? 0 : 2),
    });
  });
  const facts: [string, string | null][] = [
    [t("standards.source"), sourceText(standard, t) || t("sources.unknown")],
    [t("standards.date"), standard.date === "" ? t("sources.unknown") : format.day(standard.date)],
    [t("standards.rules"), rulesText(standard, format, t)],
    [t("standards.counted"), standard.tiers.map(({ kinds }) => kindsText(kinds, t)).join(t("rules.semicolon"))],
    [t("controls.speed"), t("controls.speedValue", { speed: format.decimal(standard.walkingSpeedKmh, 1) })],
    [t("standards.groups"), groupText.length === 0 ? null : groupText.join(t("rules.semicolon"))],
    [
      t("standards.service"),
      t("standards.serviceValue", {
        yearly: format.decimal(service.yearlyPer1000, 0),
        residents: format.decimal(service.residentsPerPersonOfBase, 2),
        staff: service.yearlyPerStaff === null ? t("sources.unknown") : format.count(service.yearlyPerStaff),
      }),
    ],
    [
      t("standards.targets"),
      standard.targets.length === 0
        ? null
        : standard.targets.map(({ year, share }) => `${year}: ${format.share(share)}`).join(t("rules.comma")),
    ],
    [t("standards.edited"), editedAt === null ? null : format.time(editedAt)],
  ];
  return (
    <div className="note-text">
      <p>
        <strong>{format.name(standard)}</strong> · {t(shipped ? "standards.shipped" : "standards.own")}
      </p>
      <dl className="facts">
        {facts.map(([term, text]) =>
          text === null ? null : (
            <div key={term}>
              <dt>{term}</dt>
              <dd>{text}</dd>
            </div>
          ),
        )}
      </dl>
    </div>
  );
}

/** The sources of the shipped standards in the reader's language; those of the office as they were written. */
export function sourceText({ id, source }: ListedStandard["standard"], t: TFunction): string {
  return t(`standards.sources.${id}`, { defaultValue: source });
}
