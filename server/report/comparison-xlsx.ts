/** Compared plans as a workbook: the comparison, the changes with what each adds, areas, method and sources. */
import type { Cell } from "write-excel-file/node";
import { comparisonMethodTables } from "./comparison-method.ts";
import { bestText, type ComparisonReport, comparisonWording } from "./comparison-report.ts";
import { planAreasTable, planGroupsTable, plansTable, stepsOf } from "./comparison-tables.ts";
import { factsTable } from "./summary.ts";
import { territoryName } from "./wording.ts";
import { sheetOfBlocks, sheetOfTable, writeWorkbook } from "./workbook.ts";

/** @returns the bytes of the file; equal comparisons and times have equal bytes */
export async function comparisonXlsx(report: ComparisonReport): Promise<Uint8Array> {
  const wording = comparisonWording(report.language);
  const { say, texts } = wording;
  const name = `${territoryName(report.review, wording)} · ${say.title}`;
  const best = bestText(report.compared, wording);
  const title: Cell[][] = [
    [{ value: name, fontWeight: "bold", fontSize: 16 }],
    [{ value: best, fontWeight: "bold" }],
    ...(report.review.method.fictional ? [[{ value: texts.fictionalSentence, fontStyle: "italic" as const }]] : []),
  ];
  const groups = planGroupsTable(report, wording);
  const steps = report.compared.plans
    .filter((plan) => plan.scenario !== null && plan.steps.length > 0)
    .map((plan) => stepsOf(plan, wording));
  const areas = planAreasTable(report, wording);
  const sheets = [
    sheetOfBlocks(say.sheets.plans, title, [
      plansTable(report, wording),
      ...(groups.rows.length > 0 ? [groups] : []),
      factsTable(report, wording),
    ]),
    sheetOfBlocks(
      say.sheets.steps,
      [[{ value: steps.length > 0 ? say.steps : say.noChanges, fontWeight: "bold" }]],
      steps,
    ),
    ...(areas.rows.length > 0 ? [sheetOfTable({ ...areas, title: say.sheets.areas }, 1)] : []),
    sheetOfBlocks(say.sheets.method, title.slice(0, 1), comparisonMethodTables(report, wording)),
  ];
  return await writeWorkbook(sheets, { title: name, description: best, runAt: report.runAt });
}
