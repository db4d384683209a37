// One integration, or several that are decided together: its traffic in words, the decision and its history.
import type { ReactNode } from 'react';
import { Icon } from '../../components/Icon';
import { count, plural } from '../../components/formats';
import type { Integration } from '../../contract/contract';
import styles from './corners.module.css';
import { RulingHistory } from './RulingHistory';
import { RulingMark } from './RulingMark';
import { STATUSES, UNDECIDED } from './rulings';

type Props = { rows: readonly Integration[]; newest: number; onClose: () => void; children: ReactNode };

export function IntegrationPanel({ rows, newest, onClose, children }: Props) {
  const [one] = rows;
  if (one === undefined) return null;
  const several = rows.length > 1;
  const decided = rows.filter((row) => row.status !== UNDECIDED).length;
  return (
    <aside className={styles['panel']} aria-label={several ? 'Several integrations' : 'Integration'}>
      <header className={styles['head']}>
        <Icon name="link" className="mid" />
        <h2 className="cut">{several ? `${plural(rows.length, 'integration')} together` : one.name}</h2>
        <button type="button" className={`button small quiet ${styles['end'] ?? ''}`} aria-label="Close the panel" onClick={onClose}>
          <Icon name="cross" size={12} />
        </button>
      </header>
      <div className={styles['body']}>
        <section>
          {several ? (
            <>
              <p className={styles['words']}>{count(rows.reduce((sum, row) => sum + row.records, 0))} records between them.</p>
              {decided > 0 && <p className="x clinical">{plural(decided, 'of them has', 'of them have')} a decision already; a new one takes its place.</p>}
            </>
          ) : (
            <dl className={styles['facts']}>
              <dt>Kind</dt>
              <dd>{one.kind}</dd>
              <dt>Traffic</dt>
              <dd>{trafficWords(one, newest)}</dd>
              <dt>Status</dt>
              <dd><RulingMark rulings={STATUSES} word={one.status} /></dd>
              <dt>Owner</dt>
              <dd className={one.owner === '' ? 'clinical' : undefined}>{one.owner === '' ? 'nobody was named' : one.owner}</dd>
            </dl>
          )}
        </section>
        {children}
        {!several && <RulingHistory rulings={STATUSES} history={one.history} />}
      </div>
    </aside>
  );
}

/** `41,745 records from 2009 to 2021; silent since`. */
export function trafficWords(row: Integration, newest: number): string {
  const records = plural(row.records, 'record');
  if (row.firstYear === 0) return `${records}, none with a date`;
  const years = row.firstYear === row.lastYear ? `in ${row.firstYear}` : `from ${row.firstYear} to ${row.lastYear}`;
  return `${records} ${years}${row.lastYear < newest ? '; silent since' : ''}`;
}
