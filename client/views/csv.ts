/**
 * The coverage table as a CSV file that Excel opens as it is: UTF-8 with its mark, commas, CRLF, dot decimals. Each row says the
 * base of people and the standard, so that a row copied elsewhere still tells what it counts.
 */
import type { Coverage, PeopleBase } from "../../server/api/messages.ts";
import type { Format } from "../format.ts";

/** Text of the file; one row for the whole territory, then one for each area in the answer's order. */
export function coverageCsv(
  answer: Coverage,
  whole: { name: string; names: Record<string, string> },
  groups: readonly PeopleBase[],
  format: Format,
  t: (key: string, values?: Record<string, unknown>) => string,
): string {
  const { standard, total } = answer;
  const about = [
    standard.base === null ? "" : format.label(standard.base),
    standard.cutoffMinutes,
    standard.walkingSpeedKmh,
    standard.kind === "any" ? t("controls.any") : t(`kinds.${standard.kind}`),
    standard.territoryVersion,
  ];
  const figures = (of: Coverage["total"]) => [
    rounded(of.people, 1),
    rounded(of.peopleCovered, 1),
    of.share === null ? "" : rounded(of.share * 100, 2),
    of.facilities,
    of.peoplePerFacility === null ? "" : rounded(of.peoplePerFacility, 1),
    ...groups.flatMap(({ id }) => {
      const group = of.groups.find((one) => one.id === id);
      return group === undefined ? ["", ""] : [rounded(group.people, 1), rounded(group.peopleCovered, 1)];
    }),
  ];
  const header = [
    ...["code", "name", "level", "parent", "people", "covered", "share", "facilities", "perFacility"].map((key) =>
      t(`csv.${key}`),
    ),
    ...groups.flatMap((group) => [
      t("csv.group", { label: format.label(group) }),
      t("csv.groupCovered", { label: format.label(group) }),
    ]),
    ...["base", "cutoff", "speed", "kind", "version"].map((key) => t(`csv.${key}`)),
  ];
  const rows = [
    header,
    ["", format.name(whole), t("areas.all"), "", ...figures(total), ...about],
    ...answer.areas.map((area) => [
      area.code,
      format.name(area),
      t(`levels.${area.level}`),
      area.parentCode ?? "",
      ...figures(area),
      ...about,
    ]),
  ];
  return `\uFEFF${rows.map((row) => row.map(field).join(",")).join("\r\n")}\r\n`;
}

function rounded(value: number, digits: number): string {
  return value.toFixed(digits);
}

/** Quoted where needed. A text that a spreadsheet would take for a formula gets an apostrophe before it. */
function field(value: string | number): string {
  const text = String(value);
  const safe =
    typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands a text to the browser as a file to keep. */
export function download(fileName: string, text: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
