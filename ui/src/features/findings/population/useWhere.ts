// The URL of the populations as state: what it says, and how to change a part of it.
import { useNavigate } from '@tanstack/react-router';
import { useSaid } from '../../../components/useAddress';
import { type PopulationSearch, validate } from './search';

export type Go = (change: Partial<PopulationSearch>, how?: { replace?: boolean }) => void;

export function useWhere(): [PopulationSearch, Go] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    void navigate({ to: '/findings/population' as string, search: validate({ ...search, ...change }) as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
