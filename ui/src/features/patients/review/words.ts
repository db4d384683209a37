/**
 * What chart review says in words. Pure. Bounds and claims are the workspace's own sentences; here are only marks, short forms and
 * what a key does.
 */
import { count } from '../../../components/formats';
import type { IconName } from '../../../components/Icon';
import type { ReviewedChart, SampleSummary } from '../../../contract/contract';

export type Outcome = 'held' | 'error' | 'unclear';

export const OUTCOMES: readonly { outcome: Outcome; key: string; verb: string; means: string }[] = [
  { outcome: 'held', key: '1', verb: 'Held', means: 'both charts say the same to whoever treats this patient' },
  { outcome: 'error', key: '2', verb: 'Error', means: 'at least one statement is lost, invented or says something else' },
  { outcome: 'unclear', key: '3', verb: 'Unclear', means: 'the charts do not tell; every bound counts it as wrong' },
];

/** What a reading lacks before it is added, empty for nothing: an error of which nothing is said can neither be looked up nor adjudicated. */
export function lackOf(outcome: Outcome | null, where: { kind: string; aspect: string }, comment: string): string {
  if (outcome === null || outcome === 'held' || where.kind !== '' || where.aspect !== '' || comment.trim() !== '') return '';
  return outcome === 'error' ? 'Say what is wrong, or choose its kind' : 'Say what cannot be told, or choose its kind';
}

type Mark = { icon: IconName; tone: string; words: string };

const MARKS: Record<string, Mark> = {
  unread: { icon: 'open', tone: 'dim', words: 'unread' },
  'second reader': { icon: 'half', tone: 'accent', words: 'second reader' },
  adjudicate: { icon: 'differs', tone: 'clinical', words: 'to adjudicate' },
  held: { icon: 'done', tone: 'good', words: 'held' },
  error: { icon: 'no', tone: 'safety', words: 'error' },
  unclear: { icon: 'decide', tone: 'clinical', words: 'unclear' },
  reading: { icon: 'half', tone: 'accent', words: 'not read in full' },
  'borne out': { icon: 'done', tone: 'good', words: 'borne out' },
  'not borne out': { icon: 'no', tone: 'safety', words: 'not borne out' },
};

/** Shape, colour and words of a state; an unknown word stands as it is. */
export function markOf(state: string): Mark {
  return MARKS[state] ?? { icon: 'open', tone: 'dim', words: state };
}

/** `fewer than 1 % at 95 %`. */
export function claimOf(sample: Pick<SampleSummary, 'claim' | 'confidence'>): string {
  return `fewer than ${sample.claim} % at ${sample.confidence} %`;
}

/** A bound in percent with two telling digits, as the workspace writes it: `9.5 %`, `0.10 %`. Null is a dash. */
export function boundOf(percent: number | null): string {
  if (percent === null) return '–';
  const digits = percent >= 0.95 || percent <= 0 ? 1 : percent >= 0.095 ? 2 : 3;
  return `${percent.toFixed(digits)} %`;
}

/** A sentence whose numbers stay with their percent sign at the end of a line. */
export function unbroken(sentence: string): string {
  return sentence.replaceAll(' %', '\u00a0%');
}

/** `1 of 2` readers; nothing to tell where one is enough. */
export function readersOf(chart: Pick<ReviewedChart, 'read' | 'readers'>): string {
  return chart.readers > 1 ? `${chart.read} of ${chart.readers}` : chart.read > 0 ? '1' : '0';
}

/** How well two readers agree, with the words that are usual for kappa (Landis and Koch 1977). */
export function agreementOf({ pairs, agreed, kappa }: { pairs: number; agreed: number; kappa: number | null }): string {
  if (pairs === 0) return 'No chart was read by two yet';
  const same = `${count(agreed)} of ${count(pairs)} the same`;
  if (kappa === null) return same;
  const grade = [
    [0.8, 'almost perfect'],
    [0.6, 'substantial'],
    [0.4, 'moderate'],
    [0.2, 'fair'],
    [0, 'slight'],
  ].find(([least]) => kappa > (least as number))?.[1] ?? 'no better than chance';
  return `${same}; agreement is ${grade} (κ ${kappa.toFixed(2)})`;
}

/** Why a reading of whoever asks does not count here; empty when it does. */
export function closedBecause(chart: Pick<ReviewedChart, 'mayRead' | 'readers' | 'since' | 'state' | 'mine'>, may: boolean): string {
  if (chart.mayRead) return '';
  if (!may) return 'Your role reads along; informaticists and leads enter what they find.';
  const settled = ['held', 'error', 'unclear'].includes(chart.state);
  if (chart.since !== '' && (!settled || chart.mine !== '')) return 'A newer comparison counts this chart otherwise: it is not the one that was drawn. Draw a sample of the newest comparison.';
  return chart.readers > 1 ? 'Two have read this chart and agree.' : 'This chart has its reader.';
}

/** Whether a newer comparison ended while somebody entered what they read: the form stays as it is, and what it holds is about the run that was read. */
export function overtaken(begun: boolean, read: number, run: number): boolean {
  return begun && read !== run;
}

/** What is said then: the charts beside the form are no longer those that the entry is about. */
export function overtakenWords(read: number, run: number): string {
  return `Comparison ${run} ended while you entered this, and its charts are the ones shown now. What you enter is kept for the charts of comparison ${read}: if you read on since, start again.`;
}

/** What the form tells whoever reads: alone, first, blind, or to decide between two. */
export function partOf(chart: Pick<ReviewedChart, 'state' | 'mine' | 'readers' | 'read'>): string {
  if (chart.state === 'adjudicate' && chart.mine === '') return 'Two readers differ. What you enter decides.';
  if (chart.mine !== '') return 'You have read it. What you enter now counts instead.';
  if (chart.readers > 1) return chart.read === 0 ? 'Two read this chart, each without knowing what the other found.' : 'One has read it already. What they found is shown when you have entered yours.';
  return 'One reader is enough here.';
}

/** The chart that waits next: after the present place, else from the start; null when none is left. */
export function nextOf(waiting: readonly ReviewedChart[], place: number): string | null {
  return (waiting.find((chart) => chart.place > place) ?? waiting[0])?.id ?? null;
}
