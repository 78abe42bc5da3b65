/**
 * Columns in shared memory, so that a territory is handed from thread to thread without copying what is large in it: a
 * message with a SharedArrayBuffer carries its address only.
 */

/**
 * The same plain value with all its typed arrays and buffers in shared memory. Two views of one buffer stay views of one
 * buffer, what is shared already stays as it is, and so do texts, numbers and lists of them.
 */
export function shareColumns<Value>(value: Value): Value {
  const shared = new Map<ArrayBuffer, SharedArrayBuffer>();
  // Each branch answers a value of the type that it was given, which the type checker cannot follow.
  return moved(value, shared) as Value;
}

/** Buffers that have been copied, with their copies. */
type Moved = Map<ArrayBuffer, SharedArrayBuffer>;

function moved(value: unknown, shared: Moved): unknown {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof SharedArrayBuffer) return value;
    return viewOf(value, sharedBuffer(value.buffer, shared));
  }
  if (value instanceof ArrayBuffer) return sharedBuffer(value, shared);
  if (Array.isArray(value)) return holdsColumns(value) ? value.map((one) => moved(one, shared)) : value;
  if (value === null || typeof value !== "object" || value instanceof SharedArrayBuffer) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, moved(one, shared)]));
}

/** Lists of names and rings, which may have millions of members, hold no columns. */
const holdsColumns = (list: readonly unknown[]): boolean => ArrayBuffer.isView(list[0]);

function sharedBuffer(buffer: ArrayBufferLike, shared: Moved): SharedArrayBuffer {
  if (buffer instanceof SharedArrayBuffer) return buffer;
  const known = shared.get(buffer);
  if (known !== undefined) return known;
  const copy = new SharedArrayBuffer(buffer.byteLength);
  new Uint8Array(copy).set(new Uint8Array(buffer));
  shared.set(buffer, copy);
  return copy;
}

function viewOf(view: ArrayBufferView, buffer: SharedArrayBuffer): ArrayBufferView {
  if (view instanceof DataView) return new DataView(buffer, view.byteOffset, view.byteLength);
  const kind = KINDS.find((one) => view instanceof one);
  if (kind === undefined) throw new Error(`A column of the kind ${view.constructor.name} cannot be shared.`);
  return new kind(buffer, view.byteOffset, view.byteLength / kind.BYTES_PER_ELEMENT);
}

interface ColumnKind {
  new (buffer: SharedArrayBuffer, byteOffset: number, length: number): ArrayBufferView;
  readonly BYTES_PER_ELEMENT: number;
}

const KINDS: readonly ColumnKind[] = [
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
  BigInt64Array,
  BigUint64Array,
];
