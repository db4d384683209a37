// Whose lens it is, and what it would read while it is written: statements by kind against the saved lens, rows that no part reads, rows that are dropped,
// and of what it was counted.
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural, short } from '../../components/formats';
import type { LensCounts } from '../../contract/contract';
import { Change } from './Change';
import { sampleRecords, type Counting } from './useCounts';
import styles from './lens.module.css';

/** On what the counts stand. */
export function basisWords(counts: LensCounts): string {
  const files = plural(counts.files, 'file');
  return counts.whole ? `all ${plural(counts.records, 'record')} of ${files}` : `a sample: the first ${count(sampleRecords)} records of each of ${files}, ${count(counts.records)} in all`;
}

type Props = { sides: ReactNode; counting: Counting; whole: boolean; reads: boolean; onWhole: (whole: boolean) => void };

export function CountStrip({ sides, counting, whole, reads, onWhole }: Props) {
  const { counts, busy, stopped, error, stop, again } = counting;
  const sum = (of: (table: LensCounts['tables'][number]) => number): number => (counts?.tables ?? []).reduce((total, table) => total + of(table), 0);
  const dropped = sum((table) => table.dropped.reduce((total, one) => total + one.now, 0));
  const droppedSaved = sum((table) => table.dropped.reduce((total, one) => total + one.saved, 0));
  return (
    <div className={styles['strip']}>
      {sides}
      <div className={styles['reads']} role="status" aria-label="What the lens reads" aria-busy={busy}>
      <div className={styles['counts']} data-stale={busy || !reads || undefined}>
        {(counts?.kinds ?? []).map((one) => <span key={one.kind} className={styles['count']}><b title={count(one.now)}>{short(one.now)}</b><Change now={one.now} saved={one.saved} /><span className="dim x">{one.kind}</span></span>)}
        {counts !== undefined && counts.kinds.length === 0 && <span className="dim">No statement is made.</span>}
        {counts === undefined && <span className="dim">{error !== null ? error.message : !reads ? 'Counted when the lens reads.' : stopped ? 'Not counted.' : 'Counting what the lens reads…'}</span>}
        {counts !== undefined && (
          <>
            <span className={styles['count']} data-quiet><b>{short(sum((table) => table.unread))}</b><Change now={sum((table) => table.unread)} saved={sum((table) => table.unreadSaved)} /><span className="dim x">rows read by no part</span></span>
            <span className={styles['count']} data-quiet><b>{short(dropped)}</b><Change now={dropped} saved={droppedSaved} /><span className="dim x">rows dropped</span></span>
          </>
        )}
      </div>
      <div className={styles['basis']}>
        {counts !== undefined && <span className="dim x cut" title={basisWords(counts)}>{error !== null ? error.message : `${counts.whole ? 'all' : 'a sample of'} ${plural(counts.records, 'record')}, against ${counts.version === 0 ? 'no lens' : `v${counts.version}`}`}</span>}
        {busy ? <button type="button" className="button small" onClick={stop}><Icon name="stop" size={10} />Stop counting</button> : (stopped || error !== null) && reads ? <button type="button" className="button small" onClick={again}>Count</button> : null}
        <label className="x mid"><input type="checkbox" checked={whole} onChange={(event) => onWhole(event.target.checked)} />all rows</label>
      </div>
      </div>
    </div>
  );
}
