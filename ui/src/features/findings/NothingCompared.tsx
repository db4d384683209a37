// What the screen shows before the first comparison: what a comparison is, what it needs, and the way to start one.
import { EmptyState } from '../../components/EmptyState';
import { useRuns } from '../../components/useRuns';
import styles from './findings.module.css';

export function NothingCompared() {
  const runs = useRuns();
  return (
    <EmptyState
      icon="compare"
      title="No comparison has run yet"
      action={
        <button type="button" className="button primary" disabled={!runs.may || runs.starting} onClick={runs.compare}>
          Compare now
        </button>
      }
    >
      A comparison reads the legacy artifacts and the destination’s records into two books of clinical statements and lists where they do not balance.
      It needs both: legacy artifacts with their lens, and either a migration run or given destination records. On the workspace itself:
      <code className={styles['command']}>throughline compare --home DIR</code>
    </EmptyState>
  );
}
