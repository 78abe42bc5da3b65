/**
 * What an OpenStreetMap file holds, whatever its format: nodes, ways and relations with their tags. The readers of PBF
 * and XML hand elements to a visitor, in the order of the file, so that everything after them is one path.
 */

/** Tags of one element. A Map, so that a key such as "constructor" is only a key. */
export type Tags = ReadonlyMap<string, string>;

/** What untagged elements share. */
export const NO_TAGS: Tags = new Map();

export interface Member {
  readonly type: "node" | "way" | "relation";
  readonly ref: number;
  readonly role: string;
}

/** Gets the elements; a kind without a method is counted but not decoded. */
export interface OsmVisitor {
  /** Degrees; NaN where the file gives none or no number. */
  node?(id: number, lon: number, lat: number, tags: Tags): void;
  way?(id: number, nodeIds: readonly number[], tags: Tags): void;
  relation?(id: number, members: readonly Member[], tags: Tags): void;
}

export interface OsmCounts {
  nodes: number;
  ways: number;
  relations: number;
}

/** One file, which may be read as often as needed. */
export interface OsmFile {
  /** What the last complete reading saw; deleted elements are not counted. */
  readonly counts: Readonly<OsmCounts>;
  /** When the data was taken from OpenStreetMap, ISO 8601, where the file says so; known after the first reading. */
  readonly dataTime: string | null;
  /** Line of the element that is being visited, 1-based; null in binary files. */
  readonly line: number | null;
  /**
   * Reads the file once and yields the share of its bytes that is behind (0–1) between visits, every few milliseconds, so that the
   * caller can store rows, report and stop.
   * @throws UnreadableFile when the file is damaged, cut off or something else.
   */
  read(visitor: OsmVisitor): AsyncIterable<number>;
}
