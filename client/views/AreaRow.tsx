/** One row of a table of areas: its name chooses it, a button beside goes down to its parts; the figures are the table's own. */
import { Table } from "@mantine/core";
import { IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Area } from "../../server/api/messages.ts";
import { useFormat } from "../format.ts";
import { setState, useAppState } from "../state.ts";

export function AreaRow({
  area,
  hasParts,
  children,
}: {
  area: Pick<Area, "code" | "name" | "names">;
  hasParts: boolean;
  children: React.ReactNode;
}) {
  const { t } = useTranslation();
  const format = useFormat();
  const chosen = useAppState(({ selected }) => selected?.type === "area" && selected.code === area.code);
  const selection = { type: "area", code: area.code } as const;
  return (
    <Table.Tr
      data-chosen={chosen || undefined}
      data-code={area.code}
      onPointerEnter={() => setState({ hovered: selection })}
      onPointerLeave={() => setState({ hovered: null })}
    >
      <Table.Td>
        <span className="area-name">
          <button
            type="button"
            className="link"
            aria-pressed={chosen}
            onClick={() => setState({ selected: chosen ? null : selection })}
            onFocus={() => setState({ hovered: selection })}
            onBlur={() => setState({ hovered: null })}
          >
            {format.name(area)}
          </button>
          {hasParts && (
            <button
              type="button"
              className="drill"
              aria-label={t("areas.open", { name: format.name(area) })}
              title={t("areas.open", { name: format.name(area) })}
              onClick={() => setState({ within: area.code, selected: selection })}
            >
              <IconChevronRight size={15} aria-hidden />
            </button>
          )}
        </span>
      </Table.Td>
      {children}
    </Table.Tr>
  );
}
