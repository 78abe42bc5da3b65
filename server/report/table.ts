/** What a table of a report is: columns with headings and kinds, rows of values, and how areas stand in them. */
import type { ReviewArea } from "../review/document.ts";
import type { Wording } from "./wording.ts";

/** How a column is written and formatted. "word": a code of words.ts with its word in the language. */
export type Kind = "text" | "word" | "people" | "count" | "share" | "minutes" | "metres" | "number" | "degrees";
export type Value = string | number | boolean | null;

export interface Column {
  /** Of the field in GIS files: small letters, figures and _, never translated. */
  readonly key: string;
  readonly heading: string;
  readonly kind: Kind;
  /** Of words: what each code is called. */
  readonly words?: Readonly<Record<string, string>>;
  /** Width in characters, where the kind's own does not fit. */
  readonly width?: number;
}

export interface Table {
  readonly id: string;
  readonly title: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
  /** How deep each row stands under others: 0 for the largest level. */
  readonly depth?: readonly number[];
}

/** A column together with how a row gives its value; tables are made of these. */
export type Field<Row> = Column & { readonly of: (row: Row) => Value };

export function tableOf<Row>(id: string, title: string, fields: readonly Field<Row>[], rows: readonly Row[]): Table {
  return {
    id,
    title,
    columns: fields.map(({ of: _, ...column }) => column),
    rows: rows.map((row) => fields.map(({ of }) => of(row))),
  };
}

/** A word as the reader sees it. */
export function shown(value: Value, { words }: Column): Value {
  return words !== undefined && typeof value === "string" ? (words[value] ?? value) : value;
}

/** Groups and reasons as names of fields: "population-60-plus/band1" becomes population_60_plus_band1. */
export function fieldName(id: string): string {
  return id.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "_");
}

/** Names of areas by code, with those above them except the one that holds all: "Longtan, Caihong". */
export function areaNames(
  areas: readonly ReviewArea[],
  { name, texts }: Wording,
): (code: string | null) => string | null {
  const byCode = new Map(areas.map((area) => [area.code, area]));
  const roots = areas.filter(({ parentCode }) => parentCode === null);
  const pathOf = (area: ReviewArea | undefined): string[] => {
    if (area === undefined || (roots.length === 1 && area === roots[0])) return [];
    const isOwnParent = area.parentCode === area.code || area.parentCode === null;
    return [...(isOwnParent ? [] : pathOf(byCode.get(area.parentCode ?? ""))), name(area)];
  };
  const known = new Map<string, string>();
  return (code) => {
    if (code === null) return null;
    const found = known.get(code) ?? (pathOf(byCode.get(code)).join(texts.list) || code);
    known.set(code, found);
    return found;
  };
}

/** Areas in the order of a tree: each stands before those that it holds, which follow in the review's order. */
export function asTree(
  areas: readonly ReviewArea[],
  levels: readonly string[],
): { rows: readonly ReviewArea[]; depth: readonly number[] } {
  const byLevel = levels.map(() => new Map<string, ReviewArea>());
  for (const area of areas) byLevel[levels.indexOf(area.level)]?.set(area.code, area);
  const children = new Map<ReviewArea | null, ReviewArea[]>();
  for (const area of areas) {
    let parent: ReviewArea | null = null;
    for (let above = levels.indexOf(area.level) - 1; above >= 0 && parent === null; above--) {
      parent = byLevel[above].get(area.parentCode ?? "") ?? null;
    }
    const siblings = children.get(parent) ?? [];
    siblings.push(area);
    children.set(parent, siblings);
  }
  const rows: ReviewArea[] = [];
  const depth: number[] = [];
  const visit = (parent: ReviewArea | null, deep: number): void => {
    for (const area of children.get(parent) ?? []) {
      rows.push(area);
      depth.push(deep);
      visit(area, deep + 1);
    }
  };
  visit(null, 0);
  return { rows, depth };
}
