/**
 * The patients before and after this one, in the list that the chart was opened from. Without a place in the URL the
 * patient is looked for among the first 500; beyond that there is no next, rather than a wrong one.
 */
import { useEffect, useMemo } from 'react';
import { useCommand } from '../../../platform/call';
import type { ChartSearch } from '../search';
import { listQuery } from '../search';
import type { GoChart } from '../useWhere';

/** Where a patient stands in the list. */
export interface Neighbours {
  readonly at: number | null;
  readonly total: number;
  readonly previous: string | null;
  readonly next: string | null;
  readonly goPrevious: () => void;
  readonly goNext: () => void;
}

export function useNeighbours(id: string, search: ChartSearch, go: GoChart): Neighbours {
  const known = search.at;
  const offset = known === undefined ? 0 : Math.max(0, known - 1);
  const page = useCommand('patients', { ...listQuery(search), offset, limit: known === undefined ? 500 : 3 }, { keep: false });
  const rows = page.data?.rows ?? [];
  const within = rows.findIndex((row) => row.id === id);
  const at = within < 0 ? null : offset + within;
  const stale = known !== undefined && page.data !== undefined && within < 0;
  useEffect(() => {
    if (stale) go({ at: undefined } as Partial<ChartSearch>, { replace: true });
  }, [stale, go]);
  const previous = at === null ? null : (rows[within - 1]?.id ?? null);
  const next = at === null ? null : (rows[within + 1]?.id ?? null);
  return useMemo(() => {
    const other = (to: string | null, place: number) => () => {
      if (to === null) return;
      go({ at: place, finding: undefined, statement: undefined, from: undefined, to: undefined, tests: undefined, ...(search.day === undefined ? {} : { day: 'last' }) } as Partial<ChartSearch>, { id: to });
    };
    return { at, total: page.data?.total ?? 0, previous, next, goPrevious: other(previous, (at ?? 0) - 1), goNext: other(next, (at ?? 0) + 1) };
  }, [at, previous, next, page.data?.total, go, search.day]);
}
