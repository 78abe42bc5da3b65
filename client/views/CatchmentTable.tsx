/** Who can walk to a facility or spot, at each of the usual times: people, streets, area, and how open the ground is. */
import { Table, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CatchmentsRequest, Coverage } from "../../server/api/messages.ts";
import { useCatchments, useCoverage, useWalkingSpeed } from "../api.ts";
import { ringMinutes, useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { Note } from "./Note.tsx";
import { Waiting } from "./Section.tsx";

interface Props {
  readonly title: string;
  readonly request: Pick<CatchmentsRequest, "facilityIds" | "points">;
}

export function CatchmentTable({ title, request }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const choice = useChoice();
  const catchments = useCatchments({
    ...request,
    cutoffMinutes: ringMinutes(choice),
    walkingSpeedKmh: useWalkingSpeed(choice),
  });
  const coverage = useCoverage(choice).data;
  return (
    <div className="catchment">
      <div className="catchment-title">
        <strong>{title}</strong>
        <Note definition="catchment" standard={ownStandard(coverage)} />
      </div>
      {catchments.data === undefined ? (
        <Waiting error={catchments.error} />
      ) : (
        <Table className="figures" data-testid="catchment">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("facilities.minutes")}</Table.Th>
              <Table.Th className="number">{t("facilities.reached")}</Table.Th>
              <Table.Th className="number">{t("facilities.streets")}</Table.Th>
              <Table.Th className="number">{t("facilities.area")}</Table.Th>
              <Table.Th className="number">
                <Tooltip
                  label={t("facilities.ratioHelp")}
                  multiline
                  w={260}
                  events={{ hover: true, focus: true, touch: true }}
                >
                  <button type="button" className="explained">
                    {t("facilities.ratio")}
                  </button>
                </Tooltip>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {catchments.data.features.map(({ properties: of }) => (
              <Table.Tr key={of.cutoffMinutes} data-minutes={of.cutoffMinutes}>
                <Table.Td>≤ {t("units.min", { value: format.count(of.cutoffMinutes) })}</Table.Td>
                <Table.Td className="number strong">{format.count(of.people)}</Table.Td>
                <Table.Td className="number">{format.length(of.streetMetres)}</Table.Td>
                <Table.Td className="number">
                  {of.areaSquareMetres === undefined ? "–" : format.squareKilometres(of.areaSquareMetres)}
                </Table.Td>
                <Table.Td className="number">
                  {of.pedestrianShedRatio === undefined ? "–" : format.decimal(of.pedestrianShedRatio, 2)}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  );
}

/** A catchment is of one place, whatever rules and kinds the headline counts by. */
function ownStandard(coverage: Coverage | undefined): Coverage["standard"] | undefined {
  const plain = { hours: { type: "any" as const }, ownDistrictOnly: false, countCapacity: false };
  return coverage === undefined ? undefined : { ...coverage.standard, ...plain, tiers: [] };
}
