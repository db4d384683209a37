// Both books, side by side: statements on the left as the legacy system asserts them, on the right as the destination
// does, kind by kind. Bars are relative to the longer side of their kind; the strong part is balanced.
import { Link } from '@tanstack/react-router';
import { count, percent, plural } from '../../components/formats';
import { isGiven } from '../../components/bookMaker';
import { EmptyState } from '../../components/EmptyState';
import type { KindBalance, Overview } from '../../contract/contract';
import { balanceOf, byFindings, sideBar } from './balance';
import styles from './Books.module.css';

export function Books({ overview }: { overview: Overview }) {
  const { balanced, statements } = balanceOf(overview.verdicts);
  const compared = statements > 0;
  return (
    <section className={styles['books']} aria-label="The two books">
      <div className={styles['sums']}>
        <div className={styles['side']}>
          <h2 className="legacy">Legacy book</h2>
          <Written run={overview.compareRun} statements={overview.legacyStatements} patients={overview.legacyPatients} />
          <Archived overview={overview} />
        </div>
        <div className={styles['middle']}>
          <h2>Balanced</h2>
          <strong title={compared ? `${count(balanced)} of ${plural(statements, 'statement')} have the verdict same or equivalent` : undefined}>{compared ? percent(balanced / statements) : '–'}</strong>
          <span className="mid">{!compared ? 'not compared yet' : <><Link to="/findings">{plural(overview.triage.open, 'finding')}</Link> open</>}</span>
        </div>
        <div className={styles['side']}>
          <h2 className="destination">Destination book</h2>
          <Written run={overview.compareRun} statements={overview.destinationStatements} patients={overview.destinationPatients} />
        </div>
      </div>
      {overview.kinds.length === 0 ? (
        <EmptyState icon="compare" title={overview.records === 0 ? 'The books are still empty' : 'The books are not written yet'}>
          {overview.records === 0 ? (
            isGiven(overview) ? 'The destination is there. Ingest the legacy export, then compare.' : 'Ingest the legacy export, run the migration, then compare.'
          ) : isGiven(overview) ? (
            <>
              Both sides are there: {plural(overview.records, 'legacy record')} and a destination that was given. Say in the <Link to="/lens">lens</Link> what tables assert, then compare: the comparison writes both books.
            </>
          ) : (
            <>
              {plural(overview.records, 'record')} {overview.records === 1 ? 'is' : 'are'} read. Say in the <Link to="/lens">lens</Link> what tables assert, make the destination with a <Link to="/mapping">mapping</Link>, then compare:
              the comparison writes both books.
            </>
          )}
        </EmptyState>
      ) : (
        <table className={styles['kinds']}>
          <thead>
            <tr>
              <th className="num" scope="col">Legacy</th>
              <th scope="col" className={styles['legend']}>light: a finding</th>
              <th className={styles['kind']} scope="col">Kind</th>
              <th scope="col" className={styles['legend']}>strong: balanced</th>
              <th className="num" scope="col">Destination</th>
              <th className="num" scope="col">Balanced</th>
              <th className="num" scope="col">Findings</th>
            </tr>
          </thead>
          <tbody>{byFindings(overview.kinds).map((kind) => <Kind key={kind.kind} kind={kind} />)}</tbody>
        </table>
      )}
    </section>
  );
}

/** What stands in a book. Before a comparison no book is written: that is no zero. A number of patients is withheld where the difference to the
 *  other book's would tell a few. */
function Written({ run, statements, patients }: { run: number; statements: number; patients: number | null }) {
  const written = run > 0 || statements > 0;
  return (
    <>
      <strong>{written ? count(statements) : '–'}</strong>
      {!written ? <span className="mid">not written yet</span>
        : patients !== null ? <span className="mid">statements on {plural(patients, 'patient')}</span>
        : <span className="mid" title="Beside what else is told, this number would tell of from 1 to 10 patients where they stand.">statements; number of patients withheld</span>}
    </>
  );
}

/** What of the legacy book is expected nowhere: without it the destination would seem to lack it. */
function Archived({ overview: { archiveRule, archivedPatients, archivedStatements } }: { overview: Overview }) {
  if (archiveRule === 0 || archivedPatients === 0) return null;
  const what = archivedPatients === null || archivedStatements === null
    ? 'those of some patients'
    : `${count(archivedStatements)} of ${plural(archivedPatients, 'patient')}`;
  return <span className="mid"><Link to="/patients" search={{ sides: ['archived'] } as never}>{what}</Link> stay in the archive by its rule</span>;
}

function Kind({ kind }: { kind: KindBalance }) {
  const left = sideBar(kind.legacy, kind);
  const right = sideBar(kind.destination, kind);
  return (
    <tr>
      <td className="num"><Told number={kind.legacy} /></td>
      <td><Bar side="legacy" {...left} /></td>
      <th className={styles['kind']} scope="row">{kind.kind}</th>
      <td><Bar side="destination" {...right} /></td>
      <td className={kind.destination === kind.legacy || kind.destination === null ? 'num' : 'num b'}><Told number={kind.destination} /></td>
      <td className="num mid"><Told number={kind.balanced} /></td>
      <td className="num">
        {kind.findings === 0 ? <span className="dim">0</span> : <Link to="/findings" search={{ kinds: [kind.kind] } as never}><Told number={kind.findings} /></Link>}
      </td>
    </tr>
  );
}

/** A number, or that it is withheld: everybody has one statement of the demographics, so a number of them is one of patients. */
function Told({ number }: { number: number | null }) {
  return number === null ? <span className="mid" title="Beside what else is told, this number would tell of from 1 to 10 patients where they stand.">withheld</span> : count(number);
}

function Bar({ side, length, balanced }: { side: 'legacy' | 'destination'; length: number; balanced: number }) {
  return (
    <div className={styles['bar']} data-side={side} aria-hidden="true">
      <i style={{ width: `${length * 100}%` }} />
      <i style={{ width: `${balanced * 100}%` }} />
    </div>
  );
}
