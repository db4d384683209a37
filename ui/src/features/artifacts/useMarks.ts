// Rows of the queue that are marked to be decided together. Marks are kept by what they mark, not by place, and survive
// scrolling; another selection of the list starts without any. Rows that are not loaded are asked for when a range or all
// of them are marked.
import { useEffect, useRef, useState } from 'react';
import { toastError } from '../../components/toasts';
import type { Corner, DiscoveryQuery, WireError } from '../../contract/contract';
import { call } from '../../platform/call';

type Selection = Omit<DiscoveryQuery, 'offset' | 'limit'>;
type List = { total: number; row: (index: number) => Corner | undefined };

export type Marks = {
  corners: readonly Corner[];
  has: (corner: Corner) => boolean;
  mark: (index: number, how: 'toggle' | 'range') => void;
  all: () => void;
  clear: () => void;
};

const PAGE = 500;

/** Rows first to last, both included, in as few questions as possible. */
async function fetched(selection: Selection, first: number, last: number): Promise<Corner[]> {
  const rows: Corner[] = [];
  for (let offset = first; offset <= last; offset += PAGE) {
    const page = await call('corners', { ...selection, offset, limit: Math.min(PAGE, last - offset + 1) });
    rows.push(...page.rows);
    if (page.rows.length === 0) break;
  }
  return rows;
}

export function useMarks(list: List, selection: Selection, current: number | null): Marks {
  const [marked, setMarked] = useState<ReadonlyMap<string, Corner>>(new Map());
  const anchor = useRef<number | null>(null);
  const question = JSON.stringify(selection);
  useEffect(() => {
    anchor.current = null;
    setMarked((now) => (now.size === 0 ? now : new Map()));
  }, [question]);

  const add = (corners: readonly Corner[]): void => setMarked((now) => new Map([...now, ...corners.map((corner) => [corner.id, corner] as const)]));
  const addRange = (first: number, last: number): void => {
    const there = Array.from({ length: last - first + 1 }, (_, index) => list.row(first + index));
    if (there.every((corner) => corner !== undefined)) add(there);
    else fetched(selection, first, last).then(add, (error: WireError) => toastError(error));
  };
  const toggle = (index: number): void => {
    const corner = list.row(index);
    if (corner === undefined) return;
    anchor.current = index;
    setMarked((now) => {
      const next = new Map(now);
      if (!next.delete(corner.id)) next.set(corner.id, corner);
      return next;
    });
  };
  return {
    corners: [...marked.values()],
    has: (corner) => marked.has(corner.id),
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
