// What a job does now and what came of it, in words. The workspace names the phase; the sentence is ours, as with everything it names. Pure.
import type { Job } from '../contract/contract';
import { count, duration, short } from '../components/formats';

const words: Record<string, string> = {
  starting: 'Getting ready',
  'reading both books': 'Reading what changed in both books',
  'linking patients': 'Linking the patients of both books',
  comparing: 'Balancing both charts, patient by patient',
  'judging again': 'Judging the kept pairs again',
  'drawing causes': 'Bringing every difference to its cause',
  'keeping both books': 'Keeping both books for the next time',
  'closing the ledger': 'Closing the ledger, record by record',
  mapping: 'Making the destination’s records',
  reading: 'Reading what was delivered',
  'reading again': 'Reading by the layout in force',
  'holding against the patients': 'Holding every row against the known patients',
  keeping: 'Noting when each patient was last active',
  'looking for the records of archived patients': 'Looking for the records of patients who stay in the archive',
};

/** `Balancing both charts, patient by patient`; a phase of a newer workspace in its own name. */
export function phaseWords(job: Job): string {
  return words[job.phase] ?? job.phase;
}

/** `20 of 200 patients · 4/s · 45 s left`; nothing for a phase that cannot be counted. */
export function progressWords(job: Job): string {
  if (job.state === 'queued') return 'waiting for its turn';
  if (job.done === 0 && job.total === 0) return '';
  const amount = job.total > 0 ? `${count(job.done)} of ${count(job.total)} ${job.unit}` : `${count(job.done)} ${job.unit}`;
  const rate = job.rate > 0 ? ` · ${short(Math.round(job.rate))} ${job.unit}/s` : '';
  const left = job.leftS === null || job.leftS < 1 ? '' : ` · ${duration(job.leftS)} left`;
  return `${amount}${rate}${left}`;
}

/** What came of a job that has ended, but for one that failed: see `jobFailure`. */
export function outcomeWords(job: Job): string {
  if (job.state === 'cancelled') return 'No result of it was kept.';
  return summaryWords(job);
}

/** What the workspace says, with its large numbers as they are written everywhere else. */
function summaryWords(job: Job): string {
  return job.summary.replace(/(?<!run )\b\d{4,}\b/g, (digits) => count(Number(digits)));
}
