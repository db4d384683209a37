// The URL of the Findings screen as state: what it says, and how to change a part of it. Filters and going into a cause
// make a step in the history; moving the selection replaces the step, so that Back leaves the list.
import { useNavigate } from '@tanstack/react-router';
import { useSaid } from '../../components/useAddress';
import { type FindingsSearch, validate } from './search';

export type Go = (change: Partial<FindingsSearch>, how?: { replace?: boolean }) => void;

export function useWhere(): [FindingsSearch, Go] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    const next = validate({ ...search, ...change });
    void navigate({ to: '/findings' as string, search: next as never, replace: how?.replace ?? false });
  };
  return [search, go];
}

/** Ways to the other screens, for keys. */
export function useLeave(): { toRule: (rule: string) => void; toChart: (patient: string, finding: string) => void } {
  const navigate = useNavigate();
  return {
    toRule: (rule) => void navigate({ to: '/mapping' as string, search: { rule } as never }),
    toChart: (patient, finding) => void navigate({ to: `/patients/${encodeURIComponent(patient)}` as string, search: { finding } as never }),
  };
}
