/** Areas of one level: the share covered in each plan, and who is gained and lost there. Those that no plan touches are left out. */
import { NativeSelect, Table } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { useFormat } from "../format.ts";
import { signed } from "../plans/texts.ts";
import { setState } from "../state.ts";
import { leastWidth, PlanHeads } from "./FigureTable.tsx";
import { areaLines, planNameOf } from "./figures.ts";

/** More rows than this are for the workbook. */
const MOST_ROWS = 60;

export function AreaTable({ comparison, mostRows = MOST_ROWS }: { comparison: Comparison; mostRows?: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const levels = [...new Set((comparison.plans[0]?.areas ?? []).map(({ level }) => level))];
  const [chosen, setChosen] = useState<string | null>(null);
  // The second level is the one that plans are made for: townships of a county, counties of a prefecture.
  const level = levels.find((one) => one === chosen) ?? levels[1] ?? levels[0];
  if (level === undefined) return null;
  const lines = areaLines(comparison, level);
  const changed = lines.filter(({ hasChanged }) => hasChanged);
  return (
    <>
      {levels.length > 1 && (
        <NativeSelect
          size="xs"
          className="no-print"
          aria-label={t("comparison.level")}
          value={level}
          onChange={(event) => setChosen(event.currentTarget.value)}
          data={levels.map((value) => ({ value, label: t(`levels.${value}`) }))}
        />
      )}
      <p className="row-small">
        {t("comparison.areasChanged", {
          count: changed.length,
          changed: format.count(changed.length),
          all: format.count(lines.length),
          level: t(`levels.${level}`),
        })}
        {changed.length > mostRows && ` ${t("comparison.areasMore", { most: mostRows })}`}
      </p>
      {changed.length > 0 && (
        <div className="table-scroll">
          <Table
            className="figures comparison-table"
            style={{ minWidth: leastWidth(comparison) }}
            data-testid="comparison-areas"
          >
            <PlanHeads comparison={comparison} />
            <Table.Tbody>
              {changed.slice(0, mostRows).map((line) => (
                <Table.Tr key={line.code} data-code={line.code}>
                  <Table.Th scope="row">
                    <button
                      type="button"
                      className="link"
                      onClick={() => setState({ selected: { type: "area", code: line.code } })}
                    >
                      {format.name({ name: line.name, names: line.names })}
                    </button>
                  </Table.Th>
                  {line.cells.map(({ share, gained, lost }, index) => (
                    <Table.Td key={planNameOf(comparison.plans[index] ?? { scenario: null })} className="number">
                      {format.share(share)}
                      {gained >= 0.5 && <span className="gained">{signed(gained, format)}</span>}
                      {lost >= 0.5 && <span className="lost">{signed(-lost, format)}</span>}
                    </Table.Td>
                  ))}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </>
  );
}
