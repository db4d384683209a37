// What can be decided about an integration and about a rule of the legacy system: one table each from a word of the
// workspace to the key that takes it, its verb and its meaning. Pure. J, K, X, O and E are taken by every list.
import type { IconName } from '../../components/Icon';

export type Ruling = { word: string; key: string; verb: string; means: string; icon: IconName };

export const STATUSES: readonly Ruling[] = [
  { word: 'replace', key: 'r', verb: 'Replace', means: 'the destination needs a new interface in its place', icon: 'compare' },
  { word: 'keep', key: 'p', verb: 'Keep', means: 'it stays, and is pointed at the destination', icon: 'done' },
  { word: 'retire', key: 't', verb: 'Retire', means: 'it ends with the legacy system', icon: 'no' },
];

export const CLASSES_OF_RULES: readonly Ruling[] = [
  { word: 'system-driven', key: 's', verb: 'System-driven', means: 'the legacy system needed it to work; the destination has its own way', icon: 'database' },
  { word: 'clinician-driven', key: 'c', verb: 'Clinician-driven', means: 'clinicians asked for it and will miss it; somebody has to rebuild it', icon: 'heart' },
];

/** The words under which something is not decided. */
export const UNDECIDED = 'undecided';
export const OPEN = 'open';

export function rulingOf(rulings: readonly Ruling[], word: string): Ruling | undefined {
  return rulings.find((one) => one.word === word);
}

/** `to decide`, `to class`: what an undecided thing waits for; every other state is its own word. */
export function rulingWords(word: string): string {
  return word === UNDECIDED ? 'to decide' : word === OPEN ? 'to class' : word;
}

/** Requests of at most so many things that give each back what it had, one for each different answer. */
export function groupedBy<Row extends { id: string }>(rows: readonly Row[], answer: (row: Row) => string): { ids: string[]; answer: string }[] {
  const groups = new Map<string, string[]>();
  for (const row of rows) groups.set(answer(row), [...(groups.get(answer(row)) ?? []), row.id]);
  return [...groups].map(([one, ids]) => ({ ids, answer: one }));
}
