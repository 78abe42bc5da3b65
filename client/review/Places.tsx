/** City and countryside side by side, for everybody and for each group: who is served worse shows at a glance. */
import { Table, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Review, ReviewPeople } from "../../server/review/document.ts";
import { useFormat } from "../format.ts";
import { Section } from "../views/Section.tsx";
import { ShareBar } from "../views/ShareBar.tsx";
import { askedOf } from "./asked.ts";

export function Places({ review }: { review: Review }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { total, places, method } = review;
  const columns: { key: string; figures: ReviewPeople }[] = [
    { key: "all", figures: total },
    ...places.map((figures) => ({ key: figures.place, figures })),
  ];
  const groups = method.groups.filter(({ role }) => role !== "total");
  const row = (key: string, label: React.ReactNode, of: (figures: ReviewPeople) => Cell | undefined) => (
    <Table.Tr key={key} data-group={key}>
      <Table.Td>{label}</Table.Td>
      {columns.map((column) => (
        <Table.Td key={column.key} className="number">
          <CellText cell={of(column.figures)} />
        </Table.Td>
      ))}
    </Table.Tr>
  );
  return (
    <Section title={t("places.title")} definition="places" standard={askedOf(review)}>
      <div className="table-scroll">
        <Table className="figures" data-testid="places">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("overview.group")}</Table.Th>
              {columns.map(({ key }) => (
                <Table.Th key={key} className="number">
                  {t(`places.${key}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {row(
              "total",
              method.base === null ? t("places.everybody") : format.label(method.base),
              (figures) => figures,
            )}
            {groups.map((group) =>
              row(
                group.id,
                <>
                  {format.label(group)}
                  <Text size="xs" c="dimmed" component="span" display="block">
                    {t("places.groupSpeed", { speed: format.decimal(group.walkingSpeedKmh, 1) })}
                  </Text>
                </>,
                (figures) => figures.groups.find(({ id }) => id === group.id),
              ),
            )}
          </Table.Tbody>
        </Table>
      </div>
    </Section>
  );
}

type Cell = Pick<ReviewPeople, "people" | "share">;

function CellText({ cell }: { cell: Cell | undefined }) {
  const format = useFormat();
  if (cell === undefined) return "–";
  return (
    <>
      <ShareBar share={cell.share} />
      <span className="row-small">{format.people(cell.people)}</span>
    </>
  );
}
