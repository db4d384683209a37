// What the address of the lens screen holds: which table, part and attribute, and how it is shown. An address from anywhere is
// valid; what cannot be understood is left out.
import { shows, type Show } from './tables';

export type Mode = 'visual' | 'text' | 'both';
export type Panel = 'history' | 'codes';
/** Whose tables the lens reads. */
export type Side = 'legacy' | 'destination';

export interface LensSearch {
  /** The legacy side where it is not said. */
  side?: Side;
  table?: string;
  /** Part of the lens, counted from 0. */
  part?: number;
  aspect?: string;
  mode?: Mode;
  show?: Show;
  find?: string;
  panel?: Panel;
}

const text = (value: unknown): string | undefined => {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' && value.length <= 500 ? value : undefined;
};

export function validate(raw: Record<string, unknown>): LensSearch {
  const search: LensSearch = {};
  for (const key of ['table', 'aspect', 'find'] as const) {
    const value = text(raw[key]);
    if (value !== undefined) search[key] = value;
  }
  if (raw['side'] === 'destination') search.side = 'destination';
  const part = Number(raw['part']);
  if (raw['part'] !== undefined && Number.isInteger(part) && part >= 0) search.part = part;
  if (raw['mode'] === 'text' || raw['mode'] === 'both') search.mode = raw['mode'];
  const show = shows.find((one) => one === raw['show']);
  if (show !== undefined && show !== 'all') search.show = show;
  if (raw['panel'] === 'history' || raw['panel'] === 'codes') search.panel = raw['panel'];
  return search;
}
