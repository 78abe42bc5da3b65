/**
 * How a territory goes from thread to thread. Its columns lie in shared memory and cost nothing to send, but its lists (ids of demand points,
 * names, shapes of areas) are plain values: to copy those of a country takes a thread more than a second, in which it hears no
 * request. So each list travels as bytes in shared memory, written once, and is made again in a thread when somebody there
 * first reads it. The thread that hears requests never does.
 */
import { deserialize, serialize } from "node:v8";

/** A value whose fields can be sent: columns and other small things as they are, lists as bytes. */
interface PackedValue {
  readonly fields: Readonly<Record<string, unknown>>;
  readonly lists: Readonly<Record<string, SharedArrayBuffer>>;
}

/** A value of values, as a territory is. */
export type Packed = Readonly<Record<string, { readonly plain: unknown } | PackedValue>>;

/** Bytes of lists that were packed before, and of getters that make a list of them. */
const known = new WeakMap<object, SharedArrayBuffer>();

/** Packs each field that is an object with lists in it. Lists that came packed, or were packed once, cost nothing. */
export function pack(value: object): Packed {
  const entries = Object.entries(value).map(([name, part]) => [
    name,
    isPlainObject(part) ? packValue(part) : { plain: part },
  ]);
  return Object.fromEntries(entries);
}

/** The value again; its lists are made of their bytes when they are first read. */
export function unpack(packed: Packed): Record<string, unknown> {
  const entries = Object.entries(packed).map(([name, part]) => [
    name,
    "plain" in part ? part.plain : unpackValue(part),
  ]);
  return Object.fromEntries(entries);
}

function packValue(value: object): PackedValue {
  const fields: Record<string, unknown> = {};
  const lists: Record<string, SharedArrayBuffer> = {};
  for (const [name, { value: field, get }] of Object.entries(Object.getOwnPropertyDescriptors(value))) {
    const bytes = get === undefined ? null : known.get(get);
    if (bytes) lists[name] = bytes;
    else if (isList(field)) lists[name] = bytesOf(field);
    else fields[name] = get === undefined ? field : get.call(value);
  }
  return { fields, lists };
}

function unpackValue({ fields, lists }: PackedValue): object {
  const value = { ...fields };
  for (const [name, bytes] of Object.entries(lists)) {
    const get = () => {
      const list: object = deserialize(Buffer.from(new Uint8Array(bytes)));
      known.set(list, bytes);
      Object.defineProperty(value, name, { value: list, enumerable: true, configurable: true, writable: false });
      return list;
    };
    known.set(get, bytes);
    Object.defineProperty(value, name, { get, enumerable: true, configurable: true });
  }
  return value;
}

function bytesOf(list: object): SharedArrayBuffer {
  const before = known.get(list);
  if (before !== undefined) return before;
  const bytes = serialize(list);
  const shared = new SharedArrayBuffer(bytes.length);
  new Uint8Array(shared).set(bytes);
  known.set(list, shared);
  return shared;
}

/** Lists of columns are no lists here: their memory is shared already. */
function isList(field: unknown): field is object[] {
  return Array.isArray(field) && field.length > 0 && !ArrayBuffer.isView(field[0]);
}

function isPlainObject(part: unknown): part is object {
  return part !== null && typeof part === "object" && Object.getPrototypeOf(part) === Object.prototype;
}
