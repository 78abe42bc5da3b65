/** The tools of the map: put a station, draw a path, block a street. Pins are dragged without a tool. */
import { Button, NativeSelect } from "@mantine/core";
import { IconBarrierBlock, IconMapPinPlus, IconRoute } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { FacilityKind } from "../../server/words.ts";
import { FACILITY_KINDS } from "../map/colours.ts";
import { setState, type Tool, useAppState } from "../state.ts";
import { newKind } from "./acts.ts";

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
      {tool === "station" && <KindField />}
      <p className="hint" role="status">
        {t(tool === null ? "plans.hint.drag" : `plans.hint.${tool}`)}
      </p>
    </fieldset>
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
