// Where I am among what waits for a lead, as the URL holds it: acceptances or samples, the one that is open, whether what is signed shows too.
import { useNavigate } from '@tanstack/react-router';
import { useSaid } from '../../../components/useAddress';

export type SignSearch = {
  /** Acceptances when absent. */
  view?: 'samples';
  /** Open row; the first without it. */
  id?: string;
  /** Also what is signed. */
  all?: true;
};

const word = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);

export function validate(raw: Record<string, unknown>): SignSearch {
  const id = word(raw.id);
  return {
    ...(raw.view === 'samples' ? { view: 'samples' as const } : {}),
    ...(id === undefined ? {} : { id }),
    ...(raw.all === true || raw.all === 'true' ? { all: true as const } : {}),
  };
}

export type Go = (change: { [K in keyof SignSearch]?: SignSearch[K] | undefined }, how?: { replace?: boolean }) => void;

export function useWhere(): [SignSearch, Go] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    void navigate({ to: '/findings/sign' as string, search: validate({ ...search, ...change }) as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
