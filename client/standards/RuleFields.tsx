/** One rule: the measure, its limit, and the speed of a ride. */
import { NativeSelect, NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { type RuleDraft, USUAL_RULES } from "./draft.ts";

const MEASURES = ["walk", "ride", "street", "radius"] as const;

interface Props {
  readonly label: string;
  readonly rule: RuleDraft;
  readonly error: string | undefined;
  onChange(rule: RuleDraft): void;
}

export function RuleFields({ label, rule, error, onChange }: Props) {
  const { t } = useTranslation();
  const timed = rule.by === "walk" || rule.by === "ride";
  return (
    <fieldset className="rule" aria-label={label}>
      <NativeSelect
        size="xs"
        label={label}
        value={rule.by}
        onChange={(event) => {
          const by = MEASURES.find((one) => one === event.currentTarget.value);
          if (by !== undefined) onChange(USUAL_RULES[by]);
        }}
        data={MEASURES.map((value) => ({ value, label: t(`standards.measures.${value}`) }))}
      />
      {timed ? (
        <NumberInput
          size="xs"
          label={t("standards.minutes")}
          min={1}
          max={60}
          value={rule.cutoffMinutes}
          error={error}
          onChange={(value) => typeof value === "number" && onChange({ ...rule, cutoffMinutes: value })}
        />
      ) : (
        <NumberInput
          size="xs"
          label={t("standards.metres")}
          min={1}
          max={50_000}
          step={100}
          thousandSeparator=","
          value={rule.metres}
          error={error}
          onChange={(value) => typeof value === "number" && onChange({ ...rule, metres: value })}
        />
      )}
      {rule.by === "ride" && (
        <NumberInput
          size="xs"
          label={t("standards.ridingSpeed")}
          min={1}
          max={30}
          value={rule.speedKmh}
          onChange={(value) => typeof value === "number" && onChange({ ...rule, speedKmh: value })}
        />
      )}
    </fieldset>
  );
}
