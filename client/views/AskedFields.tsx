/** What is asked beside the standard: opening hours, only the own district's facilities, capacity. */
import { Checkbox, NativeSelect, NumberInput, TextInput, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { changeChoice } from "../choice.ts";
import { HOURS_WAYS, hoursChoice, hoursText, nextSaturday } from "../hours.ts";
import { useAppState } from "../state.ts";

/** What the list offers: the ways, and Saturday at ten as a time of its own. */
const OFFERED = ["any", "now", "saturday", "at", "week", "after-work"] as const;

export function AskedFields() {
  const { t } = useTranslation();
  const ownDistrictOnly = useAppState((state) => state.ownDistrictOnly);
  const countCapacity = useAppState((state) => state.countCapacity);
  return (
    <>
      <HoursFields />
      <div className="asked-switches">
        <Switch
          label={t("question.ownDistrict")}
          help={t("question.ownDistrictHelp")}
          checked={ownDistrictOnly}
          onChange={(checked) => changeChoice({ ownDistrictOnly: checked })}
        />
        <Switch
          label={t("question.capacity")}
          help={t("question.capacityHelp")}
          checked={countCapacity}
          onChange={(checked) => changeChoice({ countCapacity: checked })}
        />
      </div>
    </>
  );
}

function HoursFields() {
  const { t } = useTranslation();
  const text = useAppState((state) => state.hours);
  const asked = hoursChoice(text);
  const saturday = nextSaturday(new Date());
  return (
    <>
      <NativeSelect
        size="xs"
        label={t("question.hours")}
        value={asked.time === saturday ? "saturday" : asked.way}
        onChange={(event) => {
          const { value } = event.currentTarget;
          const way = HOURS_WAYS.find((one) => one === value);
          changeChoice({ hours: way === undefined ? saturday : hoursText(way, asked, new Date()) });
        }}
        data={OFFERED.map((value) => ({ value, label: t(`question.hoursWays.${value}`) }))}
      />
      {asked.way === "at" && (
        <TextInput
          size="xs"
          type="datetime-local"
          label={t("question.time")}
          value={asked.time ?? saturday}
          onChange={(event) => {
            // An emptied field is not a question.
            if (event.currentTarget.value !== "") changeChoice({ hours: event.currentTarget.value.slice(0, 16) });
          }}
        />
      )}
      {asked.way === "after-work" && (
        <NumberInput
          size="xs"
          label={t("question.leastHours")}
          min={1}
          max={100}
          clampBehavior="strict"
          allowDecimal={false}
          value={asked.hours ?? ""}
          onChange={(value) => {
            if (typeof value === "number" && value >= 1) changeChoice({ hours: `after-work:${value}` });
          }}
        />
      )}
    </>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly help: string;
  readonly checked: boolean;
  onChange(checked: boolean): void;
}

function Switch({ label, help, checked, onChange }: SwitchProps) {
  return (
    <Tooltip label={help} multiline w={280} openDelay={500}>
      <div>
        <Checkbox
          size="xs"
          label={label}
          aria-description={help}
          checked={checked}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      </div>
    </Tooltip>
  );
}
