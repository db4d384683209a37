// The tree of artifacts as one flat list, so that a table can show any part of it at once: what is open, how deep each row
// stands, and which page of which node a row belongs to. Pure.
//
// Rows come in pages and in any order. A node that stands open counts with all its rows from the moment its first page is
// there; a row that is not there yet has its place already. What must stay true: a million rows below one node cost nothing
// until somebody looks at them.
import type { TreeRow } from '../../contract/contract';

/** What is known of the rows of one node. */
export type Held = { total: number; rows: ReadonlyMap<number, TreeRow> };

/** The rows of each node that was asked for; the sides stand under the empty token. */
export type Known = ReadonlyMap<string, Held>;

/** Rows of one node that follow each other without anything open between them. */
export type Span = { node: string; depth: number; from: number; count: number; start: number };

export type Line = { row: TreeRow; depth: number; open: boolean | undefined; node: string; at: number };

/** Rows of a node that are asked for together. */
export const PAGE = 200;

/** Whether a row stands open: sides do until they are closed, everything else when it was opened. */
export function isOpen(row: TreeRow, turned: ReadonlySet<string>): boolean {
  return row.node !== '' && turned.has(row.node) !== (row.kind === 'side');
}

/** The list as spans, and how many rows it has. */
export function spans(known: Known, turned: ReadonlySet<string>): { spans: Span[]; total: number } {
  const out: Span[] = [];
  let start = 0;
  const add = (node: string, depth: number, from: number, to: number): void => {
    if (to <= from) return;
    out.push({ node, depth, from, count: to - from, start });
    start += to - from;
  };
  const walk = (node: string, depth: number): void => {
    const held = known.get(node);
    if (held === undefined) return;
    let from = 0;
    const open = [...held.rows].filter(([at, row]) => at < held.total && isOpen(row, turned) && known.has(row.node)).sort(([a], [b]) => a - b);
    for (const [at, row] of open) {
      add(node, depth, from, at + 1);
      from = at + 1;
      walk(row.node, depth + 1);
    }
    add(node, depth, from, held.total);
  };
  walk('', 0);
  return { spans: out, total: start };
}

/** The span that a row of the list stands in. */
export function spanAt(list: readonly Span[], index: number): Span | undefined {
  let [low, high] = [0, list.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = list[middle];
    if (span === undefined) return undefined;
    if (index < span.start) high = middle - 1;
    else if (index >= span.start + span.count) low = middle + 1;
    else return span;
  }
  return undefined;
}

/** A row of the list, if it is there. */
export function lineAt(known: Known, list: readonly Span[], turned: ReadonlySet<string>, index: number): Line | undefined {
  const span = spanAt(list, index);
  if (span === undefined) return undefined;
  const at = span.from + index - span.start;
  const row = known.get(span.node)?.rows.get(at);
  if (row === undefined) return undefined;
  return { row, depth: span.depth, open: row.node === '' ? undefined : isOpen(row, turned), node: span.node, at };
}

/** Where a row stands in the list, among those that are there. */
export function indexOf(known: Known, list: readonly Span[], is: (row: TreeRow) => boolean): number | null {
  for (const span of list) {
    for (const [at, row] of known.get(span.node)?.rows ?? []) {
      if (at >= span.from && at < span.from + span.count && is(row)) return span.start + at - span.from;
    }
  }
  return null;
}

/** The row that a row stands under, as a place in the list. */
export function parentOf(known: Known, list: readonly Span[], line: Line): number | null {
  return line.node === '' ? null : indexOf(known, list, (row) => row.node === line.node);
}

/** Pages to ask for: the first of everything that stands open, and those that are looked at. */
export function wanted(known: Known, turned: ReadonlySet<string>, list: readonly Span[], range: { first: number; last: number }): { node: string; page: number }[] {
  const out = new Map<string, { node: string; page: number }>();
  const want = (node: string, page: number): void => void out.set(`${node} ${page}`, { node, page });
  want('', 0);
  for (const { rows } of known.values()) for (const row of rows.values()) if (isOpen(row, turned)) want(row.node, 0);
  for (const span of list) {
    const [first, last] = [Math.max(range.first, span.start), Math.min(range.last, span.start + span.count)];
    if (last <= first) continue;
    const [from, to] = [span.from + first - span.start, span.from + last - 1 - span.start];
    for (let page = Math.floor(from / PAGE); page * PAGE <= to; page += 1) want(span.node, page);
  }
  return [...out.values()];
}
