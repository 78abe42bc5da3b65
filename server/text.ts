/** Code point order. The databases' own order of text depends on their locale, and an answer must not. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
