/** Workbooks that the page hands out, read as a spreadsheet program would. */
import { strFromU8, unzipSync } from "fflate";

/** Rows of a sheet of a workbook by heading: numbers as numbers, texts as texts. */
export function sheetRows(bytes: Uint8Array, name: string): Record<string, string | number>[] {
  const files = unzipSync(bytes);
  const text = (path: string) => strFromU8(files[path] ?? new Uint8Array());
  const plain = (xml: string) => xml.replaceAll(/<[^>]*>/g, "");
  const strings = [...text("xl/sharedStrings.xml").matchAll(/<si>(.*?)<\/si>/gs)].map(([, si = ""]) => plain(si));
  const sheets = [...text("xl/workbook.xml").matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, sheet]) => sheet);
  const xml = text(`xl/worksheets/sheet${sheets.indexOf(name) + 1}.xml`);
  const rows = [...xml.matchAll(/<row .*?<\/row>/gs)].map(([row]) => {
    const cells = [...row.matchAll(/<c r="([A-Z]+)\d+"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)];
    return new Map(
      cells.map(([, column = "", attributes = "", value = ""]) => {
        const known = plain(value);
        return [column, attributes.includes('t="s"') ? (strings[Number(known)] ?? "") : Number(known)];
      }),
    );
  });
  const [headings] = rows;
  return rows
    .slice(1)
    .map((row) => Object.fromEntries([...row].map(([column, value]) => [headings?.get(column) ?? column, value])));
}
