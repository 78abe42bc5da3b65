/** What lies on the map: zoom buttons, legend, the switches of the layers, and whose data it is. */
import { ActionIcon, Checkbox, NativeSelect, Popover } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFocusCentered, IconMinus, IconPlus, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useSources } from "../api.ts";
import { COLOURS, LAYERS, setState, useAppState } from "../state.ts";
import { LegendContent } from "./LegendContent.tsx";

interface Props {
  onZoom(steps: number): void;
  readonly onWhole: (() => void) | undefined;
}

export function MapTools({ onZoom, onWhole }: Props) {
  const { t } = useTranslation();
  const tool = (label: string, icon: React.ReactNode, action: (() => void) | undefined) => (
    <ActionIcon
      variant="default"
      size="lg"
      aria-label={label}
      title={label}
      disabled={action === undefined}
      onClick={action}
    >
      {icon}
    </ActionIcon>
  );
  return (
    <>
      <fieldset className="zoom" aria-label={t("legend.tools")}>
        <LayerMenu />
        {tool(t("legend.zoomIn"), <IconPlus size={18} />, () => onZoom(1))}
        {tool(t("legend.zoomOut"), <IconMinus size={18} />, () => onZoom(-1))}
        {tool(t("legend.whole"), <IconFocusCentered size={18} />, onWhole)}
      </fieldset>
      <Legend />
      <Attribution />
    </>
  );
}

/** Switches what the map shows. */
function LayerMenu() {
  const { t } = useTranslation();
  const layers = useAppState((state) => state.layers);
  const colours = useAppState((state) => state.colours);
  return (
    <Popover position="left-start" shadow="md" withArrow trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size="lg" aria-label={t("legend.layers")} title={t("legend.layers")}>
          <IconStack2 size={18} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className="layer-list">
        {LAYERS.map((layer) => (
          <Checkbox
            key={layer}
            size="xs"
            label={t(`layers.${layer}`)}
            checked={layers.includes(layer)}
            onChange={(event) => {
              const on = event.currentTarget.checked;
              setState({ layers: LAYERS.filter((one) => (one === layer ? on : layers.includes(one))) });
            }}
          />
        ))}
        <NativeSelect
          size="xs"
          label={t("legend.colours")}
          value={colours}
          onChange={(event) =>
            setState({ colours: COLOURS.find((one) => one === event.currentTarget.value) ?? "answer" })
          }
          data={COLOURS.map((value) => ({ value, label: t(`legend.colouring.${value}`) }))}
        />
      </Popover.Dropdown>
    </Popover>
  );
}

/** Open on a desk, folded on a phone, where the map is small, and where the map is worked on. */
function Legend() {
  const { t } = useTranslation();
  const wide = useMediaQuery("(min-width: 768px)", undefined, { getInitialValueInEffect: false });
  const [chosen, setChosen] = useState<boolean | null>(null);
  const isWorkedOn = useAppState(({ view }) => view === "plan");
  const open = chosen ?? (wide && !isWorkedOn);
  return (
    <details
      className="legend"
      open={open}
      // Also told when the view opens or folds it: only what differs is the user's choice.
      onToggle={({ currentTarget }) => {
        if (currentTarget.open !== open) setChosen(currentTarget.open);
      }}
    >
      <summary>{t("legend.show")}</summary>
      <LegendContent />
    </details>
  );
}

/** OpenStreetMap's licence asks for its name on the map; other licences stand in the view of sources. */
export function Attribution() {
  const { t } = useTranslation();
  const sources = useSources().data ?? [];
  const isOsm = sources.some((source) => /openstreetmap|odbl/i.test(source.import.licence ?? ""));
  return isOsm ? <p className="attribution">{t("legend.attribution")}</p> : null;
}
