/** The figures of the whole territory: a column for each plan. */
import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { useTerritory } from "../api.ts";
import { useFormat } from "../format.ts";
import { figureRows, planNameOf, planTitle } from "./figures.ts";

export function FigureTable({ comparison }: { comparison: Comparison }) {
  const { t } = useTranslation();
  const format = useFormat();
  const groups = useTerritory().data?.groups ?? [];
  const labelOf = (id: string) => {
    const group = groups.find((one) => one.id === id);
    return group === undefined || group.role === "total" ? null : format.label(group);
  };
  return (
    <div className="table-scroll">
      <Table
        className="figures comparison-table"
        style={{ minWidth: leastWidth(comparison) }}
        data-testid="comparison-figures"
      >
        <PlanHeads comparison={comparison} />
        <Table.Tbody>
          {figureRows(comparison, labelOf, format, t).map(({ id, label, cells, isStrong }) => (
            <Table.Tr key={id} data-row={id} className={isStrong ? "strong" : undefined}>
              <Table.Th scope="row">{label}</Table.Th>
              {comparison.plans.map((plan, index) => (
                <Table.Td key={planNameOf(plan)} className="number">
                  {cells[index]}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** Pixels under which the columns are scrolled and not squeezed. */
export const leastWidth = ({ plans }: Pick<Comparison, "plans">): number => 104 + 88 * plans.length;

/** The names of the plans, over their columns. */
export function PlanHeads({ comparison: { plans } }: { comparison: Comparison }) {
  const { t } = useTranslation();
  return (
    <Table.Thead>
      <Table.Tr>
        <Table.Th />
        {plans.map((plan) => (
          <Table.Th key={planNameOf(plan)} scope="col" className="number plan-column">
            <span className="plan-name" title={planTitle(plan, t)}>
              {planTitle(plan, t)}
            </span>
          </Table.Th>
        ))}
      </Table.Tr>
    </Table.Thead>
  );
}
