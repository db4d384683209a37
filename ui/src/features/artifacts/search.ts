// Where I am on the Artifacts screen, as the URL holds it: filters, order, the open artifact and what is shown of it.
// Not server state and not what is being typed. Anything unknown in a URL is dropped, never an error; a list with one
// value may be written as that value, so links from elsewhere stay short.
import type { ArtifactsQuery } from '../../contract/contract';

export type Part = 'profile' | 'quarantine';

export type ArtifactsSearch = {
  text?: string;
  side?: string;
  formats?: string[];
  states?: string[];
  sort?: string;
  /** Open artifact; `none` keeps the panel closed. Without it the first row is open. */
  id?: string;
  part?: Part;
  relation?: string;
};

export const NO_ARTIFACT = 'none';
export const DEFAULT_SORT = '-patients';

const SORTABLE = new Set(['name', 'format', 'records', 'quarantined', 'size', 'patients', 'fields']);

function words(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const kept = list.filter((word): word is string => typeof word === 'string' && word !== '');
  return kept.length > 0 ? [...new Set(kept)] : undefined;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function validate(raw: Record<string, unknown>): ArtifactsSearch {
  const search: ArtifactsSearch = {};
  const sort = word(raw.sort);
  const set = <K extends keyof ArtifactsSearch>(key: K, value: ArtifactsSearch[K]) => {
    if (value !== undefined) search[key] = value;
  };
  set('text', word(raw.text));
  set('side', word(raw.side));
  set('formats', words(raw.formats));
  set('states', words(raw.states));
  set('sort', sort !== undefined && SORTABLE.has(sort.replace(/^-/, '')) ? sort : undefined);
  set('id', word(raw.id) ?? word(raw.artifact));
  set('part', raw.part === 'quarantine' ? 'quarantine' : undefined);
  set('relation', word(raw.relation));
  return search;
}

/** The request for what the URL says, without its page. */
export function request(search: ArtifactsSearch): Omit<ArtifactsQuery, 'offset' | 'limit'> {
  return {
    text: search.text ?? '',
    side: search.side ?? '',
    formats: search.formats ?? [],
    states: search.states ?? [],
    sort: search.sort ?? DEFAULT_SORT,
  };
}

export function isFiltered(search: ArtifactsSearch): boolean {
  return Boolean(search.text || search.side || search.formats?.length || search.states?.length);
}

/** What the table's press on a head asks for: numbers start with the greatest, words with A; the next press turns it round. */
export function nextSort(current: string | undefined, pressed: string): string {
  const now = current ?? DEFAULT_SORT;
  const column = (pressed === '' ? now : pressed).replace(/^-/, '');
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return column === 'name' || column === 'format' ? column : `-${column}`;
}
