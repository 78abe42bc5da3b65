/** The tools of the map: put a station, draw a path, block a street. Pins are dragged without a tool. */
import { Button } from "@mantine/core";
import { IconBarrierBlock, IconMapPinPlus, IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { setState, type Tool, useAppState } from "../state.ts";

const ICONS = { station: IconMapPinPlus, path: IconRoute, block: IconBarrierBlock } as const satisfies Record<
  Tool,
  unknown
>;

export function Tools() {
  const { t } = useTranslation();
  const tool = useAppState((state) => state.tool);
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
      <p className="hint" role="status">
        {t(tool === null ? "plans.hint.drag" : `plans.hint.${tool}`)}
      </p>
    </fieldset>
  );
}
