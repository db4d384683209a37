// A job that failed, in words: where it was, what was in the way, what can be done, and the place where that is done. The workspace says which
// thing was missing in words of its own; what else failed has a code, and the log of the workspace has the rest. Pure.
import type { Job } from '../contract/contract';
import { count } from '../components/formats';
import { sentence } from '../platform/failure';
import { phaseWords } from './jobPhases';

export type JobFailure = {
  /** `It stopped while balancing both charts, patient by patient, at 20 of 200 patients.`; empty where it had not begun. */
  where: string;
  /** What was in the way. */
  why: string;
  /** What can be done, and what became of what was there before. */
  then: string;
  /** Where it is done. */
  to: { label: string; path: string; search?: Record<string, string> } | null;
};

type Remedy = { when: RegExp; why: string; then: string; to: JobFailure['to'] };

/** What the workspace says was missing, and the way to it. Its words name commands of the workspace, these name screens. */
const missing: readonly Remedy[] = [
  { when: /legacy side (holds no records|names no patient)|no files to ingest/, why: 'The legacy side holds no records of any patient.', then: 'Ingest the legacy export in the workspace: throughline ingest.', to: { label: 'Open Artifacts', path: '/artifacts' } },
  { when: /legacy side asserts nothing/, why: 'The legacy book would be empty: nothing says yet what its tables assert.', then: 'Give the tables a lens, then start again.', to: { label: 'Open Lens', path: '/lens' } },
  { when: /destination side holds no records/, why: 'The destination book would be empty: no migration has run, and no destination was given.', then: 'Run the migration, or ingest the records of the destination: throughline ingest --side destination.', to: { label: 'Open Mapping', path: '/mapping' } },
  { when: /there is no mapping yet/, why: 'There is no mapping yet.', then: 'Begin one from a starter or with a first rule.', to: { label: 'Open Mapping', path: '/mapping' } },
  { when: /no mapping version is approved/, why: 'No version of the mapping is approved.', then: 'Somebody other than its author approves it; until then it runs as a draft.', to: { label: 'Open Mapping', path: '/mapping' } },
  { when: /no rows of the relations that the mapping reads/, why: 'The legacy side has no rows of the relations that the mapping reads.', then: 'Look which relations were delivered, and which the rules name.', to: { label: 'Open Mapping', path: '/mapping' } },
  { when: /kept no books|have changed since run/, why: 'What the last comparison kept is no longer what there is to judge.', then: 'Compare again: that reads what changed.', to: { label: 'Open Overview', path: '/overview' } },
  { when: /there is no comparison yet/, why: 'There is no comparison yet.', then: 'Compare the books first.', to: { label: 'Open Overview', path: '/overview' } },
];

/** What a code leaves to do. */
function remedyOf(job: Job): Omit<Remedy, 'when'> {
  const why = sentence(job.error ?? 'internal');
  switch (job.error) {
    case 'disk_full':
      return { why, then: 'Free space where the workspace lies, then start again.', to: null };
    case 'busy':
      return { why: 'Another comparison or migration works on the same results, here or in another program.', then: 'Wait for it or cancel it, then start again.', to: null };
    case 'conflict':
      return { why: 'Somebody changed what it works on while it ran.', then: 'Start it again.', to: null };
    case 'withheld':
      return { why, then: 'Starting again gives the same until somebody has looked at the alarm.', to: null };
    case 'invalid':
      return job.kind === 'migrate'
        ? { why: 'The mapping does not check.', then: 'Its problems stand in Mapping, each with its rule.', to: { label: 'See the problems', path: '/mapping', search: { panel: 'problems' } } }
        : { why: 'A document that it goes by does not check: the lens, the equivalences or the questions.', then: 'In the workspace, throughline lens check FILE and its like name line and column.', to: { label: 'Open Lens', path: '/lens' } };
    // What was missing is not told by an older workspace: then it is one of a few.
    case 'not_found':
      if (job.kind === 'compare') return { why: 'One of the two books is empty.', then: 'The legacy side needs records, and a lens where they are tables; the destination needs a migration run, or records that are given.', to: null };
      if (job.kind === 'migrate') return { why: 'There was nothing to run.', then: 'The mapping needs an approved version, and the legacy side rows of the relations that it reads.', to: { label: 'Open Mapping', path: '/mapping' } };
      return { why, then: 'Start it again from the screen that it belongs to.', to: null };
    default:
      return { why: 'Something went wrong in the workspace.', then: `What it was stands in the log of the workspace under job ${job.id}. Start it again; if it fails at the same place, give an administrator that name.`, to: null };
  }
}

/** Where a job was when it failed. A phase that counts nothing is named alone. */
function whereOf(job: Job): string {
  if (job.phase === '' || job.phase === 'starting') return '';
  const words = phaseWords(job);
  const phase = words.charAt(0).toLowerCase() + words.slice(1);
  const at = job.total > 0 && job.done > 0 ? `, at ${count(job.done)} of ${count(job.total)} ${job.unit}` : '';
  return `It stopped while ${phase}${at}.`;
}

/** A failed job in words. */
export function failureOf(job: Job): JobFailure {
  const said = job.error === 'not_found' ? missing.find((one) => one.when.test(job.summary)) : undefined;
  const { why, then, to } = said ?? remedyOf(job);
  // A run replaces what was there only when it has ended well.
  const kept = job.kind === 'compare' || job.kind === 'migrate' ? ' What was there before stands.' : '';
  return { where: whereOf(job), why, then: `${then}${kept}`, to };
}
