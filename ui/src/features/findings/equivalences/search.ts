// Where I am among the equivalences, as the URL holds it. Anything unknown in a URL is dropped, never an error.
import { useNavigate } from '@tanstack/react-router';
import { useSaid } from '../../../components/useAddress';

export type EquivalencesSearch = {
  /** Equivalence shown in the panel; `none` keeps it closed. */
  id?: string;
  text?: string;
  sort?: string;
};

export const NONE = 'none';
const SORTABLE = new Set(['id', 'statements', 'expires']);

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function validate(raw: Record<string, unknown>): EquivalencesSearch {
  const search: EquivalencesSearch = {};
  const id = word(raw['id']);
  const text = word(raw['text']);
  const sort = word(raw['sort']);
  if (id !== undefined) search.id = id;
  if (text !== undefined) search.text = text;
  if (sort !== undefined && SORTABLE.has(sort.replace(/^-/, ''))) search.sort = sort;
  return search;
}

export type Go = (change: Partial<EquivalencesSearch>, how?: { replace?: boolean }) => void;

/** The URL as state: what it says, and how to change a part of it. */
export function useWhere(): [EquivalencesSearch, Go] {
  const search = useSaid(validate);
  const navigate = useNavigate();
  const go: Go = (change, how) => {
    void navigate({ to: '/findings/equivalences' as string, search: validate({ ...search, ...change }) as never, replace: how?.replace ?? false });
  };
  return [search, go];
}
