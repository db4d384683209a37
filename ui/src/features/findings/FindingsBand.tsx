// The head of the screen: how far the books are from balance, how that went over the runs, what the last run changed.
import type { ReactNode } from 'react';
import { Skeleton } from '../../components/Skeleton';
import { ago, count, moment, plural, signed } from '../../components/formats';
import type { CausesPage } from '../../contract/contract';
import { Makeup } from './Makeup';
import { TrendPlot } from './TrendPlot';
import styles from './findings.module.css';
import { sinceLast } from './trend';
import { causesWithSafety } from './words';

export function FindingsBand({ head, filtered, children }: { head: CausesPage | undefined; filtered: boolean; children: ReactNode }) {
  const run = head?.trend[head.trend.length - 1];
  // Before the first run there is no difference because nobody looked: that is not balance, and no zero is shown.
  const compared = head !== undefined && head.run > 0;
  const since = head ? sinceLast(head.trend) : null;
  return (
    <header className={styles['band']}>
      <div>
        <h1>Findings</h1>
        <div className={styles['total']}>{head === undefined ? <Skeleton width={96} height={20} /> : compared ? count(head.findings) : '–'}</div>
        {head === undefined ? (
          <Skeleton width={120} />
        ) : !compared ? (
          <p>not compared yet</p>
        ) : (
          <p>
            {filtered ? 'in the selection, ' : 'differences, '}
            <b>{plural(head.total, 'cause')}</b>
          </p>
        )}
        {compared && head && (
          <p>
            <b className={head.safety > 0 ? styles['bad'] : undefined}>{count(head.safety)} safety</b>
            {head.rows.length === head.total && head.safety > 0 && ` in ${plural(causesWithSafety(head.rows), 'cause')}`}
          </p>
        )}
      </div>
      <div>{head && head.trend.length === 1 && <Makeup severities={head.severities} />}{head && head.trend.length > 1 && <TrendPlot points={head.trend} />}</div>
      <div>
        <h2>{head === undefined ? <Skeleton width={60} /> : compared ? `Run ${head.run}` : 'No run yet'}</h2>
        {run && (
          <dl className={styles['since']}>
            <dt title={moment(run.atMs)}>compared {ago(run.atMs, Date.now())}</dt>
            <dd className="mid">{run.mappingVersion > 0 ? `mapping v${run.mappingVersion}` : 'given destination'}</dd>
            {since && (
              <>
                <dt>findings since run {since.run}</dt>
                <dd>
                  <Change value={since.findings} />
                </dd>
                <dt>safety since run {since.run}</dt>
                <dd>
                  <Change value={since.safety} />
                </dd>
              </>
            )}
          </dl>
        )}
        <div className={styles['bandFoot']}>{children}</div>
      </div>
    </header>
  );
}

function Change({ value }: { value: number }) {
  if (value === 0) return <span className="mid">no change</span>;
  return <span className={value < 0 ? styles['better'] : styles['worse']}>{signed(value)}</span>;
}
