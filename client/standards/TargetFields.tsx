/** Targets: a share of the people that is to be covered by a year. */
import { Button, CloseButton, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { StandardDocument } from "../../server/api/messages.ts";

type TargetDraft = StandardDocument["targets"][number];

interface Props {
  readonly targets: readonly TargetDraft[];
  onChange(targets: TargetDraft[]): void;
}

export function TargetFields({ targets, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, fields: Partial<TargetDraft>) =>
    onChange(targets.map((target, index) => (index === at ? { ...target, ...fields } : target)));
  const lastYear = targets.at(-1)?.year ?? new Date().getFullYear();
  return (
    <section className="editor-part">
      <h3>{t("standards.targets")}</h3>
      {targets.map((target, at) => (
        // Years may be the same while they are typed.
        <div key={at} className="target-rule">
          <NumberInput
            size="xs"
            label={t("standards.year")}
            min={2000}
            max={2100}
            allowDecimal={false}
            value={target.year}
            onChange={(value) => typeof value === "number" && change(at, { year: value })}
          />
          <NumberInput
            size="xs"
            label={t("standards.targetShare")}
            min={0}
            max={100}
            decimalScale={1}
            suffix=" %"
            value={Math.round(target.share * 1000) / 10}
            onChange={(value) => typeof value === "number" && change(at, { share: value / 100 })}
          />
          <CloseButton
            size="sm"
            aria-label={t("standards.removeTarget", { year: target.year })}
            onClick={() => onChange(targets.filter((_, index) => index !== at))}
          />
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={targets.length >= 20}
        onClick={() => onChange([...targets, { year: lastYear + (targets.length === 0 ? 0 : 1), share: 0.85 }])}
      >
        {t("standards.addTarget")}
      </Button>
    </section>
  );
}
