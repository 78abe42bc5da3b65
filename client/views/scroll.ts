/** Brings a row into sight inside its own list. `scrollIntoView` would also move the desk, which must stand still. */
export function showRow(row: HTMLElement | null): void {
  const list = row?.closest(".view");
  if (row === null || list === null || list === undefined) return;
  const [inner, outer] = [row.getBoundingClientRect(), list.getBoundingClientRect()];
  if (inner.top < outer.top) list.scrollTop -= outer.top - inner.top;
  else if (inner.bottom > outer.bottom) list.scrollTop += Math.min(inner.bottom - outer.bottom, inner.top - outer.top);
}
