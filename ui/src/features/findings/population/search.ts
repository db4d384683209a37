// Where I am among the populations, as the URL holds it: the view, the question looked at, the filters of the cells. Anything
// unknown in a URL is dropped, never an error.
import type { PopulationQuery } from '../../../contract/contract';

export const VIEWS = ['questions', 'month', 'code', 'clinic', 'kind', 'number', 'amount'] as const;
export type View = (typeof VIEWS)[number];

export type PopulationSearch = {
  view?: View;
  /** Question shown in the panel; `none` keeps it closed. */
  question?: string;
  /** Only what differs. */
  differing?: boolean;
  kinds?: string[];
  text?: string;
  sort?: string;
};

export const NONE = 'none';
const SORTABLE = new Set(['difference', 'legacy', 'destination', 'label', 'title', 'only']);

function word(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function words(value: unknown): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const kept = list.filter((one): one is string => typeof one === 'string' && one !== '');
  return kept.length > 0 ? [...new Set(kept)] : undefined;
}

export function validate(raw: Record<string, unknown>): PopulationSearch {
  const search: PopulationSearch = {};
  const set = <K extends keyof PopulationSearch>(key: K, value: PopulationSearch[K]) => {
    if (value !== undefined) search[key] = value;
  };
  const sort = word(raw['sort']);
  const view = VIEWS.find((one) => one === raw['view']);
  set('view', view === 'questions' ? undefined : view);
  set('question', word(raw['question']));
  set('differing', raw['differing'] === true || raw['differing'] === 'true' ? true : undefined);
  set('kinds', words(raw['kinds']));
  set('text', word(raw['text']));
  set('sort', sort !== undefined && SORTABLE.has(sort.replace(/^-/, '')) ? sort : undefined);
  return search;
}

/** The question for cells, without its page. */
export function request(search: PopulationSearch, view: View): Omit<PopulationQuery, 'offset' | 'limit'> {
  return {
    dimension: view,
    kinds: search.kinds ?? [],
    text: search.text ?? '',
    differing: search.differing ?? false,
    sort: search.sort ?? '',
  };
}
