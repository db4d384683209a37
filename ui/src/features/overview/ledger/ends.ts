// The six ends of a legacy record, their words, and what of the ledger a search of the URL shows. Numbers are the
// workspace's; nothing is counted here but sums.
import { count, plural } from '../../../components/formats';
import type { Ledger, LedgerLine } from '../../../contract/contract';

export type LedgerSearch = { ends?: string[]; text?: string; sort?: string };

/** What each end means, for the legend and for screen readers. */
export const MEANINGS: Record<string, string> = {
  migrated: 'a destination record was made of it, or answers it',
  merged: 'it became part of another record',
  rejected: 'held back or set aside, with a reason',
  'declared dropped': 'the mapping, the lens or a decision declares that it does not move',
  archived: 'the lens, the archive rule or a decision declares that it stays in the archive',
  undecided: 'nobody decided',
};

const SORTABLE = new Set(['relation', '-relation', 'end', '-end', 'records', '-records']);

export function validate(raw: Record<string, unknown>): LedgerSearch {
  const list = (Array.isArray(raw['ends']) ? raw['ends'] : []).filter((end): end is string => typeof end === 'string' && end in MEANINGS);
  return {
    ...(list.length > 0 ? { ends: [...new Set(list)] } : {}),
    ...(typeof raw['text'] === 'string' && raw['text'] !== '' ? { text: raw['text'].slice(0, 200) } : {}),
    ...(typeof raw['sort'] === 'string' && SORTABLE.has(raw['sort']) ? { sort: raw['sort'] } : {}),
  };
}

/** Share of the whole that a bar's part takes; none at all stays none, the least is still seen. */
export function widthOf(records: number, whole: number): string {
  if (records === 0 || whole === 0) return '0';
  return `max(3px, ${(records / whole) * 100}%)`;
}

/** Records of lines, as far as they are told: `1,204 records`, `1,204 records and a withheld number`. */
export function recordsOf(lines: readonly LedgerLine[]): string {
  const told = plural(lines.reduce((sum, line) => sum + (line.records ?? 0), 0), 'record');
  return lines.some((line) => line.records === null) ? `${told} and a withheld number` : told;
}

/** Ends of which some line's number is withheld. What is told of such an end is the sum of its other lines. */
export function withheldEnds(lines: readonly LedgerLine[]): ReadonlySet<string> {
  return new Set(lines.filter((line) => line.records === null).map((line) => line.end));
}

/** Records of one end, as far as they are told: `12`, `12 + withheld`, `withheld`. */
export function toldOf(end: { value: string; count: number }, withheld: ReadonlySet<string>): string {
  if (!withheld.has(end.value)) return count(end.count);
  return end.count === 0 ? 'withheld' : `${count(end.count)} + withheld`;
}

/** Lines that a search shows, in its order. */
export function shownLines(ledger: Ledger, search: LedgerSearch): LedgerLine[] {
  const text = (search.text ?? '').toLowerCase();
  const kept = ledger.lines.filter(
    (line) => (search.ends === undefined || search.ends.includes(line.end)) && (text === '' || `${line.relation} ${line.reason}`.toLowerCase().includes(text)),
  );
  const down = search.sort?.startsWith('-') === true;
  const by = search.sort?.replace('-', '');
  const order = (a: LedgerLine, b: LedgerLine): number =>
    by === 'records' ? (a.records ?? 0) - (b.records ?? 0) : by === 'end' ? a.end.localeCompare(b.end) : a.relation.localeCompare(b.relation);
  // Without a choice the workspace's own order stands: the relation with the most records first.
  return by === undefined ? kept : [...kept].sort((a, b) => (down ? -order(a, b) : order(a, b)));
}
