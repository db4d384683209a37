/**
 * The day looked at: which it is, what was in force on it, and how to move it. The URL holds the day; while the pointer
 * drags it over the axis the URL follows a moment later, so that not every day under the pointer is asked for.
 */
import { useCallback, useEffect, useMemo, useRef } from 'react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ChartState, WireError } from '../../../contract/contract';
import { useCommand } from '../../../platform/call';
import type { ChartSearch } from '../search';
import { stateQuery } from '../search';
import type { GoChart } from '../useWhere';

const REST_MS = 90;

/** The day looked at; `day` is null while it is not known yet, or nothing is looked at. */
export interface DayCursor {
  readonly open: boolean;
  readonly day: number | null;
  readonly answer: UseQueryResult<ChartState, WireError>;
  readonly toggle: () => void;
  readonly close: () => void;
  readonly last: () => void;
  readonly goTo: (day: number) => void;
  readonly drag: (day: number) => void;
  readonly move: (days: number) => void;
}

export function useDay(id: string, search: ChartSearch, go: GoChart): DayCursor {
  const open = search.day !== undefined;
  const answer = useCommand('chart_state', stateQuery(id, search), { enabled: open, staleTime: 60_000 });
  const known = open ? (answer.data?.last ?? null) : null;
  const day = typeof search.day === 'number' ? search.day : known;
  const timer = useRef(0);
  useEffect(() => () => clearTimeout(timer.current), []);
  const goTo = useCallback((to: number) => go({ day: to, statement: undefined } as Partial<ChartSearch>, { replace: true }), [go]);
  const drag = useCallback((to: number) => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => goTo(to), REST_MS);
  }, [goTo]);
  return useMemo(() => ({
    open, day, answer, goTo, drag,
    toggle: () => go({ day: open ? undefined : 'last', statement: undefined } as Partial<ChartSearch>),
    close: () => go({ day: undefined, statement: undefined } as Partial<ChartSearch>),
    last: () => go({ day: 'last', statement: undefined } as Partial<ChartSearch>, { replace: true }),
    move: (days) => (day === null ? go({ day: 'last' }, { replace: true }) : goTo(day + days)),
  }), [open, day, answer, go, goTo, drag]);
}
