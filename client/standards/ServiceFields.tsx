/** How much service people need in a year, and how much a member of staff gives: what capacity is compared with. */
import { NumberInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { StandardDocument } from "../../server/api/messages.ts";
import type { FieldErrors } from "./draft.ts";

type ServiceDraft = StandardDocument["service"];

interface Props {
  readonly service: ServiceDraft;
  readonly errors: FieldErrors;
  onChange(service: ServiceDraft): void;
}

export function ServiceFields({ service, errors, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <section className="editor-part">
      <h3>{t("standards.service")}</h3>
      <p className="row-small">{t("standards.serviceHelp")}</p>
      <div className="form-three">
        <NumberInput
          size="xs"
          label={t("standards.yearlyPer1000")}
          min={0}
          max={10_000}
          value={service.yearlyPer1000}
          error={errors.at("/service/yearlyPer1000")}
          onChange={(value) => typeof value === "number" && onChange({ ...service, yearlyPer1000: value })}
        />
        <NumberInput
          size="xs"
          label={t("standards.residents")}
          min={1}
          max={100}
          step={0.1}
          decimalScale={3}
          value={service.residentsPerPersonOfBase}
          error={errors.at("/service/residentsPerPersonOfBase")}
          onChange={(value) => typeof value === "number" && onChange({ ...service, residentsPerPersonOfBase: value })}
        />
        <NumberInput
          size="xs"
          label={t("standards.yearlyPerStaff")}
          placeholder={t("sources.unknown")}
          min={1}
          value={service.yearlyPerStaff ?? ""}
          error={errors.at("/service/yearlyPerStaff")}
          onChange={(value) => onChange({ ...service, yearlyPerStaff: typeof value === "number" ? value : null })}
        />
      </div>
    </section>
  );
}
