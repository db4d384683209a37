// Where I am on the Artifacts screen, as the URL holds it: the view, its filters and order, what is open in it. Not server
// state and not what is being typed. Anything unknown in a URL is dropped, never an error; a list with one value may be
// written as that value, so links from elsewhere stay short.
//
// The views share the names of their filters. Going from one to another therefore drops them (`leave`), but keeps the
// artifact that is open in Files.
import type { ArtifactsQuery, DiscoveryQuery } from '../../contract/contract';

export type Part = 'profile' | 'structure' | 'uses' | 'quarantine';
const PARTS: readonly Part[] = ['structure', 'uses', 'quarantine'];
export type View = 'files' | 'corners' | 'joins' | 'anomalies' | 'integrations' | 'rules' | 'deliveries' | 'archive' | 'documents' | 'layouts';
export type DiscoveryView = Exclude<View, 'files'>;

export const VIEWS: readonly View[] = ['files', 'corners', 'joins', 'anomalies', 'integrations', 'rules', 'deliveries', 'archive', 'documents', 'layouts'];

export type ArtifactsSearch = {
  /** Files when absent. */
  view?: DiscoveryView;
  text?: string;
  side?: string;
  formats?: string[];
  states?: string[];
  sizes?: string[];
  reaches?: string[];
  risks?: string[];
  /** Files as a tree of folders instead of a table. */
  as?: 'tree';
  /** Kinds of corners and integrations, codes of anomalies, bases of joins, verdicts on documents. */
  kinds?: string[];
  /** Artifact to which the lists of discovery are narrowed. */
  of?: string;
  /** Delivery whose changes are shown; the newest without it. */
  delivery?: string;
  sort?: string;
  /** Open artifact; `none` keeps the panel closed. Without it the first row is open. */
  id?: string;
  part?: Part;
  relation?: string;
  /** Field whose profile stands open. */
  field?: string;
  /** Open row of a list of discovery; `none` keeps the panel closed. Without it the first row is open. */
  item?: string;
};

/** Classes of size by the words that saved links may have for them. */
const SIZES_BEFORE: Partial<Record<string, string>> = { 'under 10 KB': 'under 10 KiB', '10 KB to 1 MB': '10 KiB to 1 MiB', '1 to 100 MB': '1 to 100 MiB', '100 MB and more': '100 MiB and more' };

export const NONE = 'none';
export const NO_ARTIFACT = NONE;
export const DEFAULT_SORT = '-patients';

/** Columns by which each view sorts. Words start with A; risk, severity and verdict with the worst, which the workspace calls ascending. */
const SORTABLE: Record<View, { words: readonly string[]; numbers: readonly string[]; first: string }> = {
  files: { words: ['name', 'format'], numbers: ['records', 'quarantined', 'size', 'patients', 'fields'], first: DEFAULT_SORT },
  corners: { words: ['risk', 'kind', 'where', 'state'], numbers: [], first: 'risk' },
  joins: { words: ['from', 'to', 'basis'], numbers: ['contained', 'orphans', 'score'], first: '-score' },
  anomalies: { words: ['severity', 'code', 'where'], numbers: ['count', 'share'], first: 'severity' },
  integrations: { words: ['kind', 'name', 'status', 'owner'], numbers: ['records', 'first', 'last'], first: '-records' },
  rules: { words: ['kind', 'name', 'where', 'state'], numbers: ['mentions', 'signs'], first: 'name' },
  deliveries: { words: ['severity', 'change', 'where'], numbers: ['rules'], first: 'severity' },
  archive: { words: [], numbers: [], first: '' },
  layouts: { words: [], numbers: [], first: '' },
  documents: { words: ['verdict', 'name', 'text'], numbers: ['pages', 'copies'], first: 'verdict' },
};

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
  const set = <K extends keyof ArtifactsSearch>(key: K, value: ArtifactsSearch[K]) => {
    if (value !== undefined) search[key] = value;
  };
  const view = VIEWS.find((one) => one === raw.view) ?? 'files';
  const sort = word(raw.sort);
  const { words: byWord, numbers } = SORTABLE[view];
  set('view', view === 'files' ? undefined : view);
  set('text', word(raw.text));
  set('states', words(raw.states));
  set('sort', sort !== undefined && [...byWord, ...numbers].includes(sort.replace(/^-/, '')) ? sort : undefined);
  set('id', word(raw.id) ?? word(raw.artifact));
  set('part', PARTS.find((part) => part === raw.part));
  set('as', raw.as === 'tree' ? 'tree' : undefined);
  set('sizes', words(raw.sizes)?.map((size) => SIZES_BEFORE[size] ?? size));
  set('reaches', words(raw.reaches));
  set('risks', words(raw.risks));
  set('relation', word(raw.relation));
  set('field', word(raw.field));
  set('side', word(raw.side));
  set('formats', words(raw.formats));
  set('kinds', words(raw.kinds));
  set('of', word(raw.of));
  set('delivery', word(raw.delivery));
  set('item', word(raw.item));
  return search;
}

export function viewOf(search: ArtifactsSearch): View {
  return search.view ?? 'files';
}

/** The change that leads to another view: its own filters start empty. */
export function leave(view: View, more: Partial<ArtifactsSearch> = {}): Partial<ArtifactsSearch> {
  return { ...CLEARED, sort: undefined, item: undefined, delivery: undefined, view: view === 'files' ? undefined : view, ...more };
}

/** The change that takes every filter off. */
export const CLEARED: Partial<ArtifactsSearch> = {
  text: undefined,
  side: undefined,
  formats: undefined,
  states: undefined,
  sizes: undefined,
  reaches: undefined,
  risks: undefined,
  kinds: undefined,
  of: undefined,
};

/** The request of Files for what the URL says, without its page. */
export function request(search: ArtifactsSearch): Omit<ArtifactsQuery, 'offset' | 'limit'> {
  return {
    text: search.text ?? '',
    side: search.side ?? '',
    formats: search.formats ?? [],
    states: search.states ?? [],
    sizes: search.sizes ?? [],
    reaches: search.reaches ?? [],
    risks: search.risks ?? [],
    sort: search.sort ?? DEFAULT_SORT,
  };
}

/** The request of a list of discovery for what the URL says, without its page. */
export function discoveryRequest(search: ArtifactsSearch): Omit<DiscoveryQuery, 'offset' | 'limit'> {
  return {
    text: search.text ?? '',
    artifact: search.delivery ?? search.of ?? '',
    kinds: search.kinds ?? [],
    states: search.states ?? [],
    sort: sortOf(search),
  };
}

/** The order that holds now. */
export function sortOf(search: ArtifactsSearch): string {
  return search.sort ?? SORTABLE[viewOf(search)].first;
}

export function isFiltered(search: ArtifactsSearch): boolean {
  const lists = [search.formats, search.states, search.sizes, search.reaches, search.risks, search.kinds];
  return Boolean(search.text || search.side || search.of || lists.some((list) => list?.length));
}

/** What the table's press on a head asks for: numbers start with the greatest, words with A; the next press turns it round. */
export function nextSort(search: ArtifactsSearch, pressed: string): string {
  const now = sortOf(search);
  const column = (pressed === '' ? now : pressed).replace(/^-/, '');
  if (now === column) return `-${column}`;
  if (now === `-${column}`) return column;
  return SORTABLE[viewOf(search)].words.includes(column) ? column : `-${column}`;
}
