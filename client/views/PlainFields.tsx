/** The plain question: walking time, kind of facility, walking speed. */
import { NativeSelect, Slider, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { changeChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { type AnyKind, MAX_CUTOFF, MIN_CUTOFF, SPEEDS_KMH, START, useAppState } from "../state.ts";

const MARKS = [5, 10, 15, 30].map((value) => ({ value, label: String(value) }));

export function PlainFields() {
  const { t } = useTranslation();
  const format = useFormat();
  const cutoff = useAppState((state) => state.cutoffMinutes);
  const kind = useAppState((state) => state.kind);
  const speed = useAppState((state) => state.walkingSpeedKmh);
  const speeds: number[] = [...SPEEDS_KMH];
  if (!speeds.includes(speed)) speeds.push(speed);
  const speedText = (value: number) =>
    value === 3.2
      ? "controls.speedSlow"
      : value === START.walkingSpeedKmh
        ? "controls.speedUsual"
        : "controls.speedValue";
  return (
    <>
      <div className="cutoff">
        <div className="cutoff-label">
          <Text component="span" size="sm" fw={500} id="cutoff-label">
            {t("controls.cutoff")}
          </Text>
          <Text component="output" size="sm" fw={600} data-testid="cutoff-value">
            {t("controls.cutoffValue", { count: cutoff, minutes: cutoff })}
          </Text>
        </div>
        <Slider
          min={MIN_CUTOFF}
          max={MAX_CUTOFF}
          marks={MARKS}
          value={cutoff}
          label={null}
          size="sm"
          thumbLabel={t("controls.cutoff")}
          thumbProps={{ "aria-valuetext": t("controls.cutoffValue", { count: cutoff, minutes: cutoff }) }}
          onChange={(cutoffMinutes) => changeChoice({ cutoffMinutes })}
        />
      </div>
      <NativeSelect
        size="xs"
        label={t("controls.kind")}
        value={kind}
        onChange={(event) => changeChoice({ kind: event.currentTarget.value as AnyKind })}
        data={[
          { value: "any", label: t("controls.any") },
          ...FACILITY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) })),
        ]}
      />
      <NativeSelect
        size="xs"
        label={t("controls.speed")}
        value={String(speed)}
        onChange={(event) => changeChoice({ walkingSpeedKmh: Number(event.currentTarget.value) })}
        data={speeds
          .sort((a, b) => a - b)
          .map((value) => ({ value: String(value), label: t(speedText(value), { speed: format.decimal(value, 1) }) }))}
      />
    </>
  );
}
