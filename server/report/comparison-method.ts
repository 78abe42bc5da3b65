/** What compared plans were computed with: the parts of the method that matter for them, facts, limits and sources. */
import type { ComparisonReport, ComparisonWording } from "./comparison-report.ts";
import { questionOf } from "./report.ts";
import { basesTable, factsTable, limitsTable, sourcesTable } from "./summary.ts";
import type { Table } from "./table.ts";

/** Title, text and source of each part. */
export function methodParts({ review }: ComparisonReport, { texts, say }: ComparisonWording): readonly string[][] {
  const { method } = texts;
  const { countCapacity } = questionOf(review).circumstances;
  return [
    say.method,
    method.coverage,
    method.speed,
    ...(review.method.slope === "tobler" ? [method.slope] : []),
    method.places,
    ...(countCapacity ? [method.capacity] : []),
    method.repeat,
  ].map((part) => [...part]);
}

/** All of it as tables, in the order in which somebody who doubts reads them. */
export function comparisonMethodTables(report: ComparisonReport, wording: ComparisonWording): Table[] {
  const { texts } = wording;
  return [
    factsTable(report, wording),
    {
      id: "method",
      title: texts.page.method,
      columns: [
        { key: "item", heading: texts.columns.item, kind: "text", width: 24 },
        { key: "value", heading: texts.columns.value, kind: "text", width: 90 },
        { key: "source", heading: texts.columns.source, kind: "text", width: 50 },
      ],
      rows: methodParts(report, wording),
    },
    basesTable(report, wording),
    sourcesTable(report, wording),
    limitsTable(report, wording),
  ];
}
