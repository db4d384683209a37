/**
 * Packing: spans into as few rows as first fit needs, so that no two in a row overlap.
 *
 * Units of rank 0 (they carry findings) go first and so lie nearest to the middle of their lane; the others follow in
 * order of time. A unit may need several rows next to each other. The first free row is found in a tree of row ends,
 * so 20,000 spans pack in a blink whatever they look like.
 * What must stay true: within a row spans do not overlap, and the same input gives the same rows.
 */

/** Which spans of one line may be written: the first of those that would overlap, in the order given. */
export function apart(spans: readonly (readonly [from: number, to: number])[]): boolean[] {
  const taken: (readonly [number, number])[] = [];
  return spans.map(([from, to]) => {
    const free = taken.every(([start, end]) => to <= start || from >= end);
    if (free) taken.push([from, to]);
    return free;
  });
}

/** What wants rows. */
export interface Unit {
  readonly start: number;
  readonly end: number;
  /** 0 first. */
  readonly rank: number;
  /** Rows needed, at least 1. */
  readonly rows: number;
}

/** Least row whose end lies at or before a day: a binary tree of minima over the rows' ends. */
class RowEnds {
  private capacity = 64;
  private tree = new Float64Array(128).fill(Number.NEGATIVE_INFINITY);
  used = 0;

  end(row: number): number {
    return this.tree[this.capacity + row] as number;
  }

  set(row: number, end: number): void {
    while (row >= this.capacity) this.grow();
    this.used = Math.max(this.used, row + 1);
    let node = this.capacity + row;
    this.tree[node] = end;
    for (node >>= 1; node >= 1; node >>= 1) {
      this.tree[node] = Math.min(this.tree[node * 2] as number, this.tree[node * 2 + 1] as number);
    }
  }

  firstFree(start: number): number {
    if ((this.tree[1] as number) > start) return this.capacity;
    let node = 1;
    while (node < this.capacity) node = (this.tree[node * 2] as number) <= start ? node * 2 : node * 2 + 1;
    return node - this.capacity;
  }

  private grow(): void {
    const old = this.tree.slice(this.capacity);
    this.capacity *= 2;
    this.tree = new Float64Array(this.capacity * 2).fill(Number.NEGATIVE_INFINITY);
    old.forEach((end, row) => {
      if (end !== Number.NEGATIVE_INFINITY) this.set(row, end);
    });
  }
}

/** First of `rows` neighbouring rows that are all free from `start` on. */
function freeRun(ends: RowEnds, start: number, rows: number): number {
  let run = 0;
  for (let row = 0; row < ends.used; row++) {
    run = ends.end(row) <= start ? run + 1 : 0;
    if (run === rows) return row - rows + 1;
  }
  return ends.used - run;
}

/** The first row of every unit, in the order given, and how many rows there are. */
export function packRows(units: readonly Unit[]): { rows: number[]; count: number } {
  const order = units.map((_, index) => index);
  order.sort((a, b) => {
    const one = units[a] as Unit;
    const two = units[b] as Unit;
    return one.rank - two.rank || one.start - two.start || one.end - two.end || a - b;
  });
  const rows = new Array<number>(units.length).fill(0);
  const ends = new RowEnds();
  for (const index of order) {
    const unit = units[index] as Unit;
    const row = unit.rows > 1 ? freeRun(ends, unit.start, unit.rows) : ends.firstFree(unit.start);
    rows[index] = row;
    for (let at = row; at < row + unit.rows; at++) ends.set(at, Math.max(unit.end, unit.start + 0.5));
  }
  return { rows, count: ends.used };
}
