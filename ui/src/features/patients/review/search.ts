/**
 * Where I am in chart review, as the URL holds it: filters of a sheet and the chart looked at. Anything unknown in a URL is
 * dropped, never an error.
 */
import type { ChartSampleQuery, DrawSample } from '../../../contract/contract';

export const STRATA = ['top', 'middle', 'rest'] as const;
export const STATES = ['unread', 'second reader', 'adjudicate', 'held', 'error', 'unclear'] as const;

export type SheetSearch = {
  text?: string;
  strata?: string[];
  states?: string[];
  /** Only what waits for whoever asks. */
  waiting?: true;
  /** Pseudonym of the chart looked at. */
  chart?: string;
};

function among(value: unknown, known: readonly string[]): string[] | undefined {
  const list = Array.isArray(value) ? value : typeof value === 'string' ? value.split(',') : [];
  const kept = known.filter((word) => list.includes(word));
  return kept.length > 0 ? kept : undefined;
}

function word(value: unknown): string | undefined {
  // A pseudonym of digits alone comes out of the URL as a number.
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function validateSheet(raw: Record<string, unknown>): SheetSearch {
  const parts = {
    text: word(raw['text']),
    strata: among(raw['strata'], STRATA),
    states: among(raw['states'], STATES),
    waiting: raw['waiting'] === true || raw['waiting'] === 'true' ? true : undefined,
    chart: word(raw['chart']),
  };
  return Object.fromEntries(Object.entries(parts).filter(([, one]) => one !== undefined)) as SheetSearch;
}

/** The sheet's question, without its page. */
export function sheetQuery(id: string, search: SheetSearch): Omit<ChartSampleQuery, 'offset' | 'limit'> {
  return { id, text: search.text ?? '', strata: search.strata ?? [], states: search.states ?? [], waiting: search.waiting === true };
}

/** The question for one chart of a sheet. */
export function chartOfSheet(id: string, patient: string): ChartSampleQuery {
  return { ...sheetQuery(id, { text: patient }), offset: 0, limit: 1 };
}

/** The question for what waits for whoever asks. */
export function waitingOfSheet(id: string): ChartSampleQuery {
  return { ...sheetQuery(id, { waiting: true }), offset: 0, limit: 500 };
}

export function isFiltered(search: SheetSearch): boolean {
  return Boolean(search.text || search.strata || search.states || search.waiting);
}

/** What is typed into the dialog that draws a sample. Numbers stay text until they are asked for. */
export type Wish = { claim: string; confidence: string; errors: string; top: 'lot' | 'least' | 'all'; topCharts: string; seed: string };

export const FIRST_WISH: Wish = { claim: '1', confidence: '95', errors: '0', top: 'least', topCharts: '30', seed: '' };

/** Shares of the patients that make the top and the middle stratum, in percent. */
const TOP_PERCENT = 5;
const MIDDLE_PERCENT = 20;
const SEED_MAX = 4_294_967_295;

function number(text: string): number | null {
  const trimmed = text.trim().replace(/\s*%$/, '').replace(',', '.');
  if (trimmed === '' || !/^\d+(\.\d+)?$|^\.\d+$/.test(trimmed)) return null;
  return Number(trimmed);
}

function whole(text: string, most: number): number | null {
  const value = number(text);
  return value !== null && Number.isInteger(value) && value <= most ? value : null;
}

/** The request that a wish makes, or null while it is none. An empty seed is a fresh one. */
export function requestOf(wish: Wish): DrawSample | null {
  const [claim, confidence] = [number(wish.claim), number(wish.confidence)];
  const [errors, topCharts] = [whole(wish.errors, 1_000), wish.top === 'least' ? whole(wish.topCharts, 1_000_000) : 0];
  const seed = wish.seed.trim() === '' ? null : whole(wish.seed, SEED_MAX);
  if (claim === null || confidence === null || errors === null || topCharts === null || (seed === null && wish.seed.trim() !== '')) return null;
  return { claim, confidence, errorsAllowed: errors, seed, topPercent: TOP_PERCENT, middlePercent: MIDDLE_PERCENT, top: wish.top, topCharts };
}
