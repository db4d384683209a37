// The URL of the populations as state: what it says, and how to change a part of it.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type PopulationSearch, validate } from './search';

export type Go = (change: Partial<PopulationSearch>, how?: { replace?: boolean }) => void;

export function useWhere(): [PopulationSearch, Go] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const search = useMemo(() => validate(raw), [raw]);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    void navigate({ to: '/findings/population' as string, search: validate({ ...search, ...change }) as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
