/** Objects with some fields changed, where others are made when they are first read (lists.ts). */

/** The object with these fields changed. Spreading it would read all of them. */
export function withFields<Value extends object>(value: Value, changes: Partial<Value>): Value {
  const descriptors = { ...Object.getOwnPropertyDescriptors(value), ...Object.getOwnPropertyDescriptors(changes) };
  return Object.defineProperties({}, descriptors) as Value;
}
