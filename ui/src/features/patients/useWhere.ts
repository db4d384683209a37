/**
 * The URL as state: what it says, and how to change a part of it. Walking along findings and moving the view replace
 * the step in the history; filters and another patient make one, so that Back does what one expects.
 */
import { useNavigate, useParams } from '@tanstack/react-router';
import { useCallback, useRef } from 'react';
import { useSaid } from '../../components/useAddress';
import type { ChartSearch, ListSearch } from './search';
import { validateChart, validateList } from './search';

/** How a change enters the history. */
export type How = { readonly replace?: boolean };

/** Search and go, for the list. */
export function useListWhere(): readonly [ListSearch, (change: Partial<ListSearch>, how?: How) => void, (id: string, at: number) => void] {
  const search = useSaid(validateList);
  const navigate = useNavigate();
  const go = (change: Partial<ListSearch>, how?: How): void => {
    void navigate({ to: '/patients' as string, search: validateList({ ...search, ...change }) as never, replace: how?.replace ?? false });
  };
  const open = (id: string, at: number): void => {
    void navigate({ to: `/patients/${encodeURIComponent(id)}` as string, search: { ...search, at } as never });
  };
  return [search, go, open];
}

/** A change of the chart's place; a function sees the latest. */
export type GoChart = (change: Partial<ChartSearch>, how?: How & { readonly id?: string }) => void;

/** Patient, search and go, for the chart. `go` never changes, so that the stage may keep it. */
export function useChartWhere(): readonly [string, ChartSearch, GoChart] {
  const params = useParams({ strict: false }) as { id?: string };
  const search = useSaid(validateChart);
  const navigate = useNavigate();
  const id = params.id ?? '';
  const latest = useRef({ id, search });
  latest.current = { id, search };
  const go = useCallback<GoChart>(
    (change, how) => {
      const next = validateChart({ ...latest.current.search, ...change });
      latest.current = { id: how?.id ?? latest.current.id, search: next };
      const to = `/patients/${encodeURIComponent(latest.current.id)}`;
      void navigate({ to: to as string, search: next as never, replace: how?.replace ?? false });
    },
    [navigate],
  );
  return [id, search, go];
}
