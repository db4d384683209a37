// What the populations say in words and lengths. Pure. What must stay true: a withheld count is written "<11" or called
// withheld, never taken for zero.
import { count, plural, signed } from '../../../components/formats';
import type { PopulationCell, QuestionRow } from '../../../contract/contract';

/** Questions in the order asked for; those that differ first. */
export function ordered(rows: readonly QuestionRow[], sort: string | undefined, text: string, differing: boolean): QuestionRow[] {
  const wanted = text.toLowerCase();
  const kept = rows.filter((row) => (!differing || row.verdict === 'differs') && `${row.title} ${row.id}`.toLowerCase().includes(wanted));
  const key = (row: QuestionRow): number => {
    if (sort === undefined) return row.verdict === 'differs' ? 0 : 1;
    const name = sort.replace(/^-/, '');
    if (name === 'legacy') return row.legacy ?? -1;
    if (name === 'destination') return row.destination ?? -1;
    return apart(row);
  };
  if (sort === 'title' || sort === '-title') kept.sort((a, b) => a.title.localeCompare(b.title));
  else kept.sort((a, b) => key(a) - key(b));
  return sort?.startsWith('-') ? kept.reverse() : kept;
}

/** Patients on whom the books differ, as far as it is told: a withheld few counts as one. */
export function apart(row: QuestionRow): number {
  return [row.onlyLegacy, row.onlyDestination, row.askedOnlyLegacy, row.askedOnlyDestination].reduce<number>((sum, one) => sum + (one ?? 1), 0);
}

/** What stands where a number would tell how few patients there are. */
export const WITHHELD = 'withheld';

/** Destination less legacy; withheld where either is. Equal numbers of others are no agreement, and do not read like one. */
export function difference(row: QuestionRow): string {
  if (row.legacy !== null && row.destination !== null) {
    const net = row.destination - row.legacy;
    return net === 0 && row.verdict === 'differs' ? '0 net' : signed(net);
  }
  return WITHHELD;
}

/** Lengths of both bars from 0 to 1 on one scale; null where a count is withheld. */
export function lengths(legacy: number | null, destination: number | null, whole: number): [number | null, number | null] {
  const scale = Math.max(whole, legacy ?? 0, destination ?? 0, 1);
  return [legacy === null ? null : legacy / scale, destination === null ? null : destination / scale];
}

type Answered = Pick<QuestionRow, 'legacy' | 'destination' | 'legacyOf' | 'destinationOf'>;

/** Both answers as written. What is withheld may be a few or all but a few: nobody is to know which. */
export function answers(row: Answered): { legacy: string; destination: string; legacyOf: string; destinationOf: string } {
  const answer = (value: number | null): string => (value === null ? WITHHELD : count(value));
  const [legacy, destination] = [answer(row.legacy), answer(row.destination)];
  const of = (words: string, whole: number | null): string => {
    if (whole !== null) return `${words} of ${count(whole)}`;
    return words === WITHHELD ? words : `${words} of a withheld number`;
  };
  return { legacy, destination, legacyOf: of(legacy, row.legacyOf), destinationOf: of(destination, row.destinationOf) };
}

export type Way = { difference: string; value: number | null; words: string };

/** The lists of patients behind a difference; those without anybody are left out. */
export function ways(row: QuestionRow): Way[] {
  const more = row.statements ? 'with more in' : 'in';
  const all: Way[] = [
    { difference: 'only legacy', value: row.onlyLegacy, words: row.statements ? `${more} the legacy book` : `${more} the legacy book only` },
    { difference: 'only destination', value: row.onlyDestination, words: row.statements ? `${more} the destination` : `${more} the destination only` },
    { difference: 'asked only legacy', value: row.askedOnlyLegacy, words: 'asked in the legacy book only' },
    { difference: 'asked only destination', value: row.askedOnlyDestination, words: 'asked in the destination only' },
  ];
  return all.filter((way) => way.value !== 0);
}

/** A list of whom one book alone can tell of, in words without and behind a number. */
export type Told = { difference: string; words: { alone: string; counted: string } };

/** Whom one book alone can tell of: the answer does not say how many they are. */
export const TOLD_ALONE: readonly Told[] = (['legacy book', 'destination'] as const).map((book, side) => ({
  difference: side === 0 ? 'told only legacy' : 'told only destination',
  words: { alone: `Those of whom the ${book} alone can tell`, counted: `of whom the ${book} alone can tell` },
}));

/** What a month is called on the axis. */
export function monthWords(month: number | null): string {
  if (month === null) return 'month not told';
  if (month === 0) return 'newest month';
  return month > 0 ? `−${plural(month, 'month')}` : `+${plural(-month, 'month')}`;
}

/** One cell in words, for a tooltip and for who does not see the plot. */
export function cellWords(cell: PopulationCell): string {
  const told = (value: number | null) => (value === null ? WITHHELD : count(value));
  return `${cell.label}: ${told(cell.legacy)} legacy, ${told(cell.destination)} destination${cell.difference === null ? '' : `, ${signed(cell.difference)}`}`;
}
