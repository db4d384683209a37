// Where I am on the Findings screen, as the URL holds it: filters, the causes that stand open, the cause that I went
// into and the finding that I look at. The names are those of the wire's query. Anything unknown in a URL is dropped,
// never an error; a list with one value may be written as that value, so links from elsewhere stay short.
import type { FindingsQuery } from '../../contract/contract';

export type FacetKey = 'severities' | 'verdicts' | 'kinds' | 'classes' | 'states' | 'dispositions' | 'owners';

export type FindingsSearch = {
  severities?: string[];
  verdicts?: string[];
  kinds?: string[];
  classes?: string[];
  /** States of triage: open, accepted, expired, overdue, grown. */
  states?: string[];
  dispositions?: string[];
  owners?: string[];
  text?: string;
  sort?: string;
  /** Cause that stands open in the list; `none` for none. Without it the first one is open. */
  open?: string;
  /** Cause whose findings are listed. */
  cause?: string;
  /** Patient whose findings are listed. */
  patient?: string;
  /** Artifact from which the findings come that are shown. */
  artifact?: string;
  /** `findings` lists findings of every cause. */
  group?: 'findings';
  /** Finding shown in the panel; `none` keeps it closed. */
  finding?: string;
};

export const NONE = 'none';
export const DEFAULT_SORT = 'severity';

const SORTABLE = new Set(['severity', 'statements', 'patients', 'label', 'patient']);
export const FACETS: readonly FacetKey[] = ['severities', 'verdicts', 'kinds', 'classes', 'states', 'dispositions', 'owners'];
const SINGULAR: Record<FacetKey, string> = {
  severities: 'severity',
  verdicts: 'verdict',
  kinds: 'kind',
  classes: 'class',
  states: 'state',
  dispositions: 'disposition',
  owners: 'owner',
};

function words(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const kept = list.filter((word): word is string => typeof word === 'string' && word !== '');
  return kept.length > 0 ? [...new Set(kept)] : undefined;
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function validate(raw: Record<string, unknown>): FindingsSearch {
  const search: FindingsSearch = {};
  const sort = word(raw.sort);
  const set = <K extends keyof FindingsSearch>(key: K, value: FindingsSearch[K]) => {
    if (value !== undefined) search[key] = value;
  };
  for (const key of FACETS) set(key, words(raw[key] ?? raw[SINGULAR[key]]));
  set('text', word(raw.text));
  set('sort', sort !== undefined && SORTABLE.has(sort.replace(/^-/, '')) ? sort : undefined);
  set('open', word(raw.open));
  set('cause', word(raw.cause));
  set('patient', word(raw.patient));
  set('artifact', word(raw.artifact));
  set('group', raw.group === 'findings' ? 'findings' : undefined);
  set('finding', word(raw.finding));
  return search;
}

/** Whether the screen lists findings rather than causes. A link to a finding leads to the list that holds it. */
export function listsFindings(search: FindingsSearch): boolean {
  return Boolean(search.cause || search.patient || search.group || (search.finding && search.finding !== NONE));
}

export type Selection = Omit<FindingsQuery, 'offset' | 'limit'>;

/** The request for what the URL says, without its page. The list of causes does not follow into one cause. */
export function request(search: FindingsSearch, within: 'all' | 'cause'): Selection {
  return {
    severities: search.severities ?? [],
    verdicts: search.verdicts ?? [],
    kinds: search.kinds ?? [],
    classes: search.classes ?? [],
    states: search.states ?? [],
    dispositions: search.dispositions ?? [],
    owners: search.owners ?? [],
    cause: within === 'cause' ? (search.cause ?? '') : '',
    patient: search.patient ?? '',
    artifact: search.artifact ?? '',
    text: search.text ?? '',
    sort: search.sort ?? DEFAULT_SORT,
  };
}

export function isFiltered(search: FindingsSearch): boolean {
  return FACETS.some((key) => search[key]?.length) || Boolean(search.text || search.patient || search.artifact);
}

/** A press on a column head; a second press turns it round. Severity starts with the worst, which the server calls ascending. */
export function nextSort(current: string | undefined, column: string): string {
  const now = current ?? DEFAULT_SORT;
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return column === 'label' || column === 'severity' ? column : `-${column}`;
}
