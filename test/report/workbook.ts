/** A workbook as Excel would read it, from the XML in the file. */
import { strFromU8, unzipSync } from "fflate";
import { SaxesParser } from "saxes";

export interface ReadCell {
  value: string | number;
  /** s: text. */
  type: string;
  style: string;
}

export interface Node {
  name: string;
  attributes: Record<string, string>;
  children: Node[];
  text: string;
}

function parse(xml: string): Node {
  const root: Node = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  const parser = new SaxesParser();
  parser.on("opentag", ({ name, attributes }) => {
    const node: Node = { name, attributes: attributes as Record<string, string>, children: [], text: "" };
    open.at(-1)?.children.push(node);
    open.push(node);
  });
  parser.on("text", (text) => {
    for (const node of open) node.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  return root;
}

export function all(node: Node, name: string): Node[] {
  return node.children.flatMap((child) => [...(child.name === name ? [child] : []), ...all(child, name)]);
}

export class Workbook {
  readonly #files: Record<string, Uint8Array>;
  readonly #strings: string[];
  constructor(bytes: Uint8Array) {
    this.#files = unzipSync(bytes);
    this.#strings = all(this.xml("xl/sharedStrings.xml"), "si").map(({ text }) => text);
  }
  get paths(): string[] {
    return Object.keys(this.#files);
  }
  text(path: string): string {
    return strFromU8(this.#files[path]);
  }
  xml(path: string): Node {
    return parse(this.text(path));
  }
  get sheets(): string[] {
    return all(this.xml("xl/workbook.xml"), "sheet").map(({ attributes }) => attributes.name);
  }
  sheet(name: string): Node {
    return this.xml(`xl/worksheets/sheet${this.sheets.indexOf(name) + 1}.xml`);
  }
  /** By address, for example B2. */
  cells(name: string): Map<string, ReadCell> {
    return new Map(
      all(this.sheet(name), "c").map(({ attributes: { r, t = "n", s = "" }, text }) => {
        const value = t === "s" ? this.#strings[Number(text)] : t === "n" ? Number(text) : text;
        return [r, { value, type: t, style: s }];
      }),
    );
  }
  /** Rows as objects by heading. */
  rows(name: string): Record<string, string | number>[] {
    const cells = this.cells(name);
    const headings = new Map<string, string>();
    const rows: Record<string, string | number>[] = [];
    for (const [address, { value }] of cells) {
      const [, column, row] = /^([A-Z]+)(\d+)$/.exec(address) ?? [];
      if (row === "1") {
        headings.set(column, String(value));
        continue;
      }
      const at = Number(row) - 2;
      rows[at] = { ...rows[at], [headings.get(column) ?? column]: value };
    }
    return rows;
  }
  format(cell: ReadCell | undefined): string | undefined {
    const styles = this.xml("xl/styles.xml");
    const [xfs] = all(styles, "cellXfs");
    const id = xfs.children[Number(cell?.style)].attributes.numFmtId;
    return all(styles, "numFmt").find(({ attributes }) => attributes.numFmtId === id)?.attributes.formatCode ?? id;
  }
}
