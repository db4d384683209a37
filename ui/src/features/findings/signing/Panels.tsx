// What is signed, in full, beside the list: one acceptance or several, or a sample, with the form below it.
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Ago } from '../../../components/Ago';
import { Severity } from '../../../components/Severity';
import { causeSaid } from '../../../components/causeSaid';
import { count, plural } from '../../../components/formats';
import type { SampleToSign, WaiverRow } from '../../../contract/contract';
import { lastDay } from '../../../components/triage/triage';
import { TriageHistory } from '../../../components/triage/TriageHistory';
import { SignedMark } from './columns';
import styles from './signing.module.css';
import { aboutWaivers, safetyOf } from './words';

type WaiverProps = { rows: readonly WaiverRow[]; more: number; onMore: () => void; children: ReactNode };

export function WaiverPanel({ rows, more, onMore, children }: WaiverProps) {
  const [row] = rows;
  if (row === undefined) return null;
  return (
    <aside className={styles['panel']} aria-label="Acceptance">
      {rows.length > 1 ? (
        <section>
          <h2>{aboutWaivers(rows)}</h2>
          <ul className={styles['several']}>
            {rows.map((one) => (
              <li key={one.id}>
                <Severity name={one.severity} size={12} />
                <span className="cut" title={one.label}>
                  {causeSaid(one.label).said}
                </span>
                <span className="num x">{count(one.findings)}</span>
              </li>
            ))}
          </ul>
          {safetyOf(rows) !== '' && <p className="safety b">{safetyOf(rows)} among them</p>}
        </section>
      ) : (
        <One row={row} />
      )}
      {more > 0 && (
        <button type="button" className={styles['more']} onClick={onMore}>
          Mark {plural(more, 'more acceptance')} of this cause
        </button>
      )}
      <section>{children}</section>
      {rows.length === 1 && (
        <section>
          <h3>History</h3>
          <TriageHistory id={row.id} of={row.subject === 'finding' ? 'finding' : 'cause'} />
        </section>
      )}
    </aside>
  );
}

/** What a lead said, when, and why. */
function Signature({ row }: { row: WaiverRow | SampleToSign }) {
  return (
    <>
      <dt>Signature</dt>
      <dd>
        <SignedMark row={row} />
        {row.signedMs > 0 && <span className="dim"><Ago atMs={row.signedMs} /></span>}
      </dd>
      {row.signedReason !== '' && (
        <>
          <dt>Said</dt>
          <dd>{row.signedReason}</dd>
        </>
      )}
    </>
  );
}

function One({ row }: { row: WaiverRow }) {
  return (
    <section>
      <header className={styles['title']}>
        <Severity name={row.severity} />
        <h2 title={row.label}>{causeSaid(row.label).said}</h2>
      </header>
      <dl className={styles['facts']}>
        <dt>Clears</dt>
        <dd>
          <Link to={'/findings' as string} search={(row.subject === 'finding' ? { cause: row.cause, finding: row.id } : { cause: row.cause }) as never}>
            {plural(row.findings, 'finding')}
          </Link>
          {row.safety > 0 && <b className="safety">{count(row.safety)} safety</b>}
        </dd>
        {row.grown > 0 && (
          <>
            <dt>Grown</dt>
            <dd className="clinical b">
              {count(row.grown)} more than when {row.signed === 'approved' ? 'it was signed' : 'it was asked for'}
            </dd>
          </>
        )}
        <dt>Asked by</dt>
        <dd>
          <span>{row.by}, <Ago atMs={row.atMs} /></span>
        </dd>
        <dt>Why</dt>
        <dd>{row.reason}</dd>
        <dt>Until</dt>
        <dd>{lastDay(row.expiresMs)}, that day included</dd>
        <Signature row={row} />
      </dl>
    </section>
  );
}

export function SamplePanel({ row, children }: { row: SampleToSign; children: ReactNode }) {
  return (
    <aside className={styles['panel']} aria-label="Sample">
      <section>
        <header className={styles['title']}>
          <h2>{row.words}</h2>
        </header>
        <dl className={styles['facts']}>
          <dt>Sample</dt>
          <dd>
            <Link to={`/patients/review/${encodeURIComponent(row.id)}` as string} className="mono">
              {row.id}
            </Link>
            <span className="dim">of comparison {row.run}</span>
          </dd>
          <dt>Claim</dt>
          <dd>
            {row.claim}
            <span className={row.state === 'borne out' ? 'good b' : 'clinical b'}>{row.state}</span>
          </dd>
          <dt>Read</dt>
          <dd>
            {plural(row.charts, 'chart')} in {plural(row.readings, 'reading')}, {plural(row.errors, 'error')}
          </dd>
          <dt>By</dt>
          <dd>{row.readers.join(', ')}</dd>
          <dt>Drawn</dt>
          <dd>
            <span>{row.by}, <Ago atMs={row.atMs} /></span>
          </dd>
          <Signature row={row} />
        </dl>
      </section>
      <section>{children}</section>
    </aside>
  );
}
