/** Two to four plans side by side: which covers the most, the figures, the areas, each change's own gain; on the map their difference. */
import { Button } from "@mantine/core";
import { IconPrinter } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Comparison } from "../../server/api/scenario-messages.ts";
import { queryOf } from "../api.ts";
import { useChoice } from "../choice.ts";
import { useFormat } from "../format.ts";
import { printPage } from "../printing.ts";
import type { PlanName } from "../state.ts";
import { FileButtons } from "../views/FileButtons.tsx";
import { Section, Waiting } from "../views/Section.tsx";
import { AreaTable } from "./AreaTable.tsx";
import { comparisonFields, useComparedPlans, useComparison } from "./api.ts";
import { DifferenceFields } from "./DifferenceFields.tsx";
import { FigureTable } from "./FigureTable.tsx";
import { headlineOf } from "./figures.ts";
import { PlanChooser } from "./PlanChooser.tsx";
import { PrintSheet } from "./PrintSheet.tsx";
import { Steps } from "./Steps.tsx";

export function ComparisonView() {
  const { t } = useTranslation();
  const plans = useComparedPlans();
  const answer = useComparison(plans, useChoice());
  return (
    <>
      <Section title={t("comparison.title")} definition="comparison" standard={answer.data?.standard}>
        <PlanChooser />
        {plans !== null && answer.data === undefined && <Waiting error={answer.error} />}
      </Section>
      {plans !== null && answer.data !== undefined && (
        <div className={answer.isPlaceholderData ? "late" : undefined} aria-busy={answer.isPlaceholderData}>
          <Answer comparison={answer.data} plans={plans} />
        </div>
      )}
    </>
  );
}

function Answer({ comparison, plans }: { comparison: Comparison; plans: readonly PlanName[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div data-testid="comparison">
      <section className="section">
        <p className="siting-best" data-testid="comparison-best">
          {headlineOf(comparison, format, t)}
        </p>
        <FigureTable comparison={comparison} />
      </section>
      <DifferenceFields comparison={comparison} />
      <Section title={t("comparison.steps")}>
        <Steps comparison={comparison} />
      </Section>
      <Section title={t("comparison.areas")}>
        <AreaTable comparison={comparison} />
      </Section>
      <Section title={t("comparison.take")}>
        <Files plans={plans} />
      </Section>
      <PrintSheet comparison={comparison} />
    </div>
  );
}

/** For the meeting: print, workbook, page. */
function Files({ plans }: { plans: readonly PlanName[] }) {
  const { t } = useTranslation();
  const language = useFormat().language === "en" ? "en" : "zh";
  const query = queryOf({ ...comparisonFields(plans, useChoice()), language });
  const files = (["xlsx", "html"] as const).map((format) => ({
    format,
    label: t(`comparison.${format}`),
    href: `/api/comparison.${format}?${query}`,
  }));
  const print = (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconPrinter size={15} aria-hidden />}
      onClick={() => void printPage()}
    >
      {t("comparison.print")}
    </Button>
  );
  return <FileButtons files={files} first={print} help={t("comparison.takeHelp")} />;
}
