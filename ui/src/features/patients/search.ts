/**
 * Where I am among the patients, as the URL holds it: the list's filters, and on a chart the finding, what is shown,
 * the kinds, the tests with a trend, the days in view and the day looked at. A chart keeps the list's filters, so that the next and the
 * previous patient are those of the list it was opened from. Anything unknown in a URL is dropped, never an error.
 */
import type { ChartQuery, ChartStateQuery, PatientsQuery } from '../../contract/contract';

/** How much of both charts is shown. */
export const SHOWS = ['all', 'context', 'findings'] as const;
export type Show = (typeof SHOWS)[number];

export type ListSearch = {
  text?: string;
  severities?: string[];
  reasons?: string[];
  sides?: string[];
  /** Registry question whose answer differs, and how it differs. */
  question?: string;
  difference?: string;
  sort?: string;
  /** Place in the list, from 0. */
  at?: number;
};

export type ChartSearch = ListSearch & {
  finding?: string;
  /** Statement looked at, when it is not a finding that is looked at. */
  statement?: string;
  show?: Show;
  kinds?: string[];
  tests?: string[];
  from?: number;
  to?: number;
  /** The day whose lists stand beside the chart; `last` for the last day that the books know. */
  day?: number | 'last';
  /** Sample for chart review that the chart was opened from. */
  sample?: string;
  /** `list` shows the statements as a table instead of on the time axis. */
  as?: 'list';
  /** Words that a line of the table holds. */
  words?: string;
  /** Column by which the table is sorted, a leading `-` turns it round; without it lanes in order of time. */
  by?: string;
};

const SORTABLE = new Set(['rank', 'patient', 'sex', 'age', 'safety', 'clinical', 'findings', 'difference', 'statements', 'legacy', 'destination']);
/** Columns of the table of statements that sort it. */
const LINE_SORTABLE = new Set(['verdict', 'kind', 'when', 'legacy', 'destination', 'aspect']);

function words(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const kept = list.filter((word): word is string => typeof word === 'string' && word !== '');
  return kept.length > 0 ? [...new Set(kept)] : undefined;
}

function word(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function whole(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value) : undefined;
}

/** A place on the time axis, to the minute. */
function moment(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1000) / 1000 : undefined;
}

/** Leaves out what is not set, so that the URL stays short. */
function compact<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as T;
}

export function validateList(raw: Record<string, unknown>): ListSearch {
  const sort = word(raw['sort']);
  const at = whole(raw['at']);
  return compact({
    text: word(raw['text']),
    severities: words(raw['severities'] ?? raw['severity']),
    reasons: words(raw['reasons'] ?? raw['reason']),
    sides: words(raw['sides'] ?? raw['side']),
    question: word(raw['question']),
    difference: word(raw['question']) === undefined ? undefined : word(raw['difference']),
    sort: sort !== undefined && SORTABLE.has(sort.replace(/^-/, '')) ? sort : undefined,
    at: at !== undefined && at >= 0 ? at : undefined,
  }) as ListSearch;
}

export function validateChart(raw: Record<string, unknown>): ChartSearch {
  const from = moment(raw['from']);
  const to = moment(raw['to']);
  const by = word(raw['by']);
  const inView = from !== undefined && to !== undefined && to > from;
  return compact({
    ...validateList(raw),
    finding: word(raw['finding']),
    statement: word(raw['statement']),
    show: SHOWS.find((show) => show === raw['show']),
    kinds: words(raw['kinds'] ?? raw['kind']),
    tests: Array.isArray(raw['tests']) && raw['tests'].length === 0 ? [] : Array.isArray(raw['tests']) ? words(raw['tests']) : undefined,
    from: inView ? from : undefined,
    to: inView ? to : undefined,
    day: raw['day'] === 'last' ? 'last' : whole(raw['day']),
    sample: word(raw['sample']),
    as: raw['as'] === 'list' ? 'list' : undefined,
    words: word(raw['words']),
    by: by !== undefined && LINE_SORTABLE.has(by.replace(/^-/, '')) ? by : undefined,
  }) as ChartSearch;
}

/** The list's question, without its page. */
export function listQuery(search: ListSearch): Omit<PatientsQuery, 'offset' | 'limit'> {
  return {
    text: search.text ?? '',
    severities: search.severities ?? [],
    reasons: search.reasons ?? [],
    sides: search.sides ?? [],
    question: search.question ?? '',
    difference: search.difference ?? '',
    sort: search.sort ?? '',
  };
}

/** The chart's question. Where nothing is chosen the workspace answers with what `shownOf` names. */
export function chartQuery(id: string, search: ChartSearch): ChartQuery {
  return { id, show: search.show ?? '', kinds: search.kinds ?? [] };
}

/** How much a chart shows when nobody has chosen: findings in their context, and all of it where there are none. */
export function usualShow(findings: number): Show {
  return findings === 0 ? 'all' : 'context';
}

/** How much of a chart with so many findings is shown. */
export function shownOf(search: ChartSearch, findings: number): Show {
  return search.show ?? usualShow(findings);
}

/** The question for what was in force on the day looked at. */
export function stateQuery(id: string, search: ChartSearch): ChartStateQuery {
  return { id, day: typeof search.day === 'number' ? search.day : null };
}

export function isFiltered(search: ListSearch): boolean {
  return Boolean(search.text || search.severities || search.reasons || search.sides || search.question);
}
