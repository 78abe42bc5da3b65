/** The review as a file: workbook, GeoPackage, GeoJSON or a page to print. A worker makes it, so that others are answered meanwhile. */
import { listReviews, readReview } from "../database/reviews.ts";
import { Pool } from "../pool.ts";
import { fileNameOf, MEDIA_TYPES, REPORT_FORMATS, type ReportFormat } from "../report/report.ts";
import { wordingOf } from "../report/wording.ts";
import type { Since } from "../report/write.ts";
import { dispositionOf, goneSignal } from "./answers.ts";
import { ReportQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { notFound, problems } from "./problem.ts";
import { type ProgressBoard, reportWork } from "./progress.ts";
import { askedOf } from "./question.ts";
import { aboutOf } from "./situation.ts";

const SUMMARIES: Readonly<Record<ReportFormat, string>> = {
  xlsx: "The review as a workbook",
  gpkg: "The review as a GeoPackage",
  geojson: "The review as GeoJSON",
  html: "The review as a page to print",
};

export function reportRoutes(app: App, parts: Parts, board: ProgressBoard): void {
  // A thread of its own: the GeoPackage of a province takes a minute, and nobody else's question may wait for that.
  const reports = new Pool({ workers: 1 });
  app.addHook("onClose", () => reports.close());
  for (const format of REPORT_FORMATS) {
    app.get(
      `/api/report.${format}`,
      {
        schema: {
          summary: SUMMARIES[format],
          description:
            "Everything of GET /api/review, with standard, speed, date, base of people, sources and limits in it. The same data, question and runAt give the same bytes.",
          tags: ["review"],
          querystring: ReportQuery,
          produces: [MEDIA_TYPES[format]],
          response: { 200: { description: "The file" }, ...problems(400, 401, 403, 404, 422, 503) },
        },
      },
      async ({ query: { language = "zh", since, runAt = wallTime(new Date()), progress, ...query } }, reply) => {
        const signal = goneSignal(reply);
        const { situation, scenario, asked } = await askedOf(parts, query);
        const order = {
          asked,
          about: aboutOf(parts, scenario),
          language,
          runAt,
          since: await sinceOf(parts, since),
          format,
        };
        const bytes = await board.follow(progress, reportWork(format), (onStage) =>
          reports.ask(situation, "report", order, signal, onStage),
        );
        const { name } = wordingOf(language);
        const named = {
          territory: name(situation.territory),
          scenario: scenario?.name,
          standard: name(asked.standard),
        };
        const file = fileNameOf({ ...named, runAt }, format);
        return reply
          .type(MEDIA_TYPES[format])
          .header("content-disposition", dispositionOf(file, format === "html" ? "inline" : "attachment"))
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    );
  }
}

async function sinceOf({ database: { db } }: Parts, id: number | undefined): Promise<Since | null> {
  if (id === undefined) return null;
  const record = (await listReviews(db)).find((review) => review.id === id);
  const document = record === undefined ? null : await readReview(db, id);
  if (record === undefined || document === null) {
    throw notFound(`There is no kept review ${id} to compare with: GET /api/reviews lists them.`);
  }
  return { name: record.name, keptAt: wallTime(record.kept_at), document };
}

/** ISO 8601 on the clock of this machine, with its offset: "2026-11-22T12:00:00+08:00". */
export function wallTime(time: Date): string {
  const east = -time.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const offset = `${east < 0 ? "-" : "+"}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
  return new Date(time.getTime() + east * 60_000).toISOString().slice(0, 19) + offset;
}
