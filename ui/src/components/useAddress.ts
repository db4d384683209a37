// Where I am on a screen, read from and written to the address. Moving about replaces the entry in the browser's history, so that
// "back" leaves the screen instead of stepping through everything that was looked at.
import { replaceEqualDeep } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo, useRef } from 'react';

/** Parts of an address to change; `undefined` takes a part out. */
export type Patch<Search> = { [K in keyof Search]?: Search[K] | undefined };

/**
 * What the address says, read by the screen's own `validate`, which never changes. A part that says the same as before stays the same
 * object, so that what is made from it (the lanes of a chart from its chosen tests) is not made again when another part changes.
 */
export function useSaid<Search extends object>(validate: (raw: Record<string, unknown>) => Search): Search {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const before = useRef<Search | undefined>(undefined);
  return useMemo(() => (before.current = replaceEqualDeep(before.current, validate(raw))), [raw, validate]);
}

/** The present address and the way to change parts of it. `validate` is the screen's own and never changes. */
export function useAddress<Search extends object>(validate: (raw: Record<string, unknown>) => Search): [Search, (patch: Patch<Search>) => void] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Patch<Search>) => {
      const update = (before: Record<string, unknown>): Search => validate({ ...before, ...patch });
      void navigate({ to: '.', search: update as never, replace: true });
    },
    [navigate, validate],
  );
  return [search, change];
}
