import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { numberOf, openTable } from "../../server/import/tables.ts";
import { fileOf } from "./files.ts";

async function read(content: string | Uint8Array) {
  const table = await openTable(fileOf("table.csv", content));
  const rows: [number, ...string[]][] = [];
  for await (const { line, values } of table.rows()) rows.push([line, ...values]);
  return { ...table, rows };
}

const TEXT = "名称,人口\n鹤鸣,12\n";

describe("tables", () => {
  it.each([
    ["UTF-8", Buffer.from(TEXT), "utf-8"],
    ["UTF-8 with a byte order mark", Buffer.from(`\uFEFF${TEXT}`), "utf-8"],
    ["GB18030", iconv.encode(TEXT, "gb18030"), "gb18030"],
    ["UTF-16", Buffer.from(`\uFEFF${TEXT}`, "utf16le"), "utf-16le"],
  ])("are read in %s", async (_, content, encoding) => {
    const table = await read(content);
    expect(table).toMatchObject({ encoding, headers: ["名称", "人口"], rows: [[2, "鹤鸣", "12"]] });
  });

  it.each([",", ";", "\t"])("are separated by %j", async (delimiter) => {
    const table = await read(`a${delimiter}"b, c; d"\n1${delimiter}2\n`);
    expect(table).toMatchObject({ delimiter, headers: ["a", "b, c; d"], rows: [[2, "1", "2"]] });
  });

  it("count lines through quotes, blank lines and Windows line ends", async () => {
    const { rows } = await read('a,b\r\n1,"two\r\nlines"\r\n\r\n3,4\r\n');
    expect(rows).toEqual([
      [2, "1", "two\nlines"],
      [5, "3", "4"],
    ]);
  });

  it("that are empty, not text, or not closed are refused with a sentence", async () => {
    await expect(read("")).rejects.toThrow(/no header line/);
    await expect(read(new Uint8Array([80, 75, 3, 4, 0, 0]))).rejects.toThrow(/not a text file/);
    await expect(read('a,b\n1,"2\n')).rejects.toThrow(/cannot be read as a table after line 1.*quotation marks/);
    await expect(read("a,a\n1,2\n")).rejects.toThrow(/two columns "a"/);
  });

  it("give rows that are too long or too short as they are", async () => {
    expect((await read("a,b\n1\n1,2,3\n")).rows).toEqual([
      [2, "1"],
      [3, "1", "2", "3"],
    ]);
  });
});

describe("numbers", () => {
  it("are plain decimals", () => {
    expect(["1", "-1.5", "1e3", ".5", "１２", "+2."].map(numberOf)).toEqual([1, -1.5, 1000, 0.5, 12, 2]);
    expect(["", "1,234", "1 234", "NaN", "0x10", "Infinity", "one"].map(numberOf)).toEqual(Array(7).fill(null));
  });
});
