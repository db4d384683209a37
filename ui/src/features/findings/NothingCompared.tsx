// What the screen shows before the first comparison: what a comparison is, what it needs, and the way to start one.
import { EmptyState } from '../../components/EmptyState';
import { useRuns } from '../../components/useRuns';
import { useCommand } from '../../platform/call';
import styles from './findings.module.css';

export function NothingCompared() {
  const runs = useRuns();
  // Before anything was delivered there is nothing to compare, as on the overview.
  const delivered = (useCommand('overview', {}).data?.artifacts ?? 1) > 0;
  return (
    <EmptyState
      icon="compare"
      title="No comparison has run yet"
      action={
        <button type="button" className="button primary" disabled={!runs.may || runs.starting || runs.away || !delivered} onClick={runs.compare}>
          Compare now
        </button>
      }
    >
      A comparison reads the legacy artifacts and the destination’s records into two books of clinical statements and lists where they do not balance.
      It needs both: legacy artifacts with their lens, and either a migration run or given destination records. On the workspace itself:
      <code className={styles['command']}>throughline compare --home DIR</code>
      {!delivered && <span className="b">First the legacy export has to be delivered: throughline ingest.</span>}
      {delivered && !runs.may && <span className="b">Your role reads; analysts, informaticists and leads start comparisons.</span>}
    </EmptyState>
  );
}
