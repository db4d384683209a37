// The head of the screen: how far the books are from balance, how that went over the runs, what the last run changed.
import type { ReactNode } from 'react';
import { Ago } from '../../components/Ago';
import { Skeleton } from '../../components/Skeleton';
import { count, plural, signed } from '../../components/formats';
import type { BurnPoint, CausesPage } from '../../contract/contract';
import { BurnPlot } from './BurnPlot';
import { Makeup } from './Makeup';
import styles from './findings.module.css';
import { readingOfSides, readingShort, readingWords } from '../../components/reading';
import { sinceLast } from './trend';
import { causesWithSafety, decidedOf } from './words';

type Props = {
  head: CausesPage | undefined;
  /** The causes could not be read: nothing is on its way. */
  failed: boolean;
  /** Undefined while it is on its way, null when it could not be read. */
  burn: readonly BurnPoint[] | undefined | null;
  filtered: boolean;
  /** Safety findings that are open now, of all; null while it is on its way. */
  safetyOpen: number | null;
  children: ReactNode;
};

export function FindingsBand({ head, failed, burn, filtered, safetyOpen, children }: Props) {
  const run = head?.trend[head.trend.length - 1];
  // Before the first run there is no difference because nobody looked: that is not balance, and no zero is shown.
  const compared = head !== undefined && head.run > 0;
  const since = head ? sinceLast(head.trend) : null;
  const part = head !== undefined && !filtered && safetyOpen !== null && safetyOpen < head.safety;
  return (
    <header className={styles['band']} data-bare={failed || (head !== undefined && !compared) || undefined}>
      <div>
        <h1>Findings</h1>
        <div className={styles['total']}>{head === undefined && !failed ? <Skeleton width={96} height={20} /> : compared ? count(head.findings) : '–'}</div>
        {head === undefined ? (
          failed ? <p>could not be read</p> : <Skeleton width={120} />
        ) : !compared ? (
          <p>not compared yet</p>
        ) : (
          <p>
            {filtered ? 'in the selection, ' : 'differences, '}
            <b>{plural(head.total, 'cause')}</b>
          </p>
        )}
        {compared && head && <Decided head={head} />}
        {compared && head && <Waived head={head} />}
        {compared && head && (
          <p>
            <b className={head.safety > 0 ? styles['bad'] : undefined}>{count(head.safety)} safety</b>
            {part ? `, ${count(safetyOpen)} open` : head.rows.length === head.total && head.safety > 0 && ` in ${plural(causesWithSafety(head.rows), 'cause')}`}
          </p>
        )}
      </div>
      <div>
        {head && head.trend.length === 1 && <Makeup severities={head.severities} />}
        {head && head.trend.length > 1 && <Burned points={burn} />}
      </div>
      <div>
        <h2>{head === undefined ? !failed && <Skeleton width={60} /> : compared ? `Comparison ${head.run}` : 'No comparison yet'}</h2>
        {run && (
          <dl className={styles['since']}>
            <dt>compared <Ago atMs={run.atMs} /></dt>
            <dd className="mid">{run.mappingVersion > 0 ? `mapping v${run.mappingVersion}` : 'given destination'}</dd>
            {readingShort(head.reading) !== '' && (
              <>
                <dt title={readingOfSides(head.reading)}>{head.reading.legacyKept + head.reading.destinationKept > 0 ? 'records read again' : 'records read'}</dt>
                <dd title={readingWords(head.reading)}>{readingShort(head.reading)}</dd>
              </>
            )}
            {since && (
              <>
                <dt title={`findings since comparison ${since.run}`}>findings since {since.run}</dt>
                <dd>
                  <Change value={since.findings} />
                </dd>
                <dt title={`safety findings since comparison ${since.run}`}>safety since {since.run}</dt>
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

function Burned({ points }: { points: readonly BurnPoint[] | undefined | null }) {
  if (points === null) return <p className="dim">The burn-down could not be read.</p>;
  return points === undefined ? <Skeleton height={96} /> : <BurnPlot points={points} />;
}

/** What of the differences is open, what of that somebody asked to accept, and what is accepted; nothing where nobody asked. */
function Waived({ head }: { head: CausesPage }) {
  const of = (state: string): number => head.states.find((facet) => facet.value === state)?.count ?? 0;
  const [open, accepted, proposed, expired] = [of('open'), of('accepted'), of('proposed'), of('expired')];
  if (accepted === 0 && proposed === 0 && expired === 0) return null;
  return (
    <p>
      <b>{count(open)} open</b>, {count(accepted)} accepted{proposed > 0 && <>, <span className="accent b">{count(proposed)} open to sign</span></>}{expired > 0 && <>, <span className="clinical b">{count(expired)} expired</span></>}
    </p>
  );
}

/** How far triage has come; nothing before it began. */
function Decided({ head }: { head: CausesPage }) {
  const so = decidedOf(head.dispositions);
  if (so === null) return null;
  return (
    <p title="Somebody has said what is to become of them. They close when a comparison no longer has them.">
      <b>{count(so.decided)} decided</b>, {count(so.left)} left
    </p>
  );
}

function Change({ value }: { value: number }) {
  if (value === 0) return <span className="mid">no change</span>;
  return <span className={value < 0 ? styles['better'] : styles['worse']}>{signed(value)}</span>;
}
