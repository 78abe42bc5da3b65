/** Compared plans as a file: workbook or page to print. */
import { Type } from "typebox";
import { Pool } from "../pool.ts";
import { COMPARISON_FORMATS, type ComparisonFormat, comparisonWording } from "../report/comparison-report.ts";
import { fileStem, MEDIA_TYPES, REPORT_LANGUAGES } from "../report/report.ts";
import { dispositionOf, goneSignal } from "./answers.ts";
import { comparedOf } from "./comparison.ts";
import { ReportQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { problems } from "./problem.ts";
import { wallTime } from "./report.ts";
import { ComparisonQuery } from "./scenario-messages.ts";

const SUMMARIES: Readonly<Record<ComparisonFormat, string>> = {
  xlsx: "Plans side by side as a workbook",
  html: "Plans side by side as a page to print",
};

const FileQuery = Type.Object(
  {
    ...ComparisonQuery.properties,
    language: Type.Optional(Type.Enum([...REPORT_LANGUAGES])),
    runAt: ReportQuery.properties.runAt,
  },
  { additionalProperties: false },
);

export function comparisonFileRoutes(app: App, parts: Parts): void {
  // A thread of its own, as for reports: nobody else's question waits for a file.
  const files = new Pool({ workers: 1 });
  app.addHook("onClose", () => files.close());
  for (const format of COMPARISON_FORMATS) {
    app.get(
      `/api/comparison.${format}`,
      {
        schema: {
          summary: SUMMARIES[format],
          description:
            "Everything of GET /api/comparison, with standard, speed, date, base of people, sources and limits in it; a page also has a map of each plan. The same data, plans, question and runAt give the same bytes.",
          tags: ["scenarios"],
          querystring: FileQuery,
          produces: [MEDIA_TYPES[format]],
          response: { 200: { description: "The file" }, ...problems(400, 401, 403, 404, 422, 503) },
        },
      },
      async ({ query: { language = "zh", runAt = wallTime(new Date()), ...query } }, reply) => {
        const signal = goneSignal(reply);
        const { situation, asked, plans } = await comparedOf(parts, query, signal);
        const order = { asked, plans, about: { version: parts.version }, language, runAt, format };
        const bytes = await files.ask(situation, "comparisonFile", order, signal);
        const { name, say } = comparisonWording(language);
        const stem = fileStem(name(situation.territory), say.title, name(asked.standard), runAt.slice(0, 10));
        return reply
          .type(MEDIA_TYPES[format])
          .header(
            "content-disposition",
            dispositionOf(`${stem}.${format}`, format === "html" ? "inline" : "attachment"),
          )
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    );
  }
}
