// Where a virtual table's rows are. Browsers stop growing an element near 33 million pixels (about 958,000 rows of
// 35 px; some far earlier), so the scrolled height is capped and the scroll position is mapped onto the real one.
// Pure: no DOM here. What must stay true: position 0 shows row 0; the last position shows the last row at the bottom;
// and stepping by pixels near any place moves by about as many pixels as long as the cap is not reached.

/** The tallest element we ask a browser to make. */
export const heightMax = 12_000_000;

export type Geometry = { total: number; rowHeight: number; viewHeight: number };

/** Height of all rows, as if nothing limited it. */
export function realHeight({ total, rowHeight }: Geometry): number {
  return total * rowHeight;
}

/** Height of the element that scrolls. */
export function scrolledHeight(geometry: Geometry): number {
  return Math.min(realHeight(geometry), heightMax);
}

/** From the browser's scroll position to the position in the real height. */
export function toReal(scrollTop: number, geometry: Geometry): number {
  const real = Math.max(0, realHeight(geometry) - geometry.viewHeight);
  const scrolled = Math.max(0, scrolledHeight(geometry) - geometry.viewHeight);
  if (scrolled === 0) return 0;
  return Math.min(real, Math.max(0, scrollTop) * (real / scrolled));
}

/** From a position in the real height to the browser's scroll position. */
export function toScrolled(position: number, geometry: Geometry): number {
  const real = Math.max(0, realHeight(geometry) - geometry.viewHeight);
  const scrolled = Math.max(0, scrolledHeight(geometry) - geometry.viewHeight);
  if (real === 0) return 0;
  return Math.min(real, Math.max(0, position)) * (scrolled / real);
}

/** The rows in view, first included, last excluded, with some to spare on both sides. */
export function rowsInView(position: number, geometry: Geometry, spare = 8): { first: number; last: number } {
  const first = Math.floor(position / geometry.rowHeight) - spare;
  const last = Math.ceil((position + geometry.viewHeight) / geometry.rowHeight) + spare;
  return { first: Math.max(0, first), last: Math.min(geometry.total, last) };
}

/** The position that brings a row into view with the least movement. */
export function reveal(index: number, position: number, geometry: Geometry): number {
  const top = index * geometry.rowHeight;
  if (top < position) return top;
  const bottom = top + geometry.rowHeight - geometry.viewHeight;
  return bottom > position ? bottom : position;
}
