// Where I am on the lens screen, read from and written to the address. Moving about replaces the entry, so that "back" leaves the screen.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { validate, type LensSearch, type Patch } from './model/search';

export function useAddress(): [LensSearch, (patch: Patch) => void] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => validate(raw), [raw]);
  const change = useCallback(
    (patch: Patch) => {
      const update = (before: Record<string, unknown>): LensSearch => validate({ ...before, ...patch });
      void navigate({ to: '.', search: update as never, replace: true });
    },
    [navigate],
  );
  return [search, change];
}
