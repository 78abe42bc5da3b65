/**
 * The columns of a plain value laid into shared memory: once, so that every worker thread reads the same memory without
 * copying, and in a form that goes to a file and back as it is (snapshot.ts).
 */

type Column = Int8Array | Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;

type TypeName = "Int8Array" | "Uint8Array" | "Int32Array" | "Uint32Array" | "Float32Array" | "Float64Array";
const TYPES: Record<TypeName, new (block: ArrayBufferLike, offset: number, length: number) => Column> = {
  Int8Array,
  Uint8Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
};

/** Each column begins at a multiple of this many bytes, a cache line. */
const ALIGNMENT = 64;

/** Where one column lies: in the block of all columns, or, for a buffer that stands for itself, in a block of its own. */
export interface Place {
  readonly type: TypeName | "buffer";
  /** Index into the blocks, and bytes from the beginning of that block. */
  readonly block: number;
  readonly offset: number;
  /** Elements; bytes of a buffer. */
  readonly length: number;
}

/** A value without its columns: in their stead stands {"column": index into places}. Can be written as JSON. */
export interface Layout {
  readonly skeleton: unknown;
  readonly places: readonly Place[];
  /** Bytes of each block. */
  readonly blocks: readonly number[];
}

/** Finds the columns of a value of objects, lists, texts, numbers, booleans and null. A column that stands in two places is laid out once. */
export function layoutOf(value: unknown): { layout: Layout; columns: readonly Uint8Array[] } {
  const places: Place[] = [];
  const columns: Uint8Array[] = [];
  const blocks = [0];
  const known = new Map<unknown, { column: number }>();
  const place = (bytes: Uint8Array, type: Place["type"], length: number): { column: number } => {
    columns.push(bytes);
    if (type === "buffer") {
      places.push({ type, block: blocks.push(bytes.length) - 1, offset: 0, length });
    } else {
      places.push({ type, block: 0, offset: blocks[0], length });
      blocks[0] = Math.ceil((blocks[0] + bytes.length) / ALIGNMENT) * ALIGNMENT;
    }
    return { column: columns.length - 1 };
  };
  const remembered = (part: unknown, placed: { column: number }): { column: number } => {
    known.set(part, placed);
    return placed;
  };
  const walk = (part: unknown): unknown => {
    const before = known.get(part);
    if (before !== undefined) return before;
    if (ArrayBuffer.isView(part)) {
      const type = part.constructor.name;
      if (!isColumn(part)) throw new Error(`Columns of type ${type} cannot be shared.`);
      const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
      return remembered(part, place(bytes, type as TypeName, part.length));
    }
    if (part instanceof ArrayBuffer || part instanceof SharedArrayBuffer) {
      return remembered(part, place(new Uint8Array(part), "buffer", part.byteLength));
    }
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  const skeleton = walk(value);
  return { layout: { skeleton, places, blocks }, columns };
}

function isColumn(view: ArrayBufferView): view is Column {
  return Object.hasOwn(TYPES, view.constructor.name);
}

/** Memory for a layout, all zero. */
export function blocksFor({ blocks }: Layout): SharedArrayBuffer[] {
  return blocks.map((bytes) => new SharedArrayBuffer(bytes));
}

/** The value whose columns lie in these blocks. */
export function valueIn({ skeleton, places }: Layout, blocks: readonly SharedArrayBuffer[]): unknown {
  const columns = places.map(({ type, block, offset, length }): Column | SharedArrayBuffer =>
    type === "buffer" ? blocks[block] : new TYPES[type](blocks[block], offset, length),
  );
  const walk = (part: unknown): unknown => {
    if (Array.isArray(part)) return part.map(walk);
    if (typeof part !== "object" || part === null) return part;
    if ("column" in part && typeof part.column === "number") return columns[part.column];
    return Object.fromEntries(Object.entries(part).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(skeleton);
}

/** The same value with its columns in shared memory: threads that are sent it read the same columns. */
export function share<Value>(value: Value): Value {
  const { layout, columns } = layoutOf(value);
  const blocks = blocksFor(layout);
  layout.places.forEach(({ block, offset }, i) => {
    new Uint8Array(blocks[block], offset, columns[i].length).set(columns[i]);
  });
  return valueIn(layout, blocks) as Value;
}
