/** Groups of people that walk at a speed of their own or weigh more. Only groups that are loaded can be asked about. */
import { Checkbox, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StandardDocument } from "../../server/api/messages.ts";
import { useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";

type GroupDraft = StandardDocument["groups"][number];

/** Speed of a group when it first gets a rule: the labelled slow group. */
const SLOW_KMH = 3.2;

interface Props {
  readonly groups: readonly GroupDraft[];
  readonly walkingSpeedKmh: number;
  onChange(groups: GroupDraft[]): void;
}

export function GroupFields({ groups, walkingSpeedKmh, onChange }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = useTerritory().data?.groups.filter(({ role }) => role !== "total") ?? [];
  const labels = new Map(known.map((group) => [group.id, format.label(group)]));
  // A rule for a group that is no longer loaded can only be taken away.
  const ids = [...new Set([...known.map(({ id }) => id), ...groups.map(({ group }) => group)])];
  return (
    <section className="editor-part">
      <h3>{t("standards.groups")}</h3>
      <p className="row-small">{t(ids.length === 0 ? "standards.noGroups" : "standards.groupsHelp")}</p>
      {ids.map((id) => {
        const rule = groups.find(({ group }) => group === id);
        const change = (fields: Partial<GroupDraft>) =>
          onChange(groups.map((one) => (one.group === id ? { ...one, ...fields } : one)));
        return (
          <div key={id} className="group-rule">
            <Checkbox
              size="xs"
              label={labels.get(id) ?? t("standards.groupGone", { id })}
              checked={rule !== undefined}
              onChange={(event) =>
                onChange(
                  event.currentTarget.checked
                    ? [...groups, { group: id, walkingSpeedKmh: SLOW_KMH, weight: 1 }]
                    : groups.filter(({ group }) => group !== id),
                )
              }
            />
            {rule !== undefined && (
              <>
                <NumberInput
                  size="xs"
                  label={t("standards.walkingSpeed")}
                  placeholder={format.decimal(walkingSpeedKmh, 1)}
                  min={1}
                  max={10}
                  step={0.1}
                  decimalScale={2}
                  value={rule.walkingSpeedKmh ?? ""}
                  onChange={(value) => change({ walkingSpeedKmh: typeof value === "number" ? value : null })}
                />
                <NumberInput
                  size="xs"
                  label={t("standards.weight")}
                  min={0}
                  max={1000}
                  step={0.5}
                  decimalScale={2}
                  value={rule.weight}
                  onChange={(value) => typeof value === "number" && change({ weight: value })}
                />
              </>
            )}
          </div>
        );
      })}
    </section>
  );
}
