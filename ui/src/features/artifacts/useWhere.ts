// The URL of the Artifacts screen as state: what it says, and how to change a part of it. Filters and the choice of
// another part make a step in the history; moving the selection replaces the step, so that Back leaves the list.
import { useNavigate } from '@tanstack/react-router';
import { useSaid } from '../../components/useAddress';
import { type ArtifactsSearch, validate } from './search';

export type Go = (change: Partial<ArtifactsSearch>, how?: { replace?: boolean }) => void;

export function useWhere(): [ArtifactsSearch, Go] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    const next = validate({ ...search, ...change });
    void navigate({ to: '/artifacts' as string, search: next as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
