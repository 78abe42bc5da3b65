/** Conditions and preferences that most questions do without: spacing, a floor for each township, weights, moving, time. */
import { MultiSelect, NativeSelect, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFacilities, useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { isWeighed, setDraft, useDraft } from "./draft.ts";
import { Folded, NumberField } from "./Fields.tsx";

const SECONDS = [10, 60, 300, 600, 1800] as const;

export function MoreFields() {
  const { t } = useTranslation();
  const draft = useDraft((all) => all);
  const { spacingMetres, floorLevel, resettlementWeight, movable, openingHours, yearlyCapacity } = draft;
  const set = [
    ...(spacingMetres === null ? [] : [t("siting.spacing")]),
    ...(floorLevel === null ? [] : [t("siting.floor")]),
    ...(resettlementWeight === null || !isWeighed(draft.goal) ? [] : [t("siting.weight")]),
    ...(movable.length === 0 ? [] : [t("siting.movable")]),
    ...(openingHours === "" && yearlyCapacity === null ? [] : [t("siting.facility")]),
  ].join(t("rules.comma"));
  return (
    <Folded title={t("siting.more")} set={set}>
      <NumberField
        label={t("siting.spacing")}
        help={t("siting.spacingHelp")}
        value={spacingMetres}
        max={50_000}
        onChange={(metres) => setDraft({ spacingMetres: metres === 0 ? null : metres })}
      />
      <FloorFields />
      {isWeighed(draft.goal) && (
        <NumberField
          label={t("siting.weight")}
          help={t("siting.weightHelp")}
          value={resettlementWeight}
          min={1}
          max={1000}
          onChange={(weight) => setDraft({ resettlementWeight: weight })}
        />
      )}
      <MovableFields />
      {draft.goal !== "most-people-in-budget" && (
        <NumberField
          label={t("siting.costNoted")}
          value={draft.costPerSite}
          onChange={(costPerSite) => setDraft({ costPerSite })}
        />
      )}
      <div className="field-pair">
        <TextInput
          size="xs"
          label={t("siting.openingHours")}
          placeholder={t("facilities.hoursExample")}
          maxLength={500}
          value={openingHours}
          onChange={(event) => setDraft({ openingHours: event.currentTarget.value })}
        />
        <NumberField
          label={t("siting.capacity")}
          value={yearlyCapacity}
          onChange={(capacity) => setDraft({ yearlyCapacity: capacity })}
        />
      </div>
      <NativeSelect
        size="xs"
        label={t("siting.seconds")}
        description={t("siting.secondsHelp")}
        inputWrapperOrder={["label", "input", "description"]}
        value={draft.seconds}
        onChange={(event) => setDraft({ seconds: Number(event.currentTarget.value) })}
        data={SECONDS.map((seconds) => ({
          value: String(seconds),
          label: seconds < 60 ? t("siting.secondsOf", { seconds }) : t("siting.minutesOf", { count: seconds / 60 }),
        }))}
      />
    </Folded>
  );
}

function FloorFields() {
  const { t } = useTranslation();
  const levels = useTerritory().data?.levels ?? [];
  const floorLevel = useDraft((draft) => draft.floorLevel);
  const floorPercent = useDraft((draft) => draft.floorPercent);
  return (
    <div className="field-pair name-and-number">
      <NativeSelect
        size="xs"
        label={t("siting.floorLevel")}
        value={floorLevel ?? ""}
        onChange={(event) => {
          const level = levels.find((one) => one === event.currentTarget.value) ?? null;
          setDraft({ floorLevel: level, floorPercent: level === null ? null : (floorPercent ?? 50) });
        }}
        data={[
          { value: "", label: t("siting.floorNone") },
          ...levels.map((level) => ({ value: level, label: t(`levels.${level}`) })),
        ]}
      />
      {floorLevel !== null && (
        <NumberField
          label={t("siting.floorShare")}
          value={floorPercent}
          max={100}
          suffix=" %"
          onChange={(percent) => setDraft({ floorPercent: percent })}
        />
      )}
    </div>
  );
}

/** Existing facilities that may be closed and opened elsewhere. */
function MovableFields() {
  const { t } = useTranslation();
  const format = useFormat();
  const movable = useDraft((draft) => draft.movable);
  const moveCost = useDraft((draft) => draft.moveCost);
  const existing = (useFacilities().data ?? []).filter(({ status, id }) => status === "existing" && id > 0);
  return (
    <>
      <MultiSelect
        size="xs"
        searchable
        label={t("siting.movable")}
        description={t("siting.movableHelp")}
        inputWrapperOrder={["label", "input", "description"]}
        value={movable.map(String)}
        onChange={(ids) => setDraft({ movable: ids.map(Number) })}
        data={existing.map((facility) => ({ value: String(facility.id), label: format.name(facility) }))}
        limit={200}
        hidePickedOptions
      />
      {movable.length > 0 && (
        <NumberField label={t("siting.moveCost")} value={moveCost} onChange={(cost) => setDraft({ moveCost: cost })} />
      )}
    </>
  );
}
