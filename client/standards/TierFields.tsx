/** The tiers of a standard: which kinds of facility count, and how near they must be in each kind of place. */
import { Button, Checkbox, CloseButton, NativeSelect, NumberInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { SettlementKind } from "../../server/words.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { SETTLEMENT_KINDS } from "../words.ts";
import { type FieldErrors, freeId, type TierDraft, USUAL_RULES } from "./draft.ts";
import { RuleFields } from "./RuleFields.tsx";

interface Props {
  readonly tiers: readonly TierDraft[];
  readonly errors: FieldErrors;
  onChange(tiers: TierDraft[]): void;
}

export function TierFields({ tiers, errors, onChange }: Props) {
  const { t } = useTranslation();
  const change = (at: number, fields: Partial<TierDraft>) =>
    onChange(tiers.map((tier, index) => (index === at ? { ...tier, ...fields } : tier)));
  return (
    <section className="editor-part">
      <h3>{t("standards.tiers")}</h3>
      <p className="row-small">{t("standards.tiersHelp")}</p>
      {tiers.map((tier, at) => (
        <fieldset key={tier.id} className="tier" aria-label={t("standards.tier", { number: at + 1 })}>
          <div className="tier-title">
            <strong>{t("standards.tier", { number: at + 1 })}</strong>
            {tiers.length > 1 && (
              <CloseButton
                size="sm"
                aria-label={t("standards.removeTier", { number: at + 1 })}
                onClick={() => onChange(tiers.filter((_, index) => index !== at))}
              />
            )}
          </div>
          <Kinds
            kinds={tier.kinds}
            error={errors.at(`/tiers/${at}/kinds`)}
            onChange={(kinds) => change(at, { kinds })}
          />
          <RuleFields
            label={t("standards.city")}
            rule={tier.city}
            error={errors.at(`/tiers/${at}/city`)}
            onChange={(city) => change(at, { city })}
          />
          <RuleFields
            label={t("standards.countryside")}
            rule={tier.countryside}
            error={errors.at(`/tiers/${at}/countryside`)}
            onChange={(countryside) => change(at, { countryside })}
          />
          <Settlements
            tier={tier}
            error={(index) => errors.at(`/tiers/${at}/settlements/${index}`)}
            onChange={(settlements) => change(at, { settlements })}
          />
        </fieldset>
      ))}
      <Button
        size="compact-xs"
        variant="default"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={tiers.length >= 10}
        onClick={() => {
          const id = freeId(
            "tier",
            tiers.map((tier) => tier.id),
          );
          onChange([
            ...tiers,
            {
              id,
              kinds: ["odd-jobs-market"],
              city: USUAL_RULES.walk,
              countryside: USUAL_RULES.radius,
              settlements: [],
            },
          ]);
        }}
      >
        {t("standards.addTier")}
      </Button>
    </section>
  );
}

interface KindsProps {
  readonly kinds: TierDraft["kinds"];
  readonly error: string | undefined;
  onChange(kinds: TierDraft["kinds"]): void;
}

/** All of them, or some. The last one cannot be taken away: a tier without a kind would cover nobody. */
function Kinds({ kinds, error, onChange }: KindsProps) {
  const { t } = useTranslation();
  return (
    <fieldset className="kinds" aria-label={t("standards.counted")}>
      <Checkbox
        size="xs"
        label={t("controls.any")}
        checked={kinds === null}
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked ? null : ["employment-service-station"])}
      />
      {kinds !== null &&
        FACILITY_KINDS.map((kind) => (
          <Checkbox
            key={kind}
            size="xs"
            label={t(`kinds.${kind}`)}
            checked={kinds.includes(kind)}
            disabled={kinds.length === 1 && kinds.includes(kind)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              onChange(FACILITY_KINDS.filter((one) => (one === kind ? on : kinds.includes(one))));
            }}
          />
        ))}
    </fieldset>
  );
}

interface SettlementsProps {
  readonly tier: TierDraft;
  error(index: number): string | undefined;
  onChange(settlements: TierDraft["settlements"]): void;
}

function Settlements({ tier, error, onChange }: SettlementsProps) {
  const { t } = useTranslation();
  const { settlements } = tier;
  const change = (at: number, fields: Partial<TierDraft["settlements"][number]>) =>
    onChange(settlements.map((one, index) => (index === at ? { ...one, ...fields } : one)));
  return (
    <>
      {settlements.map((one, at) => (
        // Two rules may be for the same kind (large ones first), so the place in the list is what tells them apart.
        <div key={at} className="settlement-rule">
          <NativeSelect
            size="xs"
            label={t("standards.settlementKind")}
            value={one.kind}
            onChange={(event) => change(at, { kind: event.currentTarget.value as SettlementKind })}
            data={SETTLEMENT_KINDS.map((value) => ({ value, label: t(`settlementKinds.${value}`) }))}
          />
          <NumberInput
            size="xs"
            label={t("standards.minPeople")}
            placeholder={t("standards.everySize")}
            min={0}
            thousandSeparator=","
            hideControls
            value={one.minPeople ?? ""}
            onChange={(value) => change(at, { minPeople: typeof value === "number" ? value : null })}
          />
          <CloseButton
            size="sm"
            aria-label={t("standards.removeRule")}
            onClick={() => onChange(settlements.filter((_, index) => index !== at))}
          />
          <RuleFields
            label={t("standards.measure")}
            rule={one.rule}
            error={error(at)}
            onChange={(rule) => change(at, { rule })}
          />
        </div>
      ))}
      <Button
        size="compact-xs"
        variant="subtle"
        leftSection={<IconPlus size={14} aria-hidden />}
        disabled={settlements.length >= 20}
        onClick={() =>
          onChange([...settlements, { kind: "resettlement-area", minPeople: null, rule: USUAL_RULES.walk }])
        }
      >
        {t("standards.addRule")}
      </Button>
    </>
  );
}
