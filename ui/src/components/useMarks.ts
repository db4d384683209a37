// Rows of a paged list that are marked to be decided together. Marks are kept by what they mark, not by place, and survive
// scrolling; another selection of the list starts without any. Rows that are not loaded are asked for when a range or all
// of them are marked.
import { useEffect, useRef, useState } from 'react';
import type { WireError } from '../contract/contract';
import { call, type Request } from '../platform/call';
import { toastError } from './toasts';

type Named = { id: string };
type List<Row> = { total: number; row: (index: number) => Row | undefined };
/** Lists whose rows can be decided together. */
type Marked = 'corners' | 'integrations' | 'legacy_rules' | 'findings';
type Selection<K extends Marked> = Omit<Request<K>, 'offset' | 'limit'>;

export type Marks<Row extends Named> = {
  rows: readonly Row[];
  has: (row: Row) => boolean;
  mark: (index: number, how: 'toggle' | 'range') => void;
  all: () => void;
  clear: () => void;
};

const PAGE = 500;

/** Rows first to last, both included, in as few questions as possible. */
async function fetched<K extends Marked, Row extends Named>(name: K, selection: Selection<K>, first: number, last: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (let offset = first; offset <= last; offset += PAGE) {
    const page = await call(name, { ...selection, offset, limit: Math.min(PAGE, last - offset + 1) } as unknown as Request<K>);
    rows.push(...((page as { rows: unknown }).rows as Row[]));
    if (rows.length <= offset - first) break;
  }
  return rows;
}

export function useMarks<Row extends Named, K extends Marked>(name: K, list: List<Row>, selection: Selection<K>, current: number | null): Marks<Row> {
  const [marked, setMarked] = useState<ReadonlyMap<string, Row>>(new Map());
  const anchor = useRef<number | null>(null);
  const question = JSON.stringify(selection);
  useEffect(() => {
    anchor.current = null;
    setMarked((now) => (now.size === 0 ? now : new Map()));
  }, [question]);

  const add = (rows: readonly Row[]): void => setMarked((now) => new Map([...now, ...rows.map((row) => [row.id, row] as const)]));
  const addRange = (first: number, last: number): void => {
    const there = Array.from({ length: last - first + 1 }, (_, index) => list.row(first + index));
    if (there.every((row) => row !== undefined)) add(there);
    else fetched<K, Row>(name, selection, first, last).then(add, (error: WireError) => toastError(error));
  };
  const toggle = (index: number): void => {
    const row = list.row(index);
    if (row === undefined) return;
    anchor.current = index;
    setMarked((now) => {
      const next = new Map(now);
      if (!next.delete(row.id)) next.set(row.id, row);
      return next;
    });
  };
  return {
    rows: [...marked.values()],
    has: (row) => marked.has(row.id),
    mark: (index, how) => {
      if (how === 'toggle') return toggle(index);
      const from = anchor.current ?? current ?? index;
      anchor.current = from;
      addRange(Math.min(from, index), Math.max(from, index));
    },
    all: () => list.total > 0 && addRange(0, list.total - 1),
    clear: () => {
      anchor.current = null;
      setMarked(new Map());
    },
  };
}
