/** The tools of the map: put a station, draw a path, block a street. Pins are dragged without a tool. */
import { Button, NativeSelect } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { IconBarrierBlock, IconMapPinPlus, IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FacilityKind } from "../../server/words.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { setState, type Tool, useAppState } from "../state.ts";
import { endPath, newKind, usePathLength } from "./acts.ts";

const ICONS = { station: IconMapPinPlus, path: IconRoute, block: IconBarrierBlock } as const satisfies Record<
  Tool,
  unknown
>;

export function Tools() {
  const { t } = useTranslation();
  const tool = useAppState((state) => state.tool);
  // A finger neither hovers nor has an Escape key.
  const hint = useMediaQuery("(hover: none)") ? "hintTouch" : "hint";
  return (
    <fieldset className="plan-tools" aria-label={t("plans.tools")}>
      <div className="actions">
        {(Object.keys(ICONS) as Tool[]).map((name) => {
          const Icon = ICONS[name];
          return (
            <Button
              key={name}
              size="compact-sm"
              variant={tool === name ? "filled" : "default"}
              aria-pressed={tool === name}
              leftSection={<Icon size={16} aria-hidden />}
              onClick={() => setState({ tool: tool === name ? null : name, selected: null })}
            >
              {t(`plans.tool.${name}`)}
            </Button>
          );
        })}
      </div>
      {tool === "station" && <KindField />}
      {tool === "path" && <FinishPath />}
      <p className="hint" role="status">
        {t(`plans.${hint}.${tool ?? "drag"}`)}
      </p>
    </fieldset>
  );
}

/** Ends the path, where there is no Enter key and no double-click. */
function FinishPath() {
  const { t } = useTranslation();
  const length = usePathLength();
  return (
    <Button size="compact-sm" mt={8} disabled={length < 2} onClick={() => endPath()}>
      {t("plans.finishPath")}
    </Button>
  );
}

/** What kind the next station is of. */
function KindField() {
  const { t } = useTranslation();
  const kind = useAppState(() => newKind());
  return (
    <NativeSelect
      size="xs"
      mt={8}
      label={t("plans.newKind")}
      value={kind}
      onChange={(event) => setState({ newKind: event.currentTarget.value as FacilityKind })}
      data={FACILITY_KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
    />
  );
}
