/** What lies on the map: zoom buttons, legend, the switches of the layers, and whose data it is. */
import { ActionIcon, Checkbox, Popover, useComputedColorScheme } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconFocusCentered, IconMinus, IconPlus, IconStack2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useCoverage, useFacilities, useSources } from "../api.ts";
import { ringMinutes, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { FACILITY_KINDS, RINGS, timeClasses } from "../map/colours.ts";
import { LAYERS, setState, useAppState } from "../state.ts";
import { KindSign } from "./KindSign.tsx";
import { Note } from "./Note.tsx";

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
      </Popover.Dropdown>
    </Popover>
  );
}

/** Open on a desk, folded on a phone, where the map is small. */
function Legend() {
  const { t } = useTranslation();
  const wide = useMediaQuery("(min-width: 768px)", undefined, { getInitialValueInEffect: false });
  const [chosen, setChosen] = useState<boolean | null>(null);
  const open = chosen ?? wide ?? true;
  return (
    <details className="legend" open={open} onToggle={(event) => setChosen(event.currentTarget.open)}>
      <summary>{t("legend.show")}</summary>
      <LegendContent />
    </details>
  );
}

function LegendContent() {
  const { t } = useTranslation();
  const format = useFormat();
  const theme = useComputedColorScheme("light", { getInitialValueInEffect: false });
  const cutoff = useAppState((state) => state.cutoffMinutes);
  const layers = useAppState((state) => state.layers);
  const circles = useAppState(
    (state) =>
      state.layers.includes("circles") || state.selected?.type === "facility" || state.selected?.type === "spot",
  );
  const facilities = useFacilities().data ?? [];
  const standard = useCoverage(useChoice()).data?.standard;
  const classes = timeClasses(cutoff, theme);
  const bound = (value: number) => format.decimal(value, Number.isInteger(value) ? 0 : 1);
  return (
    <div className="legend-content">
      {layers.includes("cells") && (
        <section>
          <h3 className="legend-title">
            {t("legend.title")} <Note definition="cells" standard={standard} />
          </h3>
          <div className="legend-halves">
            {[true, false].map((covered) => (
              <div key={String(covered)} className="legend-half">
                <span className="legend-head">
                  {covered ? t("legend.covered", { minutes: cutoff }) : t("legend.uncovered")}
                </span>
                {classes
                  .filter((one) => one.covered === covered)
                  .map(({ from, to, colour }) => (
                    <span key={from} className="legend-line">
                      <span className="swatch" style={{ background: colour }} />
                      {to === null
                        ? t("legend.beyond")
                        : `${t("legend.range", { from: bound(from), to: bound(to) })} ${t("legend.unit")}`}
                    </span>
                  ))}
              </div>
            ))}
          </div>
          <p className="legend-small">{t("legend.paler")}</p>
        </section>
      )}
      {circles && (
        <section>
          <h3>{t("legend.circles")}</h3>
          <div className="legend-rings">
            {ringMinutes(cutoff).map((minutes, ring) => (
              <span key={minutes} className="legend-line">
                <span
                  className="swatch ring"
                  style={{ borderColor: RINGS[theme][Math.min(ring, RINGS[theme].length - 1)] }}
                />
                {minutes} {t("legend.unit")}
              </span>
            ))}
          </div>
        </section>
      )}
      {facilities.length > 0 && (
        <section>
          <h3>{t("legend.facilities")}</h3>
          <div className="legend-kinds">
            {FACILITY_KINDS.filter((kind) => facilities.some((facility) => facility.kind === kind)).map((kind) => (
              <span key={kind} className="legend-line">
                <KindSign kind={kind} /> {t(`kinds.${kind}`)}
              </span>
            ))}
            {facilities.some(({ status }) => status === "planned") && (
              <span className="legend-line">
                <KindSign kind="employment-service-station" status="planned" /> {t("legend.plannedHollow")}
              </span>
            )}
          </div>
        </section>
      )}
    </div>
  );
}

/** OpenStreetMap's licence asks for its name on the map; other licences stand in the view of sources. */
function Attribution() {
  const { t } = useTranslation();
  const sources = useSources().data ?? [];
  const isOsm = sources.some((source) => /openstreetmap|odbl/i.test(source.import.licence ?? ""));
  return isOsm ? <p className="attribution">{t("legend.attribution")}</p> : null;
}
