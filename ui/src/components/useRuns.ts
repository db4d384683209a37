// Starting the two long jobs, from wherever they can be started. The workspace answers at once with the job; if one of
// that kind runs already it answers with that one. Progress then comes by events.
import { useAct, useCommand } from '../platform/call';
import { useAway } from '../platform/useConnection';
import { useMay } from '../platform/useSession';
import { toast, toastError } from './toasts';

export type Runs = {
  /** Whether the role may start jobs. */
  may: boolean;
  /** The mapping's latest version is not approved: a run of it is a draft. */
  draft: boolean;
  migrate: () => void;
  /** Only what changed is read again. */
  compare: () => void;
  /** Everything is read again. */
  compareAnew: () => void;
  /** A comparison runs: another one would be that one. */
  comparing: boolean;
  starting: boolean;
  /** The workspace does not answer: nothing can be started. */
  away: boolean;
};

export function useRuns(): Runs {
  const may = useMay('run_jobs');
  const away = useAway();
  const overview = useCommand('overview', {});
  const migrate = useAct('start_migrate');
  const compare = useAct('start_compare');
  const jobs = useCommand('jobs', {});
  const active = (kind: string): boolean => jobs.data?.rows.some((job) => job.kind === kind && (job.state === 'running' || job.state === 'queued')) ?? false;
  const comparing = active('compare');
  const waits = (title: string, text: string): void => toast({ tone: 'plain', title, text });
  // A comparison reads what a run makes: one at a time, or the workspace lets the second fail.
  const begin = (anew: boolean): void =>
    active('migrate') ? waits('A migration run is under way', 'It has to end before the books are compared.') : compare.mutate({ anew }, {
      onSuccess: ({ id }) => toast({ tone: 'plain', about: id, title: anew ? 'Comparison started, reading everything again' : 'Comparison started', text: 'Its progress is in the job tray.' }),
      onError: toastError,
    });
  const draft = overview.data?.next.some((step) => step.key === 'unapproved_mapping') ?? false;
  return {
    may,
    draft,
    starting: migrate.isPending || compare.isPending,
    away,
    migrate: () =>
      comparing ? waits('A comparison runs', 'It has to end before a migration run can start.') : migrate.mutate({ draft }, {
        onSuccess: ({ id }) => toast({ tone: 'plain', about: id, title: draft ? 'Migration run started, as a draft' : 'Migration run started', text: 'Its progress is in the job tray.' }),
        onError: toastError,
      }),
    comparing,
    compare: () => begin(false),
    // The workspace would answer with the comparison that runs, which reads what changed.
    compareAnew: () => (comparing ? waits('A comparison runs', 'It has to end before everything is read again.') : begin(true)),
  };
}
