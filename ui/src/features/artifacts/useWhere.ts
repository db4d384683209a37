// The URL of the Artifacts screen as state: what it says, and how to change a part of it. Filters and the choice of
// another part make a step in the history; moving the selection replaces the step, so that Back leaves the list.
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { type ArtifactsSearch, validate } from './search';

export type Go = (change: Partial<ArtifactsSearch>, how?: { replace?: boolean }) => void;

export function useWhere(): [ArtifactsSearch, Go] {
  const raw = useSearch({ strict: false }) as Record<string, unknown>;
  const search = useMemo(() => validate(raw), [raw]);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    const next = validate({ ...search, ...change });
    void navigate({ to: '/artifacts' as string, search: next as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
