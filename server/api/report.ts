/** The review as a file: workbook, GeoPackage, GeoJSON or a page to print. A worker makes it, so that others are answered meanwhile. */
import { Pool, presentOf } from "../pool.ts";
import { fileNameOf, MEDIA_TYPES, REPORT_FORMATS, type ReportFormat } from "../report/report.ts";
import { wordingOf } from "../report/wording.ts";
import type { Since } from "../report/write.ts";
import { dispositionOf, goneSignal, planNow } from "./answers.ts";
import { keptReview } from "./kept.ts";
import { questionFields, ReportQuery } from "./messages.ts";
import type { App, Parts } from "./parts.ts";
import { invalidField, problems } from "./problem.ts";
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
            "Everything of GET /api/review, with standard, speed, date, base of people, sources and limits in it. The same data, question and runAt give the same bytes. With `review` it prints a kept one instead, as a workbook.",
          tags: ["review"],
          querystring: ReportQuery,
          produces: [MEDIA_TYPES[format]],
          response: { 200: { description: "The file" }, ...problems(400, 401, 403, 404, 409, 422, 503) },
        },
      },
      async ({ query }, reply) => {
        const signal = goneSignal(reply);
        const { bytes, file } = await (query.review === undefined
          ? ofToday(format, query, signal)
          : ofKept(format, query, query.review, signal));
        return reply
          .type(MEDIA_TYPES[format])
          .header("content-disposition", dispositionOf(file, format === "html" ? "inline" : "attachment"))
          .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      },
    );
  }

  async function ofToday(format: ReportFormat, query: ReportQuery, signal: AbortSignal): Promise<File> {
    const { language = "zh", since, runAt = wallTime(new Date()), progress, review: _, ...question } = query;
    const { situation, scenario, asked } = await askedOf(parts, question);
    const about = aboutOf(parts, scenario);
    const order = { asked, about, language, runAt, since: await sinceOf(parts, since), format };
    const bytes = await board.follow(progress, reportWork(format), (onStage) =>
      reports.ask(situation, "report", order, signal, onStage),
    );
    const { name } = wordingOf(language);
    const named = { territory: name(situation.territory), scenario: scenario?.name, standard: name(asked.standard) };
    return { bytes, file: fileNameOf({ ...named, runAt }, format) };
  }

  async function ofKept(format: ReportFormat, query: ReportQuery, id: number, signal: AbortSignal): Promise<File> {
    if (format !== "xlsx") {
      throw invalidField(
        "/review",
        "is kept without shapes, so it is printed as a workbook only: GET /api/report.xlsx",
      );
    }
    const field = Object.keys(questionFields).find((name) => Object.hasOwn(query, name));
    if (field !== undefined) throw invalidField(`/${field}`, "belongs to a new review: leave it out, or review");
    const { record, document } = await keptReview(parts, id);
    const { territory } = planNow(parts);
    const { language = "zh", since, runAt = wallTime(record.kept_at) } = query;
    const order = { document, name: record.name, language, runAt, since: await sinceOf(parts, since) };
    const bytes = await reports.ask(presentOf(territory), "keptReport", order, signal);
    return { bytes, file: fileNameOf({ territory: record.territory, standard: record.name, runAt }, format) };
  }
}

interface File {
  readonly bytes: Uint8Array;
  readonly file: string;
}

async function sinceOf(parts: Parts, id: number | undefined): Promise<Since | null> {
  if (id === undefined) return null;
  const { record, document } = await keptReview(parts, id);
  return { name: record.name, keptAt: wallTime(record.kept_at), document };
}

/** ISO 8601 on the clock of this machine, with its offset: "2026-11-22T12:00:00+08:00". */
export function wallTime(time: Date): string {
  const east = -time.getTimezoneOffset();
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const offset = `${east < 0 ? "-" : "+"}${two(Math.abs(east) / 60)}:${two(Math.abs(east) % 60)}`;
  return new Date(time.getTime() + east * 60_000).toISOString().slice(0, 19) + offset;
}
