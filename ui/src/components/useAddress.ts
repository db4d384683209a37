// Where I am on a screen, read from and written to the address. Moving about replaces the entry in the browser's history, so that
// "back" leaves the screen instead of stepping through everything that was looked at.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';

/** Parts of an address to change; `undefined` takes a part out. */
export type Patch<Search> = { [K in keyof Search]?: Search[K] | undefined };

/** The present address and the way to change parts of it. `validate` is the screen's own and never changes. */
export function useAddress<Search extends object>(validate: (raw: Record<string, unknown>) => Search): [Search, (patch: Patch<Search>) => void] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const search = useMemo(() => validate(raw), [raw, validate]);
  const change = useCallback(
    (patch: Patch<Search>) => {
      const update = (before: Record<string, unknown>): Search => validate({ ...before, ...patch });
      void navigate({ to: '.', search: update as never, replace: true });
    },
    [navigate, validate],
  );
  return [search, change];
}
