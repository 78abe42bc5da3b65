/**
 * The review as a workbook: one sheet each for summary, areas, settlements, gaps, facilities, method and sources, and for what
 * changed where there is something to compare with.
 */
import type { Cell } from "write-excel-file/node";
import { changesIntro, changesTables } from "./comparison.ts";
import type { ReportText } from "./report.ts";
import { basesTable, factsTable, limitsTable, methodTable, sourcesTable, summaryTables } from "./summary.ts";
import { areasTable, facilitiesTable, gapsTable, settlementsTable } from "./tables.ts";
import { headlineOf, subjectOf, wordingOf } from "./wording.ts";
import { type Sheet, sheetOfBlocks, sheetOfTable, writeWorkbook } from "./workbook.ts";

/** @returns the bytes of the file; equal reports have equal bytes */
export async function xlsxOf(report: ReportText): Promise<Uint8Array> {
  const wording = wordingOf(report.language);
  const { texts } = wording;
  const { comparison } = report;
  const title: Cell[][] = [
    [{ value: `${subjectOf(report.review, wording)} · ${texts.title}`, fontWeight: "bold", fontSize: 16 }],
    [{ value: headlineOf(report.review, wording), fontWeight: "bold" }],
    ...(report.review.method.fictional ? [[{ value: texts.fictionalSentence, fontStyle: "italic" as const }]] : []),
  ];
  const sheets: Sheet[] = [
    sheetOfBlocks(texts.sheets.summary, title, [
      factsTable(report, wording),
      ...summaryTables(report, wording),
      limitsTable(report, wording),
    ]),
    sheetOfTable(areasTable(report, wording), 1),
    sheetOfTable(settlementsTable(report, wording), 2),
    sheetOfTable(gapsTable(report, wording), 2),
    sheetOfTable(facilitiesTable(report, wording), 2),
    ...(comparison === null
      ? []
      : [
          sheetOfBlocks(
            texts.sheets.changes,
            changesIntro(comparison, wording).map((sentence) => [{ value: sentence, fontWeight: "bold" }]),
            changesTables(comparison, wording),
          ),
        ]),
    sheetOfBlocks(texts.sheets.method, title.slice(0, 1), [
      factsTable(report, wording),
      methodTable(report, wording),
      basesTable(report, wording),
      sourcesTable(report, wording),
      limitsTable(report, wording),
    ]),
  ];
  return await writeWorkbook(sheets, {
    title: `${subjectOf(report.review, wording)} · ${texts.title}`,
    description: headlineOf(report.review, wording),
    runAt: report.runAt,
  });
}
