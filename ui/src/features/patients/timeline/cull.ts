/**
 * Culling: which of many sorted spans touch a range of days, and which marks have room on screen.
 *
 * No drawing and no React here. Spans are sorted by start; beside them runs the greatest end so far, which only
 * grows, so both ends of the visible slice are found by halving.
 * What must stay true: the slice never leaves out a span that touches the range; placing marks never loses one, it
 * only counts it with a neighbour that is at least as severe.
 */

/** Spans in order of start with the greatest end so far. */
export interface SpanIndex {
  readonly starts: Float64Array;
  readonly reach: Float64Array;
}

/** Build the index of spans that are sorted by start already. */
export function indexSpans(spans: readonly { readonly start: number; readonly end: number }[]): SpanIndex {
  const starts = new Float64Array(spans.length);
  const reach = new Float64Array(spans.length);
  let far = Number.NEGATIVE_INFINITY;
  spans.forEach((span, index) => {
    starts[index] = span.start;
    far = Math.max(far, span.end);
    reach[index] = far;
  });
  return { starts, reach };
}

/** First index whose value is at least `limit` (or above it, when `above`) in a growing array. */
export function firstAtLeast(values: Float64Array, limit: number, above = false): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const value = values[middle] as number;
    if (above ? value > limit : value >= limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The slice `[begin, end)` outside of which nothing touches the range. Inside, ends must still be looked at. */
export function visibleSlice(index: SpanIndex, from: number, to: number): readonly [number, number] {
  const end = firstAtLeast(index.starts, to, true);
  return [Math.min(firstAtLeast(index.reach, from), end), end];
}

/** How many of a growing array's values fall into each of `bins` equal parts of a range. Costs the parts, not the values. */
export function binCounts(values: Float64Array, from: number, to: number, bins: number): Uint32Array {
  const counts = new Uint32Array(bins);
  const step = (to - from) / bins;
  let before = firstAtLeast(values, from);
  for (let bin = 0; bin < bins; bin++) {
    const after = bin === bins - 1 ? firstAtLeast(values, to, true) : firstAtLeast(values, from + step * (bin + 1));
    counts[bin] = Math.max(0, after - before);
    before = Math.max(before, after);
  }
  return counts;
}

/** Something that wants a place on a line. */
export interface Wish {
  readonly x: number;
  /** 0 is the most severe. */
  readonly rank: number;
  /** Takes its place before anything else. */
  readonly first: boolean;
}

/** A wish that got its place, with how many others stand for it. */
export interface Place {
  readonly index: number;
  more: number;
}

/** Give places on a line: the severest first; who has no room counts with the neighbour that has. */
export function placeMarks(wishes: readonly Wish[], gap: number): Place[] {
  const order = wishes.map((_, index) => index);
  order.sort((a, b) => {
    const one = wishes[a] as Wish;
    const two = wishes[b] as Wish;
    return Number(two.first) - Number(one.first) || one.rank - two.rank || one.x - two.x || a - b;
  });
  const cells = new Map<number, Place>();
  const places: Place[] = [];
  for (const index of order) {
    const { x } = wishes[index] as Wish;
    const cell = Math.floor(x / gap);
    let neighbour: Place | undefined;
    for (let near = cell - 1; near <= cell + 1 && !neighbour; near++) {
      const place = cells.get(near);
      if (place && Math.abs((wishes[place.index] as Wish).x - x) < gap) neighbour = place;
    }
    if (neighbour) {
      neighbour.more += 1;
      continue;
    }
    const place: Place = { index, more: 0 };
    cells.set(cell, place);
    places.push(place);
  }
  return places;
}
