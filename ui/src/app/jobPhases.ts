// What a job does now, in words. The workspace names the phase; the sentence is ours, as with everything it names. Pure.
import type { Job } from '../contract/contract';
import { count, duration, short } from '../components/formats';

const words: Record<string, string> = {
  starting: 'getting ready',
  'reading both books': 'reading what changed in both books',
  'linking patients': 'linking the patients of both books',
  comparing: 'balancing both charts, patient by patient',
  'judging again': 'judging the kept pairs again',
  'drawing causes': 'bringing every difference to its cause',
  'keeping both books': 'keeping both books for the next time',
  'closing the ledger': 'closing the ledger, record by record',
  mapping: 'making the destination’s records',
  reading: 'reading what was delivered',
  'reading again': 'reading by the layout in force',
  keeping: 'noting when each patient was last active',
};

/** `balancing both charts, patient by patient`; a phase of a newer workspace in its own name. */
export function phaseWords(job: Job): string {
  return words[job.phase] ?? job.phase;
}

/** `20 of 200 patients · 4/s · 45 s left`; nothing for a phase that cannot be counted. */
export function progressWords(job: Job): string {
  if (job.state === 'queued') return 'waiting for its turn';
  if (job.done === 0 && job.total === 0) return 'this part has no count';
  const amount = job.total > 0 ? `${count(job.done)} of ${count(job.total)} ${job.unit}` : `${count(job.done)} ${job.unit}`;
  const rate = job.rate > 0 ? ` · ${short(Math.round(job.rate))} ${job.unit}/s` : '';
  const left = job.leftS === null ? '' : ` · ${duration(job.leftS)} left`;
  return `${amount}${rate}${left}`;
}
