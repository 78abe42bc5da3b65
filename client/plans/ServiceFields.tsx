/** Opening hours, staff and yearly capacity of a facility. An empty field is unknown. */
import { NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Service } from "./edit.ts";

interface Props {
  readonly service: Service;
  /** Only what was edited. */
  onChange(service: Service): void;
}

export function ServiceFields({ service: { openingHours, staff, yearlyCapacity }, onChange }: Props) {
  const { t } = useTranslation();
  const number = (value: string | number) => (typeof value === "number" ? value : null);
  return (
    <>
      <TextInput
        size="xs"
        label={t("facilities.openingHours")}
        placeholder={t("facilities.hoursExample")}
        value={openingHours ?? ""}
        maxLength={500}
        onChange={({ currentTarget: { value } }) => onChange({ openingHours: value === "" ? null : value })}
      />
      <div className="form-pair">
        <NumberInput
          size="xs"
          label={t("facilities.staff")}
          min={0}
          value={staff ?? ""}
          onChange={(value) => onChange({ staff: number(value) })}
          hideControls
        />
        <NumberInput
          size="xs"
          label={t("facilities.yearlyCapacity")}
          min={0}
          thousandSeparator=","
          value={yearlyCapacity ?? ""}
          onChange={(value) => onChange({ yearlyCapacity: number(value) })}
          hideControls
        />
      </div>
    </>
  );
}
