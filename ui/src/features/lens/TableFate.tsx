// What becomes of the rows of one table: statements by kind, rows that no part reads, rows that are dropped and why, values that did not
// read; each beside the saved lens.
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { LensCounts } from '../../contract/contract';
import { Change } from './Change';
import styles from './lens.module.css';

export function TableFate({ counts, table }: { counts: LensCounts | undefined; table: string }) {
  const own = counts?.tables.find((one) => one.table === table);
  if (counts === undefined || own === undefined) return null;
  const doubts = counts.doubts.filter((doubt) => doubt.table === table);
  const dropped = own.dropped.filter((one) => one.now + one.saved > 0);
  return (
    <ul className={styles['fate']} aria-label={`What becomes of the rows of ${table}`}>
      {own.kinds.map((kind) => <li key={kind.kind}><Icon name="done" size={11} className="good" /><b>{count(kind.now)}</b><Change now={kind.now} saved={kind.saved} /> {kind.kind}</li>)}
      {own.unread + own.unreadSaved > 0 && <li><Icon name="open" size={11} className="clinical" /><b>{count(own.unread)}</b><Change now={own.unread} saved={own.unreadSaved} /> rows read by no part</li>}
      {dropped.map((one) => <li key={one.reason}><Icon name="no" size={11} className="dim" /><b>{count(one.now)}</b><Change now={one.now} saved={one.saved} /> dropped: {one.reason}</li>)}
      {doubts.map((doubt) => <li key={`${doubt.field} ${doubt.reason}`}><Icon name="warn" size={11} className="clinical" /><b>{count(doubt.times)}</b><Change now={doubt.times} saved={doubt.saved} /> in <span className="mono">{doubt.field}</span>: {doubt.reason}</li>)}
      {!counts.whole && <li className="dim">of a sample of {plural(counts.records, 'record')}</li>}
    </ul>
  );
}
