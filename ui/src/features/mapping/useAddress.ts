// Where I am on the mapping screen, read from and written to the address. Moving from rule to rule replaces the entry
// in the browser's history, so that "back" leaves the screen instead of stepping through every rule that was looked at.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { validate, type MappingSearch, type Patch } from './model/search';

/** The present address and the way to change parts of it; `undefined` takes a part out. */
export function useAddress(): [MappingSearch, (patch: Patch) => void] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => validate(raw), [raw]);
  const change = useCallback(
    (patch: Patch) => {
      const update = (before: Record<string, unknown>): MappingSearch => validate({ ...before, ...patch });
      void navigate({ to: '.', search: update as never, replace: true });
    },
    [navigate],
  );
  return [search, change];
}
