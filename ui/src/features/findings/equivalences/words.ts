// What the equivalences say in words, and how their counts are read. Pure. What must stay true: a run in which an equivalence was not in
// force is a gap, never a zero, and an end that nears is named before it is there.
import { plural } from '../../../components/formats';
import type { DraftEquivalence, EquivalencePreview, EquivalenceRow, EquivalencesView } from '../../../contract/contract';

/** Days before its end from which an equivalence counts as ending soon. */
export const SOON_DAYS = 30;

export type Tone = 'good' | 'clinical' | 'dim' | 'accent';

/** What holds of an equivalence, as its mark says it. */
export function standing(row: Pick<EquivalenceRow, 'state' | 'daysLeft' | 'warning'>): { words: string; tone: Tone } {
  if (row.state === 'retired') return { words: 'retired', tone: 'dim' };
  if (row.state === 'expired') return { words: 'expired', tone: 'clinical' };
  if (row.warning !== '') return { words: 'explains more', tone: 'clinical' };
  if (endsSoon(row)) return { words: row.daysLeft === 0 ? 'ends today' : `ends in ${plural(row.daysLeft ?? 0, 'day')}`, tone: 'clinical' };
  if (row.state === 'not judged yet') return { words: 'not judged yet', tone: 'accent' };
  return { words: row.state === 'lens' ? 'lens' : 'in force', tone: 'good' };
}

export function endsSoon(row: Pick<EquivalenceRow, 'state' | 'daysLeft'>): boolean {
  return row.state !== 'retired' && row.state !== 'expired' && row.daysLeft !== null && row.daysLeft >= 0 && row.daysLeft <= SOON_DAYS;
}

/** Whether judging again would change anything: what was declared or retired since, or what ended. */
export function isStale(view: Pick<EquivalencesView, 'version' | 'judged' | 'run'>): boolean {
  return view.run > 0 && view.version !== view.judged;
}

/** `problem, encounter diagnosis · code`; every kind is said too. */
export function about(row: Pick<EquivalenceRow, 'kinds' | 'aspect'>): string {
  return `${row.kinds.length === 0 ? 'every kind' : row.kinds.join(', ')} · ${row.aspect}`;
}

/** A code without the address of its system, for tight places: `sct 91935009`. */
export function brief(value: string): string {
  const [system, code] = value.split('|');
  if (code === undefined) return value === '' ? 'nothing' : value;
  const name = system?.split(/[/:]/).filter((part) => part !== '').pop() ?? '';
  return `${name} ${code}`;
}

/** Points of a sparkline in a box, one run beside the other; a run without a count parts the line. */
export function sparkline(counts: readonly (number | null)[], width: number, height: number): { lines: string[]; last: { x: number; y: number } | null } {
  const most = Math.max(1, ...counts.map((value) => value ?? 0));
  const step = counts.length > 1 ? width / (counts.length - 1) : 0;
  const lines: string[][] = [];
  let last: { x: number; y: number } | null = null;
  counts.forEach((value, index) => {
    if (value === null) {
      lines.push([]);
      return;
    }
    if (lines.length === 0) lines.push([]);
    const x = counts.length > 1 ? index * step : width;
    const y = height - (value / most) * height;
    lines[lines.length - 1]?.push(`${round(x)},${round(y)}`);
    last = { x: round(x), y: round(y) };
  });
  return { lines: lines.filter((line) => line.length > 0).map((line) => line.join(' ')), last };
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** The counts in words, for those who do not see the line: `comparison 3: 12, comparison 4: not in force`. */
export function countWords(counts: readonly (number | null)[], runs: readonly number[]): string {
  return counts.map((value, index) => `comparison ${runs[index] ?? '?'}: ${value === null ? 'not in force' : value}`).join(', ');
}

/** Rows in the order of a column, filtered by words. Those that want somebody come first without a column. */
export function ordered(rows: readonly EquivalenceRow[], sort: string | undefined, text: string): EquivalenceRow[] {
  const wanted = text.toLowerCase();
  const kept = rows.filter((row) => [row.id, row.reason, row.author, row.words, row.aspect, ...row.kinds].some((part) => part.toLowerCase().includes(wanted)));
  const rank = (row: EquivalenceRow): number => (row.warning !== '' ? 0 : endsSoon(row) ? 1 : row.state === 'expired' ? 2 : row.state === 'retired' ? 4 : 3);
  const key = sort?.replace(/^-/, '');
  const by = (a: EquivalenceRow, b: EquivalenceRow): number => {
    if (key === 'id') return a.id.localeCompare(b.id);
    if (key === 'statements') return a.statements - b.statements;
    if (key === 'expires') return (a.daysLeft ?? Infinity) - (b.daysLeft ?? Infinity) || 0;
    return rank(a) - rank(b) || b.statements - a.statements;
  };
  kept.sort(by);
  return sort?.startsWith('-') ? kept.reverse() : kept;
}

type RelationWords = { relation: string; name: string; means: string; unit: string };

const RELATIONS: readonly RelationWords[] = [
  { relation: 'code', name: 'These two codes', means: 'the legacy code may be this code in the destination', unit: '' },
  { relation: 'word', name: 'These two words', means: 'the legacy word may be this word in the destination', unit: '' },
  { relation: 'text', name: 'These two texts', means: 'the legacy text may be this text in the destination', unit: '' },
  { relation: 'unit', name: 'These two units', means: 'one unit in two spellings; the number stays', unit: '' },
  { relation: 'absent', name: 'Kept elsewhere', means: 'one side does not say it here, and that is right', unit: '' },
  { relation: 'minutes', name: 'Minutes', means: 'times may lie this far apart', unit: 'minutes' },
  { relation: 'days', name: 'Days', means: 'days may lie this far apart', unit: 'days' },
  { relation: 'precision', name: 'Precision', means: 'both say the same up to here', unit: '' },
  { relation: 'absolute', name: 'Difference', means: 'numbers may lie this far apart, in the legacy unit', unit: '' },
  { relation: 'relative', name: 'Share', means: 'numbers may lie this share of the legacy number apart', unit: 'of 1' },
  { relation: 'half_last_digit', name: 'Rounding', means: 'half a unit of the coarser side’s last digit', unit: '' },
];

export function relationWords(relation: string): RelationWords {
  return RELATIONS.find((one) => one.relation === relation) ?? { relation, name: relation, means: '', unit: '' };
}

export const isPair = (relation: string): boolean => ['code', 'word', 'text', 'unit'].includes(relation);

/** Whether a relation takes a number. */
export const takesNumber = (relation: string): boolean => ['minutes', 'days', 'absolute', 'relative'].includes(relation);

/** Whether a finding may have an equivalence at all: whole statements, and what was over and goes on, never. */
export function mayDeclare(row: { aspect: string; verdict: string }): boolean {
  return row.aspect !== '' && row.aspect !== 'statement' && row.aspect !== 'patient' && row.verdict !== 'resurrected';
}

export function draftOf(finding: string): DraftEquivalence {
  return { finding, relation: '', amount: '', allKinds: false, both: false };
}

/** How much would be explained, in one sentence. */
export function blastWords(preview: EquivalencePreview): string {
  const patients = preview.patients === null ? 'fewer than 11 patients' : plural(preview.patients, 'patient');
  return `${plural(preview.statements, 'statement')} of ${patients}`;
}

/** Findings that would be gone although they have another cause: what somebody did not mean to declare. */
export function beyond(preview: Pick<EquivalencePreview, 'findings' | 'withinCause'>): number {
  return Math.max(0, preview.findings - preview.withinCause);
}
